import type { BareNetwork } from '../../graph/impulse.ts';
import type { Value } from '../../graph/op.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import {
  binary,
  blank,
  type CType,
  call,
  type Declaration,
  type Expression,
  float,
  int,
  member,
  name,
  type Parameter,
  perform,
  type SourceFile,
  type Statement,
  type,
} from '../c/tree.ts';
import { arenaBytesOf } from '../plan/memory-plan.ts';
import type { MemoryId, Program } from '../program.ts';
import { callIncludes, streams } from './calls-source.ts';
import {
  describeValue,
  elements,
  type Library,
  macro,
  madeBy,
  planText,
  refuseNull,
  stateField,
  symbol,
} from './library.ts';
import { stageStatements } from './stage.ts';

/** The public header of a network alone: its sizes, its arena, its ends and one call. */
export function networkHeader(library: Library<BareNetwork>): SourceFile {
  return {
    banner: `${introduction(library)}\n\n${planText(library)}`,
    guard: `THIMBLE_${library.name.toUpperCase()}_H`,
    includes: [
      { kind: 'include', file: 'thimble_error.h', system: false },
      blank,
      { kind: 'include', file: 'stdint.h', system: true },
    ],
    declarations: [
      ...sizes(library),
      blank,
      ...arenaType(library),
      ...stateType(library),
      blank,
      ...prototypes(library),
    ],
  };
}

/** The source of the calls: one call of a kernel for each layer, in order. */
export function networkSource(library: Library<BareNetwork>): SourceFile {
  return {
    banner: `The calls of ${library.impulse.name}. ${madeBy(library)}`,
    includes: [
      ...(library.options.marks
        ? [{ kind: 'include', file: 'thimble_profile.h', system: false } as const]
        : []),
      ...callIncludes(library),
    ],
    declarations: [
      ...ends(library).flatMap((end) => [...accessor(library, end, true), blank]),
      ...clearState(library, true),
      ...streams(library),
      runFunction(library, [
        ...refuseNull(runParameters(library)),
        {
          kind: 'declare',
          type: { base: 'unsigned char', pointer: 'constant' },
          name: 'memory',
          value: member('arena', 'bytes'),
        },
        ...stageStatements(library, 'network'),
        { kind: 'return', value: int(0) },
      ]),
    ],
  };
}

/** An input or an output. */
interface End {
  /** What its accessor is called: input, or input_<name> where there are several. */
  readonly called: string;
  readonly id: MemoryId;
  readonly value: Value;
  readonly isInput: boolean;
}

function ends({ program, impulse }: Library<BareNetwork>): End[] {
  const { network } = impulse;
  const of = (ids: readonly MemoryId[], values: readonly Value[], word: string): End[] =>
    ids.map((id, i) => ({
      called: ids.length === 1 ? word : `${word}_${i + 1}`,
      id,
      value: values[i]!,
      isInput: word === 'input',
    }));
  const values = (ids: readonly number[]) => ids.map((id) => network.values[id]!);
  return [
    ...of(program.inputs, values(network.inputs), 'input'),
    ...of(program.outputs, values(network.outputs), 'output'),
  ];
}

function introduction(library: Library<BareNetwork>): string {
  const { constantBytes, macs, plan } = library;
  const lines = ends(library).map(
    ({ called, value }) => `  ${called.padEnd(8)}${describeValue(value)}${meaning(value)}`,
  );
  const state = stateBytesOf(library.program);
  const kept = state > 0 ? ` and a state of ${state} bytes` : '';
  const keeping =
    state > 0
      ? 'what layers remember stands in the state that you own'
      : 'nothing is kept between runs';
  return `${madeBy(library)}

${lines.join('\n')}
  size    ${macs} multiply-accumulates, ${constantBytes} bytes of constants
  RAM     an arena of ${arenaBytesOf(plan)} bytes${kept} that you own

${example(library, state > 0)}

${wrapped(
  `Inputs and outputs lie inside the arena. A run uses all of it: write the inputs before each run, and read the outputs before the next. Nothing is allocated or printed; ${keeping}. Threads may run at the same time, each with ${state > 0 ? 'a state and an arena' : 'an arena'} of its own. run answers 0, or a THIMBLE_ERR_ of thimble_error.h.`,
)}`;
}

