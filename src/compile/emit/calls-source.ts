import {
  binary,
  blank,
  call,
  type Declaration,
  type Expression,
  int,
  member,
  name,
  type Parameter,
  perform,
  type SourceFile,
  type Statement,
  type,
} from '../c/tree.ts';
import { type Library, macro, madeBy, refuseNull, symbol } from './library.ts';
import { soundFormOf, soundStreamFunctions, windowView } from './sound.ts';
import { stageStatements } from './stage.ts';
import { streamFunctions } from './stream.ts';

/** The source of the calls: one call of a kernel for each layer, in order. */
export function callsSource(library: Library): SourceFile {
  const sound = soundFormOf(library.impulse);
  return {
    banner: banner(library),
    includes: includes(library),
    declarations: [
      labels(library),
      blank,
      ...stages(library),
      blank,
      ...publicCalls(library),
      blank,
      ...(sound ? soundStreamFunctions(library, sound) : streamFunctions(library)),
    ],
  };
}

function banner(library: Library): string {
  const { plan, picture } = library;
  const best = plan.arenaBytes === plan.lowerBoundBytes ? 'the least possible for' : 'for';
  return `${madeBy(library)}

The arena: ${plan.arenaBytes} bytes, ${best} this order of layers (lower bound ${plan.lowerBoundBytes}).
Each row is one value or scratch; # marks the layers (numbered in their order) while it is there.
Where bytes of two rows meet in one column, the layer works in place.

${picture.map((line) => `  ${line}`).join('\n')}`;
}

function includes({ name: library, program }: Library): Declaration[] {
  const joins = program.steps.some(({ kernel }) => kernel.kind === 'join');
  const own = [`thimble_${library}.h`, `thimble_${library}_layers.h`];
  return [
    ...[...own, ...(joins ? ['thimble_join.h'] : [])].map(
      (file): Declaration => ({ kind: 'include', file, system: false }),
    ),
    blank,
    ...['stddef.h', 'string.h'].map(
      (file): Declaration => ({ kind: 'include', file, system: true }),
    ),
  ];
}

function labels(library: Library): Declaration {
  return {
    kind: 'table',
    element: { base: 'char', constant: true, pointer: true },
    name: symbol(library, 'labels'),
    values: library.impulse.labels,
    local: false,
  };
}

const memory: Parameter = { type: type.pointer('unsigned char'), name: 'memory' };

function stages(library: Library): Declaration[] {
  const result: Parameter = { type: type.pointer(symbol(library, 'result')), name: 'result' };
  return [
    {
      kind: 'function',
      type: type.void,
      name: 'compute_features',
      parameters: [
        { type: windowView(library), name: 'window' },
        memory,
        { type: type.pointer('float'), name: 'features' },
      ],
      local: true,
      body: stageStatements(library, 'features'),
    },
    blank,
    bestLabel(library),
    blank,
    {
      kind: 'function',
      type: type.void,
      name: 'compute_network',
      parameters: [{ type: type.view('float'), name: 'features' }, memory, result],
      local: true,
      body: [
        ...stageStatements(library, 'network'),
        blank,
        perform(
          binary(member('result', 'label'), '=', call('best_label', member('result', 'score'))),
        ),
      ],
    },
  ];
}

function bestLabel(library: Library): Declaration {
  const at = (index: string): Expression => ({ kind: 'index', of: name('score'), at: name(index) });
  return {
    kind: 'function',
    type: type.int32,
    name: 'best_label',
    parameters: [{ type: type.view('float'), name: 'score' }],
    local: true,
    body: [
      { kind: 'declare', type: type.int32, name: 'best', value: int(0) },
      {
        kind: 'count',
        name: 'i',
        from: int(1),
        below: name(macro(library, 'LABELS')),
        body: [
          {
            kind: 'if',
            test: binary(at('i'), '>', at('best')),
            body: [perform(binary(name('best'), '=', name('i')))],
          },
        ],
      },
      { kind: 'return', value: name('best') },
    ],
  };
}

function publicCalls(library: Library): Declaration[] {
  const arena: Parameter = { type: type.pointer(symbol(library, 'arena')), name: 'arena' };
  const result: Parameter = { type: type.pointer(symbol(library, 'result')), name: 'result' };
  const window: Parameter = { type: windowView(library), name: 'window' };
  const features = { in: type.view('float'), out: type.pointer('float') };
  const bytes = member('arena', 'bytes');
  const one = (
    what: string,
    parameters: readonly Parameter[],
    body: readonly Statement[],
  ): Declaration => ({
    kind: 'function',
    type: type.int,
    name: symbol(library, what),
    parameters,
    local: false,
    body: [...refuseNull(parameters), ...body, { kind: 'return', value: int(0) }],
  });
  const { features: block } = library.storage;
  const offset = block === null ? 0 : library.plan.offsets[block]!;
  const inArena: Expression = {
    kind: 'cast',
    type: type.pointer('float'),
    of: {
      kind: 'cast',
      type: type.pointer('void'),
      of: offset ? binary(bytes, '+', int(offset)) : bytes,
    },
  };
  return [
    one(
      'run',
      [window, arena, result],
      [
        {
          kind: 'declare',
          type: { base: 'float', pointer: 'constant' },
          name: 'features',
          value: inArena,
        },
        perform(call('compute_features', name('window'), bytes, name('features'))),
        perform(call('compute_network', name('features'), bytes, name('result'))),
      ],
    ),
    blank,
    one(
      'features',
      [window, arena, { type: features.out, name: 'features' }],
      [perform(call('compute_features', name('window'), bytes, name('features')))],
    ),
    blank,
    one(
      'network',
      [{ type: features.in, name: 'features' }, arena, result],
      [perform(call('compute_network', name('features'), bytes, name('result')))],
    ),
  ];
}
