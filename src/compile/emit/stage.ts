import { assert } from '../../base/assert.ts';
import type { NamedImpulse } from '../../graph/impulse.ts';
import { bytesPer } from '../../tensor/tensor.ts';
import {
  binary,
  blank,
  type CType,
  call,
  type Expression,
  int,
  member,
  name,
  perform,
  type Statement,
} from '../c/tree.ts';
import type { MemoryId, Step } from '../program.ts';
import type { FreshSlot } from './kernel.ts';
import { configInput } from './layers-source.ts';
import {
  constantName,
  describeStep,
  describeValue,
  elements,
  type Library,
  stateField,
} from './library.ts';
import { describeStream, streamName } from './stream-source.ts';

/**
 * The body of a stage: first where each value lies in the arena, then one call for each layer with
 * a comment that says what it does. Where a stream holds the window, its block is called otherwise.
 */
export function stageStatements(
  library: Library<NamedImpulse>,
  stage: Step['stage'],
  streamed: StreamedWindow | null = null,
): Statement[] {
  const own = library.program.steps
    .map((step, at) => ({ step, at }))
    .filter(({ step }) => step.stage === stage);
  const calls = own.flatMap(({ step, at }) => {
    const made = stepCalls(library, step, at, streamed);
    const { kernel } = step;
    const text = kernel.kind === 'stream' ? describeStream(kernel) : describeStep(step);
    const mark = perform(call('thimble_layer_done', int(at)));
    const marks = library.options.marks && stage === 'network' ? [mark] : [];
    return [{ kind: 'comment', text } as const, ...made, ...marks];
  });
  const used = namesIn(calls);
  // a join whose parts were all made in their places is mentioned by no call
  const places = [
    ...inputPlaces(library),
    ...own.flatMap(({ step, at }) => placesOf(library, step, at)),
  ].filter((one) => one.kind !== 'declare' || used.has(one.name));
  const unused = unusedParameters(
    library,
    own.map(({ step }) => step),
    stage,
    places.length === 0,
  );
  const gap = places.length > 0 || unused.length > 0 ? [blank] : [];
  return [...places, ...unused, ...gap, ...calls];
}

/** Every name that an expression inside mentions. */
function namesIn(node: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(node)) for (const one of node) namesIn(one, found);
  else if (typeof node === 'object' && node !== null) {
    if ('kind' in node && node.kind === 'name' && 'name' in node) found.add(String(node.name));
    for (const part of Object.values(node)) namesIn(part, found);
  }
  return found;
}

/** What stands for the window in a stream, and the function that reads it. */
export interface StreamedWindow {
  readonly callee: string;
  readonly window: Expression;
}

/** Pointers to the inputs of a network alone, as far as a step reads them. */
function inputPlaces(library: Library<NamedImpulse>): Statement[] {
  const { inputs, steps } = library.program;
  const read = inputs.filter((id) => steps.some((step) => step.inputs.includes(id)));
  return read.flatMap((id) => memoryPlace(library, id));
}

function memoryPlace({ program, storage, plan }: Library<NamedImpulse>, id: MemoryId): Statement[] {
  const place = storage.places[id]!;
  if (place.in !== 'arena') return [];
  const { name: own, value } = program.memories[id]!;
  const offset = plan.offsets[place.block]! + place.offset;
  return [pointer(own, elements[value.type], offset, describeValue(value))];
}

/** Pointers into the arena for what a step writes: its output and its scratch. */
function placesOf(library: Library<NamedImpulse>, step: Step, at: number): Statement[] {
  const { storage, plan } = library;
  const statements = memoryPlace(library, step.output);
  const block = storage.scratch[at];
  if (block !== null && block !== undefined) {
    assert(step.kernel.kind !== 'join' && step.kernel.scratch !== null, 'a call has scratch');
    const { element, bytes } = step.kernel.scratch;
    statements.push(pointer(scratchName(step), element, plan.offsets[block]!, `${bytes} bytes`));
  }
  return statements;
}

function scratchName(step: Step): string {
  return `${step.name}_scratch`;
}

function pointer(own: string, element: string, offset: number, remark: string): Statement {
  const type: CType = { base: element, pointer: true };
  const at = offset ? binary(name('memory'), '+', int(offset)) : name('memory');
  // Through void *, because the compiler cannot see that the place is aligned; the plan has proven it.
  const of: Expression =
    element === 'int8_t' ? at : { kind: 'cast', type: { base: 'void', pointer: true }, of: at };
  const value: Expression = { kind: 'cast', type, of };
  return { kind: 'declare', type: { ...type, pointer: 'constant' }, name: own, value, remark };
}

