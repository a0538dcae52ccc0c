import type { NamedImpulse } from '../../graph/impulse.ts';
import {
  address,
  blank,
  type Declaration,
  type Expression,
  name,
  type SourceFile,
} from '../c/tree.ts';
import { layerCalls } from '../program.ts';
import type { CallKernel } from './kernel.ts';
import { fieldValues } from './kernel.ts';
import {
  constantName,
  describeStep,
  describeValue,
  elements,
  type LayerNames,
  type Library,
  madeBy,
} from './library.ts';
import { routineSymbol, routinesOf } from './routines-source.ts';

/** The header that announces the constants of each layer to the calls. */
export function layersHeader(library: Library<NamedImpulse>): SourceFile {
  const headers = new Set(calls(library).map(({ kernel }) => kernel.header));
  return {
    banner: `The constants of each layer of ${library.impulse.name}. ${madeBy(library)}`,
    guard: `THIMBLE_${library.name.toUpperCase()}_LAYERS_H`,
    includes: [...headers].sort().map((file) => ({ kind: 'include', file, system: false })),
    declarations: [
      ...constants(library, true),
      ...routinesOf(library).map(
        ({ type, name: own }): Declaration => ({
          kind: 'routine',
          type,
          name: routineSymbol(library, own),
        }),
      ),
      ...calls(library).flatMap(({ kernel, names }): Declaration[] => {
        const { config } = kernel.data;
        if (!config) return tablesOf(kernel, names, true);
        const { type } = config;
        const common = { kind: 'constant', type, name: names.config, fields: [] } as const;
        return [{ ...common, local: false, external: true }];
      }),
    ],
  };
}

/** Weights and settings as const tables, which a linker leaves in flash. */
export function layersSource(library: Library<NamedImpulse>): SourceFile {
  const file = `thimble_${library.name}_layers.h`;
  return {
    banner: `The constants of each layer of ${library.impulse.name}. ${madeBy(library)}`,
    includes: [
      { kind: 'include', file, system: false },
      blank,
      { kind: 'include', file: 'stddef.h', system: true },
    ],
    declarations: [...constants(library, false), ...layers(library)],
  };
}

function layers(library: Library<NamedImpulse>): Declaration[] {
  return calls(library).flatMap(({ kernel, names, title }) => {
    const { config } = kernel.data;
    const table = (suffix: string): Expression => {
      const { values } = kernel.data.tables.find((one) => one.suffix === suffix)!;
      return name(values.length === 0 ? 'NULL' : names.tables.get(suffix)!);
    };
    const declarations: Declaration[] = [
      { kind: 'comment', text: title },
      ...tablesOf(kernel, names, false).flatMap((one) => [one, blank]),
    ];
    if (config) {
      const routine = (own: string) => name(routineSymbol(library, own));
      const fields = fieldValues(config.fields, table, routine);
      const { type } = config;
      declarations.push({ kind: 'constant', type, name: names.config, fields, local: false });
    }
    return [...declarations, blank];
  });
}

/** Values of the network that never change. */
function constants(library: Library<NamedImpulse>, external: boolean): Declaration[] {
  return library.program.memories.flatMap(({ value, constant }, id): Declaration[] => {
    if (!constant) return [];
    const element = { base: elements[value.type], constant: true };
    const own = { name: constantName(library, id), values: constant.data, local: false };
    const table: Declaration = { kind: 'table', element, ...own, ...(external && { external }) };
    return external ? [table] : [{ kind: 'comment', text: describeValue(value) }, table, blank];
  });
}

/** What a call passes for the constants of its layer. */
export function configInput(names: LayerNames): Expression {
  return address(names.config);
}

function calls(
  library: Library<NamedImpulse>,
): { kernel: CallKernel; names: LayerNames; title: string }[] {
  return library.program.steps.flatMap(layerCalls).map((layer) => {
    const names = library.layers.get(layer.name)!;
    return { kernel: layer.kernel, names, title: describeStep(layer) };
  });
}

function tablesOf(kernel: CallKernel, names: LayerNames, external: boolean): Declaration[] {
  return kernel.data.tables
    .filter(({ values }) => values.length > 0)
    .map(({ suffix, element, values }) => ({
      kind: 'table',
      element: { base: element, constant: true },
      name: names.tables.get(suffix)!,
      values,
      local: kernel.data.config !== null,
      ...(external && { external }),
    }));
}
