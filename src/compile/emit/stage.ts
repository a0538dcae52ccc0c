import { assert } from '../../base/assert.ts';
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
import { configInput } from './layers-source.ts';
import { describeStep, describeValue, type Library } from './library.ts';

/**
 * The body of a stage: first where each value lies in the arena, then one call for each layer with
 * a comment that says what it does. Where a stream holds the window, its block is called otherwise.
 */
export function stageStatements(
  library: Library,
  stage: Step['stage'],
  streamed: StreamedWindow | null = null,
): Statement[] {
  const own = library.program.steps
    .map((step, at) => ({ step, at }))
    .filter(({ step }) => step.stage === stage);
  const places = own.flatMap(({ step, at }) => placesOf(library, step, at));
  const calls = own.flatMap(({ step, at }) => {
    const made = stepCalls(library, step, at, streamed);
    return [{ kind: 'comment', text: describeStep(step) } as const, ...made];
  });
  const unused = unusedParameters(
    library,
    own.map(({ step }) => step),
    stage,
    places.length === 0,
  );
  const gap = places.length > 0 || unused.length > 0 ? [blank] : [];
  return [...places, ...unused, ...gap, ...calls];
}

/** What stands for the window in a stream, and the function that reads it. */
export interface StreamedWindow {
  readonly callee: string;
  readonly window: Expression;
}

/** Pointers into the arena for what a step writes: its output and its scratch. */
function placesOf({ program, storage, plan }: Library, step: Step, at: number): Statement[] {
  const statements: Statement[] = [];
  const place = storage.places[step.output]!;
  if (place.in === 'arena') {
    const { name: own, value } = program.memories[step.output]!;
    const offset = plan.offsets[place.block]! + place.offset;
    const element = elements[value.type];
    statements.push(pointer(own, element, offset, describeValue(value)));
  }
  const block = storage.scratch[at];
  if (block !== null && block !== undefined) {
    assert(step.kernel.kind === 'call' && step.kernel.scratch !== null, 'a call has scratch');
    const { element, bytes } = step.kernel.scratch;
    statements.push(pointer(scratchName(step), element, plan.offsets[block]!, `${bytes} bytes`));
  }
  return statements;
}

const elements = { f32: 'float', i8: 'int8_t', i4: 'int8_t', i32: 'int32_t' } as const;

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
  library: Library,
  step: Step,
  at: number,
  streamed: StreamedWindow | null,
): Statement[] {
  const { kernel } = step;
  const reads = streamed && step.inputs.includes(library.program.window) ? streamed : null;
  const inputs = step.inputs.map((id) => reads?.window ?? placeExpression(library, id));
  const output = placeExpression(library, step.output);
  if (kernel.kind === 'join') return joinCalls(library, step);
  const names = library.layers[at]!;
  if (kernel.inputs) {
    const table = (suffix: string): Expression => name(names.tables.get(suffix)!);
    return [perform(call(kernel.callee, ...kernel.inputs({ table, inputs, output })))];
  }
  const scratch = library.storage.scratch[at];
  const working = scratch === null ? name('NULL') : name(scratchName(step));
  const parts = [configInput(names), ...inputs, ...(kernel.scratch ? [working] : []), output];
  return [perform(call(reads?.callee ?? kernel.callee, ...parts))];
}

/** One copy for each input that was not made in its place. */
function joinCalls(library: Library, step: Step): Statement[] {
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
function placeExpression({ program, storage }: Library, id: MemoryId): Expression {
  const place = storage.places[id]!;
  if (place.in === 'arena') return name(program.memories[id]!.name);
  const base = { window: name('window'), features: name('features') } as const;
  const of = place.in === 'scores' ? member('result', 'score') : base[place.in];
  assert(place.offset % 4 === 0, 'features and scores are floats');
  return place.offset === 0 ? of : binary(of, '+', int(place.offset / 4));
}

/** `(void)memory;` for a parameter that this stage has no use for. */
function unusedParameters(
  { storage }: Library,
  steps: readonly Step[],
  stage: Step['stage'],
  noPlaces: boolean,
): Statement[] {
  const reads = (where: string) =>
    steps.some(({ inputs, output }) =>
      [...inputs, output].some((id) => storage.places[id]!.in === where),
    );
  const source = stage === 'features' ? 'window' : 'features';
  const unused = [...(noPlaces ? ['memory'] : []), ...(reads(source) ? [] : [source])];
  return unused.map((one) => perform({ kind: 'cast', type: { base: 'void' }, of: name(one) }));
}