function stepCalls(
  library: Library<NamedImpulse>,
  step: Step,
  at: number,
  streamed: StreamedWindow | null,
): Statement[] {
  const { kernel } = step;
  const readsWindow = step.inputs.some((id) => id === library.program.window);
  const reads = readsWindow ? streamed : null;
  const inputs = step.inputs.map((id) => reads?.window ?? placeExpression(library, id));
  const output = placeExpression(library, step.output);
  if (kernel.kind === 'join') return joinCalls(library, step);
  if (kernel.kind === 'stream') {
    const lines = name(scratchName(step));
    return [perform(call(streamName(kernel), ...inputs, lines, output))];
  }
  const names = library.layers.get(step.name)!;
  if (kernel.inputs) {
    const table = (suffix: string): Expression => name(names.tables.get(suffix)!);
    return [perform(call(kernel.callee, ...kernel.inputs({ table, inputs, output })))];
  }
  const scratch = library.storage.scratch[at];
  const working = scratch === null ? name('NULL') : name(scratchName(step));
  const state = (kernel.state ?? []).map((slot) => member('state', stateField(step.name, slot)));
  const fresh = kernel.fresh?.slots ?? [];
  const remembered = [...state, ...fresh.map((slot) => freshPlace(step, slot))];
  const takesScratch = kernel.fresh?.takesScratch ?? kernel.scratch !== null;
  const rest = [...remembered, ...(takesScratch ? [working] : []), output];
  const parts = [configInput(names), ...inputs, ...rest];
  const clear = fresh.map((slot) =>
    perform(call('memset', freshPlace(step, slot), int(slot.initial), int(slot.bytes))),
  );
  return [...clear, perform(call(reads?.callee ?? kernel.callee, ...parts))];
}

/** Where in its scratch a layer remembers something for the time of one call. */
function freshPlace(step: Step, { type, offset }: FreshSlot): Expression {
  const at = inBytes(name(scratchName(step)), offset);
  const through: Expression = { kind: 'cast', type: { base: 'void', pointer: true }, of: at };
  return { kind: 'cast', type: { base: elements[type], pointer: true }, of: through };
}

/** One copy for each input that was not made in its place. */
function joinCalls(library: Library<NamedImpulse>, step: Step): Statement[] {
  const { kernel } = step;
  assert(kernel.kind === 'join', 'the step is a join');
  const rowBytes = kernel.runBytes.reduce((sum, run) => sum + run, 0);
  const { places, features } = library.storage;
  const to = places[step.output]!;
  const statements: Statement[] = [];
  let column = 0;
  for (const [i, id] of step.inputs.entries()) {
    const run = kernel.runBytes[i]!;
    const from = places[id]!;
    // Inside the features both are seen through the same pointer, inside the arena too.
    const together = from.in === to.in && (from.block === to.block || from.in === 'scores');
    const inPlace = kernel.rows === 1 && together && from.offset === to.offset + column;
    if (!inPlace) {
      const target = inBytes(placeExpression(library, step.output), column);
      const counts = [int(kernel.rows), int(run), int(rowBytes)];
      const source = placeExpression(library, id);
      statements.push(perform(call('thimble_join', source, target, ...counts)));
    }
    column += run;
  }
  assert(features !== undefined, 'storage knows of features');
  const done = 'Every part was made in its place: nothing to copy.';
  return statements.length > 0 ? statements : [{ kind: 'comment', text: done }];
}

function inBytes(of: Expression, offset: number): Expression {
  if (offset === 0) return of;
  const bytes: Expression = { kind: 'cast', type: { base: 'unsigned char', pointer: true }, of };
  return binary(bytes, '+', int(offset));
}

/** How a memory is called where it is used. */
function placeExpression(library: Library<NamedImpulse>, id: MemoryId): Expression {
  const { program, storage } = library;
  const place = storage.places[id]!;
  if (place.in === 'arena') return name(program.memories[id]!.name);
  if (place.in === 'constant') return name(constantName(library, id));
  assert(place.in !== 'lines', 'only a stream knows where its lines are');
  const base = { window: name(program.looksAt ?? 'memory'), features: name('features') } as const;
  const of = place.in === 'scores' ? member('result', 'score') : base[place.in];
  const { type } = program.memories[id]!.value;
  assert(place.offset % bytesPer[type] === 0, 'features and scores lie at whole values');
  return place.offset === 0 ? of : binary(of, '+', int(place.offset / bytesPer[type]));
}

/** `(void)memory;` for a parameter that this stage has no use for. */
function unusedParameters(
  { program, storage }: Library<NamedImpulse>,
  steps: readonly Step[],
  stage: Step['stage'],
  noPlaces: boolean,
): Statement[] {
  const reads = (where: string) =>
    steps.some(({ inputs, output }) =>
      [...inputs, output].some((id) => storage.places[id]!.in === where),
    );
  const [source, called] =
    stage === 'features' ? ['window', program.looksAt!] : ['features', 'features'];
  const ends = program.looksAt === null || reads(source!) ? [] : [called!];
  const unused = [...(noPlaces ? ['memory'] : []), ...ends];
  return unused.map((one) => perform({ kind: 'cast', type: { base: 'void' }, of: name(one) }));
}
