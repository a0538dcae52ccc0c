import type { NamedImpulse } from '../../graph/impulse.ts';
import { layerCalls } from '../program.ts';
import type { Routine } from './kernel.ts';
import { type Library, madeBy } from './library.ts';

/** A file of assembly or of C, or both: one use of a macro for each routine that the layers want. */
export function routinesSource(library: Library<NamedImpulse>): [file: string, text: string][] {
  const [inC, assembly] = partition(routinesOf(library), ({ language }) => language === 'c');
  return [
    ...sourceOf(
      library,
      assembly,
      'S',
      ({ file }) => file,
      (macro, all) => `${macro} ${all}`,
    ),
    ...sourceOf(library, inC, 'c', cFile, (macro, all) => `${macro.toUpperCase()}(${all})`),
  ];
}

function sourceOf(
  library: Library<NamedImpulse>,
  routines: readonly Routine[],
  ending: 'S' | 'c',
  fileOf: (routine: Routine) => string,
  use: (macro: string, all: string) => string,
): [file: string, text: string][] {
  if (routines.length === 0) return [];
  // In C the header of the layers declares them.
  const declared = ending === 'c' ? [`thimble_${library.name}_layers.h`] : [];
  const files = [...declared, ...[...new Set(routines.map(fileOf))].sort()];
  const uses = routines.map(({ name, macro, parameters }) =>
    use(macro, [routineSymbol(library, name), ...parameters].join(', ')),
  );
  const text = `/* The routines of ${library.impulse.name} for its shapes. ${madeBy(library)} */
${files.map((file) => `#include "${file}"`).join('\n')}

${uses.join('\n')}
`;
  return [[`thimble_${library.name}_routines.${ending}`, text]];
}

function cFile({ file }: Routine): string {
  return file.replace(/\.inc$/, '_c.h');
}

function partition<T>(all: readonly T[], is: (one: T) => boolean): [yes: T[], no: T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

/** Each routine once, by name. */
export function routinesOf({ program }: Library<NamedImpulse>): Routine[] {
  const routines = new Map<string, Routine>();
  for (const { kernel } of program.steps.flatMap(layerCalls)) {
    for (const routine of kernel.routines ?? []) routines.set(routine.name, routine);
  }
  return [...routines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `thimble_gestures_two_row_4_12`: two libraries in one program do not meet. */
export function routineSymbol(library: Library<NamedImpulse>, name: string): string {
  return `thimble_${library.name}_${name}`;
}
