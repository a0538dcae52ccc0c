import type { NamedImpulse } from '../../graph/impulse.ts';
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
import { centreConfig, centresOf, findStatement } from './centres.ts';
import { decoderFunctions } from './decoder.ts';
import { framedFormOf } from './framed-form.ts';
import { framedFunctions } from './framed-stream.ts';
import {
  type AnyLibrary,
  callForm,
  isPictures,
  type Library,
  macro,
  madeBy,
  refuseNull,
  symbol,
} from './library.ts';
import { stageStatements } from './stage.ts';
import { streamFunctions } from './stream.ts';
import { streamDeclarations } from './stream-source.ts';

/** The source of the calls: one call of a kernel for each layer, in order. */
export function callsSource(library: AnyLibrary): SourceFile {
  return {
    banner: `The calls of ${library.impulse.name}. ${madeBy(library)}`,
    includes: callIncludes(library),
    declarations: [
      labels(library),
      blank,
      ...streams(library),
      ...stages(library),
      blank,
      ...publicCalls(library),
      ...(isPictures(library) ? [] : [blank, ...continuousFunctions(library)]),
    ],
  };
}

/** Its header, the constants, and the C library as far as a call may use it. */
export function callIncludes({ name: library, program }: Library<NamedImpulse>): Declaration[] {
  const kinds = new Set(program.steps.map(({ kernel }) => kernel.kind));
  const own = [
    `thimble_${library}.h`,
    `thimble_${library}_layers.h`,
    ...(kinds.has('join') ? ['thimble_join.h'] : []),
    ...(kinds.has('stream') ? ['thimble_lines_s8.h', 'thimble_saturating.h'] : []),
  ];
  return [
    ...own.map((file): Declaration => ({ kind: 'include', file, system: false })),
    blank,
    ...['stddef.h', 'string.h'].map(
      (file): Declaration => ({ kind: 'include', file, system: true }),
    ),
  ];
}

function continuousFunctions(library: Library): Declaration[] {
  const framed = framedFormOf(library.impulse, library.options.strideReadings);
  const { decoder } = library.options;
  const stream = framed ? framedFunctions(library, framed) : streamFunctions(library);
  return decoder ? [...stream, blank, ...decoderFunctions(library, decoder)] : stream;
}

function labels(library: AnyLibrary): Declaration {
  return {
    kind: 'table',
    element: { base: 'char', constant: true, pointer: true },
    name: symbol(library, 'labels'),
    values: library.impulse.labels,
    local: false,
  };
}

/** The functions of layers that go through their pictures together. */
export function streams({ program, layers }: Library<NamedImpulse>): Declaration[] {
  return program.steps.flatMap(({ kernel }) =>
    kernel.kind === 'stream' ? streamDeclarations(kernel, layers) : [],
  );
}

const memory: Parameter = { type: type.pointer('unsigned char'), name: 'memory' };

function stages(library: AnyLibrary): Declaration[] {
  const result: Parameter = { type: type.pointer(symbol(library, 'result')), name: 'result' };
  const { source, features } = callForm(library);
  const centres = centresOf(library);
  const best = call('best_label', member('result', 'score'));
  return [
    {
      kind: 'function',
      type: type.void,
      name: 'compute_features',
      parameters: [source, memory, { type: features.out, name: 'features' }],
      local: true,
      body: stageStatements(library, 'features'),
    },
    blank,
    ...(centres ? [centreConfig(centres)] : [bestLabel(library)]),
    blank,
    {
      kind: 'function',
      type: type.void,
      name: 'compute_network',
      parameters: [{ type: features.in, name: 'features' }, memory, result],
      local: true,
      body: [
        ...stageStatements(library, 'network'),
        blank,
        centres ? findStatement() : perform(binary(member('result', 'label'), '=', best)),
      ],
    },
  ];
}

function bestLabel(library: AnyLibrary): Declaration {
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

function publicCalls(library: AnyLibrary): Declaration[] {
  const arena: Parameter = { type: type.pointer(symbol(library, 'arena')), name: 'arena' };
  const result: Parameter = { type: type.pointer(symbol(library, 'result')), name: 'result' };
  const { source, features, guards } = callForm(library);
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
    body: [
      ...refuseNull(parameters),
      ...(parameters[0] === source ? guards : []),
      ...body,
      { kind: 'return', value: int(0) },
    ],
  });
  const { features: block } = library.storage;
  const offset = block === null ? 0 : library.plan.offsets[block]!;
  const inArena: Expression = {
    kind: 'cast',
    type: features.out,
    of: {
      kind: 'cast',
      type: type.pointer('void'),
      of: offset ? binary(bytes, '+', int(offset)) : bytes,
    },
  };
  return [
    one(
      'run',
      [source, arena, result],
      [
        {
          kind: 'declare',
          type: { ...features.out, pointer: 'constant' },
          name: 'features',
          value: inArena,
        },
        perform(call('compute_features', name(source.name), bytes, name('features'))),
        perform(call('compute_network', name('features'), bytes, name('result'))),
      ],
    ),
    blank,
    one(
      'features',
      [source, arena, { type: features.out, name: 'features' }],
      [perform(call('compute_features', name(source.name), bytes, name('features')))],
    ),
    blank,
    one(
      'network',
      [{ type: features.in, name: 'features' }, arena, result],
      [perform(call('compute_network', name('features'), bytes, name('result')))],
    ),
  ];
}
