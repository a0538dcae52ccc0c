import type { NamedImpulse } from '../../graph/impulse.ts';
import { layerCalls } from '../program.ts';
import type { Routine } from './kernel.ts';
import { type Library, madeBy } from './library.ts';

/** The assembly of a library: one use of a macro for each routine that its layers want. */
export function routinesSource(library: Library<NamedImpulse>): [file: string, text: string][] {
  const routines = routinesOf(library);
  if (routines.length === 0) return [];
  const files = [...new Set(routines.map(({ file }) => file))].sort();
  const uses = routines.map(
    ({ name, macro, parameters }) =>
      `${macro} ${[routineSymbol(library, name), ...parameters].join(', ')}`,
  );
  const text = `/* The routines of ${library.impulse.name} for its shapes. ${madeBy(library)} */
${files.map((file) => `#include "${file}"`).join('\n')}

${uses.join('\n')}
`;
  return [[`thimble_${library.name}_routines.S`, text]];
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