/** Lines that fit into a comment of a hundred columns. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (longer.length <= 96) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join('\n');
}

/** `, real = 0.585 * (value - 83)` */
function meaning({ quantization: form }: Value): string {
  if (!form) return '';
  if (form.zeroPoint === 0) return `, real = ${form.scales[0]} * value`;
  const zero = form.zeroPoint < 0 ? `+ ${-form.zeroPoint}` : `- ${form.zeroPoint}`;
  return `, real = ${form.scales[0]} * (value ${zero})`;
}

/** How the library is called, as a programmer would write it. */
function example(library: Library<BareNetwork>, keeps: boolean): string {
  const all = ends(library);
  const [input, output] = [all.find((end) => end.isInput)!, all.find((end) => !end.isInput)!];
  const [arena, own] = [symbol(library, 'arena'), (what: string) => symbol(library, what)];
  const size = macro(library, `${input.called.toUpperCase()}_SIZE`);
  const element = elements[input.value.type];
  return [
    `  static ${arena} arena;`,
    ...(keeps
      ? [`  static ${own('state')} state;`, `  ${own('state_clear')}(&state); (once)`]
      : []),
    `  memcpy(${own(input.called)}(&arena), values,`,
    `         ${size} * sizeof(${element}));`,
    `  ${own('run')}(${keeps ? '&state, ' : ''}&arena);`,
    `  const ${elements[output.value.type]} *answer = ${own(output.called)}(&arena);`,
  ].join('\n');
}

function sizes(library: Library<BareNetwork>): Declaration[] {
  const one = (what: string, value: Expression, remark: string): Declaration => ({
    kind: 'define',
    name: macro(library, what),
    value,
    remark,
  });
  return [
    one('ARENA_BYTES', int(arenaBytesOf(library.plan)), 'inputs, outputs and all between them'),
    ...ends(library).flatMap(({ called, value }) => {
      const word = called.toUpperCase();
      const size = one(`${word}_SIZE`, int(sizeOf(value.shape)), describeValue(value));
      if (!value.quantization) return [size];
      const { scales, zeroPoint } = value.quantization;
      return [
        size,
        one(`${word}_SCALE`, float(Math.fround(scales[0]!)), 'real = SCALE * (value - ZERO)'),
        one(`${word}_ZERO`, int(zeroPoint), 'what stands for 0'),
      ];
    }),
  ];
}

function arenaType(library: Library<BareNetwork>): Declaration[] {
  return [
    {
      kind: 'comment',
      text: 'Working memory for the time of one run, with the inputs before it and the outputs after it.',
    },
    {
      kind: 'type',
      form: 'union',
      name: symbol(library, 'arena'),
      members: [
        { type: { base: 'unsigned char' }, name: 'bytes', size: macro(library, 'ARENA_BYTES') },
        { type: { base: 'float' }, name: 'align_float', remark: 'these two only align the bytes' },
        { type: { base: 'int32_t' }, name: 'align_int' },
      ],
    },
  ];
}

function stateType(library: Library<BareNetwork>): Declaration[] {
  const members = slots(library.program).map(({ field, slot }) => ({
    type: { base: elements[slot.type] },
    name: field,
    size: sizeOf(slot.shape),
  }));
  if (members.length === 0) return [];
  return [
    blank,
    {
      kind: 'comment',
      text: 'What layers remember from run to run. Clear it before the first one.',
    },
    { kind: 'type', form: 'struct', name: symbol(library, 'state'), members },
  ];
}

function slots({ steps }: Program) {
  return steps.flatMap(({ name: step, kernel }) =>
    kernel.kind === 'call'
      ? (kernel.state ?? []).map((slot) => ({ field: stateField(step, slot), slot }))
      : [],
  );
}

/** Bytes of the state struct, as compilers for 32-bit devices lay it out. */
export function stateBytesOf(program: Program): number {
  let bytes = 0;
  let widest = 1;
  for (const { slot } of slots(program)) {
    const width = { f32: 4, i8: 1, i4: 1, i16: 2, i32: 4 }[slot.type];
    bytes = Math.ceil(bytes / width) * width + width * sizeOf(slot.shape);
    widest = Math.max(widest, width);
  }
  return Math.ceil(bytes / widest) * widest;
}

function prototypes(library: Library<BareNetwork>): Declaration[] {
  const all = ends(library);
  const of = (isInput: boolean) =>
    all.filter((end) => end.isInput === isInput).flatMap((end) => accessor(library, end, false));
  return [
    { kind: 'comment', text: 'Where to write what goes in, before each run.' },
    ...of(true),
    blank,
    ...clearState(library, false),
    { kind: 'comment', text: 'From the inputs in the arena to the outputs in the arena.' },
    runFunction(library),
    blank,
    { kind: 'comment', text: 'Where what came out stands, until the arena is used again.' },
    ...of(false),
  ];
}

function accessor(library: Library<BareNetwork>, end: End, withBody: boolean): Declaration[] {
  const { storage, plan } = library;
  const { called, id, value, isInput } = end;
  const place = storage.places[id]!;
  const offset = place.block === null ? 0 : plan.offsets[place.block]! + place.offset;
  const bytes = member('arena', 'bytes');
  const at = offset > 0 ? binary(bytes, '+', int(offset)) : bytes;
  const pointer: CType = { base: elements[value.type], pointer: true, constant: !isInput };
  const arena = symbol(library, 'arena');
  const through: CType = { base: 'void', pointer: true, constant: !isInput };
  const body: Statement[] = [
    {
      kind: 'return',
      value: { kind: 'cast', type: pointer, of: { kind: 'cast', type: through, of: at } },
    },
  ];
  return [
    {
      kind: 'function',
      type: pointer,
      name: symbol(library, called),
      parameters: [{ type: isInput ? type.pointer(arena) : type.view(arena), name: 'arena' }],
      local: false,
      ...(withBody && { body }),
    },
  ];
}

function runParameters(library: Library<BareNetwork>): Parameter[] {
  const arena: Parameter = { type: type.pointer(symbol(library, 'arena')), name: 'arena' };
  const state: Parameter = { type: type.pointer(symbol(library, 'state')), name: 'state' };
  return slots(library.program).length > 0 ? [state, arena] : [arena];
}

function runFunction(library: Library<BareNetwork>, body?: readonly Statement[]): Declaration {
  return {
    kind: 'function',
    type: type.int,
    name: symbol(library, 'run'),
    parameters: runParameters(library),
    local: false,
    ...(body && { body }),
  };
}

/** Fills every field of the state with what stands for 0. */
function clearState(library: Library<BareNetwork>, withBody: boolean): Declaration[] {
  const all = slots(library.program);
  if (all.length === 0) return [];
  const state: Parameter = { type: type.pointer(symbol(library, 'state')), name: 'state' };
  const body = all.flatMap(({ field, slot }): Statement[] => {
    const size = call('sizeof', member('state', field));
    if (slot.initial === 0 || slot.type === 'i8') {
      return [perform(call('memset', member('state', field), int(slot.initial), size))];
    }
    const element: Expression = { kind: 'index', of: member('state', field), at: name('i') };
    const fill = perform(binary(element, '=', int(slot.initial)));
    return [
      { kind: 'count', name: 'i', from: int(0), below: int(sizeOf(slot.shape)), body: [fill] },
    ];
  });
  const remark: Declaration = { kind: 'comment', text: 'Forgets everything that came before.' };
  return [
    ...(withBody ? [] : [remark]),
    {
      kind: 'function',
      type: type.void,
      name: symbol(library, 'state_clear'),
      parameters: [state],
      local: false,
      ...(withBody && { body }),
    },
    blank,
  ];
}
