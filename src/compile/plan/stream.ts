import type { Op } from '../../graph/op.ts';
import { type Shape, sizeOf } from '../../tensor/tensor.ts';
import type { CallKernel, OverlayRule, StreamKernel, StreamSource } from '../emit/kernel.ts';
import type { Program, Step } from '../program.ts';
import { aligned } from './placement.ts';

/** Steps `first` to `last` of a program as one step. */
export interface Streamed {
  readonly step: Step;
  readonly first: number;
  readonly last: number;
}

type StreamLayer = StreamKernel['layers'][number];

/**
 * Steps that follow each other as one step that goes through their pictures together, a few rows at
 * a time: each layer keeps only those lines that a later layer still reads, and no row is computed
 * twice. null where that cannot be: a kernel that cannot do some rows alone, or a value between them
 * that somebody else reads.
 */
export function streamSteps(program: Program, first: number, last: number): Streamed | null {
  const steps = program.steps.slice(first, last + 1);
  const [end, made] = [steps.at(-1)!, steps.map(({ output }) => output)];
  const leaves = program.steps.some(
    ({ inputs }, at) =>
      (at < first || at > last) && inputs.some((id) => made.slice(0, -1).includes(id)),
  );
  const ends = [program.scores, ...program.outputs];
  const given = made.slice(0, -1).some((id) => ends.includes(id));
  if (steps.length < 2 || leaves || given || !steps.every(doesRows)) return null;
  if (!steps.every((step) => readsAsMade(step, steps))) return null;
  const inputs = [
    ...new Set(steps.flatMap((step) => step.inputs).filter((id) => !made.includes(id))),
  ];
  const axis = axisOf(steps);
  const paces = pacesOf(steps, axis);
  if (!paces || inputs.some((id) => program.memories[id]!.constant)) return null;
  const layers = steps.map((step, at): StreamLayer => {
    const { name, kernel, from, to } = step;
    const sources = step.inputs.map((id): StreamSource => {
      const layer = made.indexOf(id);
      return layer >= 0 ? { layer } : { input: inputs.indexOf(id) };
    });
    const own = { name, op: step.op!, kernel: kernelWithRows(kernel)!, from, to };
    return { ...own, inputs: sources, ...paces[at]!, lines: null };
  });
  const kernel = withLines(layers, inputs.length, axis);
  const from = inputs.map((id) => program.memories[id]!.value);
  const { name, stage, to, output } = end;
  return { first, last, step: { name, stage, op: null, kernel, from, to, inputs, output } };
}

/** Whether a step sees what the others make in the form in which they make it: rows are then rows. */
function readsAsMade({ inputs, from }: Step, others: readonly Step[]): boolean {
  return inputs.every((id, i) => {
    const maker = others.find(({ output }) => output === id);
    return !maker || maker.to.shape.join() === from[i]!.shape.join();
  });
}

type Axis = StreamKernel['axis'];

/** Pictures of one row are taken column by column, all others row by row. */
function axisOf(steps: readonly Step[]): Axis {
  const pictures = steps.flatMap(({ from, to }) => [...from, to]);
  return pictures.every(({ shape }) => shape[0] === 1) ? 1 : 0;
}

/** How far a layer sees: line y of its output is made of lines y × stride − before … + reach. */
function viewOf({ op }: { readonly op: Op }, axis: Axis) {
  if (op.kind !== 'pool2d' && op.kind !== 'conv2d' && op.kind !== 'depthwise2d') {
    return { stride: 1, before: 0, reach: 1 };
  }
  const [stride, before] = [op.stride[axis], axis === 0 ? op.pad.top : op.pad.left];
  if (op.kind === 'pool2d') return { stride, before, reach: op.size[axis] };
  const side = op.weight.shape[(op.kind === 'conv2d' ? 1 : 0) + axis]!;
  return { stride, before, reach: (side - 1) * op.dilation[axis] + 1 };
}

/** Whether a step may be done some rows at a time. */
export function doesRows({ kernel, stage, from, to, op }: Step): boolean {
  const rows = kernelWithRows(kernel)?.rows;
  if (!rows || stage !== 'network' || !op) return false;
  const pictures = [...from, to].every(({ shape, type }) => shape.length === 3 && type === 'i8');
  const alike = from.every(({ shape }) => shape.join() === to.shape.join());
  return pictures && (rows !== 'size' || alike);
}

/** The kernel itself or the first of its spares that can do some rows alone. */
function kernelWithRows(kernel: Step['kernel']): CallKernel | undefined {
  if (kernel.kind !== 'call') return undefined;
  let found: CallKernel | undefined = kernel;
  while (found && !found.rows) found = found.spare;
  return found;
}

interface Pace {
  readonly perTurn: number;
  readonly ahead: number;
}

/** Lines of the last layer in each turn: a column is little work for a call. */
const linesPerTurn: { readonly [A in Axis]: number } = [1, 4];

/** From the last layer back to what each before it must have made. */
function pacesOf(steps: readonly Step[], axis: Axis): Pace[] | null {
  const paces: Pace[] = [];
  paces[steps.length - 1] = { perTurn: linesPerTurn[axis], ahead: 0 };
  for (let at = steps.length - 2; at >= 0; at--) {
    const wishes = steps.flatMap(({ inputs, op }, reader): Pace[] => {
      if (!inputs.includes(steps[at]!.output)) return [];
      const { stride, before, reach } = viewOf({ op: op! }, axis);
      const { perTurn, ahead } = paces[reader]!;
      return [{ perTurn: perTurn * stride, ahead: (ahead - 1) * stride + reach - before }];
    });
    const [pace] = wishes;
    if (!pace || wishes.some(({ perTurn }) => perTurn !== pace.perTurn)) return null;
    paces[at] = { ...pace, ahead: Math.max(...wishes.map(({ ahead }) => ahead)) };
  }
  return paces;
}

/** Lines that a layer has made after a turn. */
function madeAfter({ perTurn, ahead, to }: StreamLayer, turn: number, axis: Axis): number {
  return Math.min(to.shape[axis]!, Math.max(0, perTurn * turn + ahead));
}

/** How a layer goes through its picture together with others. */
export interface LinesOfStream {
  readonly axis: Axis;
  /** Lines that each call of its kernel makes, in order. */
  readonly calls: readonly number[];
  /** How often it is asked, with or without a call. */
  readonly turns: number;
  /** Bytes of its lines that are moved up in all turns. */
  readonly movedBytes: number;
}

/** What the turns of a stream are for the layer of this name. */
export function linesOf({ layers, axis, turns }: StreamKernel, layer: string): LinesOfStream {
  const own = layers.find(({ name }) => name === layer)!;
  const calls: number[] = [];
  for (let turn = 1, made = 0; turn <= turns; turn++) {
    const end = madeAfter(own, turn, axis);
    if (end <= made) continue;
    calls.push(end - made);
    made = end;
  }
  return { axis, calls, turns, movedBytes: own.lines?.movedBytes ?? 0 };
}

/** The first line of its input that a layer reads again once it has made some lines. */
function firstNeeded(layer: StreamLayer, made: number, axis: Axis): number {
  const { stride, before } = viewOf(layer, axis);
  return Math.max(0, made * stride - before);
}

/** Gives each layer its lines and says how far the output trails the inputs. */
function withLines(layers: readonly StreamLayer[], inputs: number, axis: Axis): StreamKernel {
  const { most, ahead, movedBytes, turns } = runOnPaper(layers, inputs, axis);
  let offset = 0;
  const placed = layers.map((layer, at) => {
    if (at === layers.length - 1) return layer;
    const lines = { offset, rows: most[at]!, movedBytes: movedBytes[at]! };
    offset += aligned(lines.rows * lineBytes(layer.to, axis));
    return { ...layer, lines };
  });
  const shared = Math.max(...layers.map(({ kernel }) => kernel.scratch?.bytes ?? 0));
  const overlays = ahead.map((aheadMin, input): OverlayRule => {
    return { input, aheadMin, aheadMax: Number.POSITIVE_INFINITY };
  });
  const scratch = { element: 'int8_t', bytes: offset + shared } as const;
  const moved = movedBytes.reduce((sum, bytes) => sum + bytes, 0);
  return { kind: 'stream', axis, layers: placed, turns, scratch, overlays, movedBytes: moved };
}

/** All turns as the device will do them: how many lines each layer holds at most, what is moved. */
function runOnPaper(layers: readonly StreamLayer[], inputs: number, axis: Axis) {
  const turns = Math.ceil(layers.at(-1)!.to.shape[axis]! / linesPerTurn[axis]);
  const state = layers.map(() => ({ first: 0, made: 0 }));
  const most = layers.map(() => 0);
  const ahead = Array<number>(inputs).fill(0);
  const movedBytes = layers.map(() => 0);
  for (let turn = 1; turn <= turns; turn++) {
    const before = state.map(({ made }) => made);
    for (const [at, layer] of layers.entries()) {
      const own = state[at]!;
      own.made = Math.max(own.made, madeAfter(layer, turn, axis));
      most[at] = Math.max(most[at]!, own.made - own.first);
      for (const source of layer.inputs) {
        if ('input' in source) continue;
        const lines = state[source.layer]!;
        const needed = firstLinesNeeded(layers, source.layer, axis).map(
          ({ reader, stride, before: padded }) => state[reader]!.made * stride - padded,
        );
        const first = Math.min(lines.made, Math.max(lines.first, Math.min(...needed)));
        const { to } = layers[source.layer]!;
        if (first > lines.first) {
          movedBytes[source.layer]! += (lines.made - first) * lineBytes(to, axis);
        }
        lines.first = first;
      }
    }
    const written = state.at(-1)!.made * lineBytes(layers.at(-1)!.to, axis);
    for (const input of ahead.keys()) {
      for (const reader of readersOf(layers, { input })) {
        // The last layer reads while it writes; the others are done with the lines of this turn.
        const made = reader === layers.length - 1 ? before[reader]! : state[reader]!.made;
        if (made >= layers[reader]!.to.shape[axis]!) continue;
        const line = firstNeeded(layers[reader]!, made, axis);
        const distance = written - line * inputLineBytes(layers[reader]!, input, axis);
        ahead[input] = Math.max(ahead[input]!, distance);
      }
    }
  }
  return { most, ahead, movedBytes, turns };
}

/** For each layer that reads another's lines: made × stride − before is the first it still needs. */
export function firstLinesNeeded(
  layers: readonly StreamLayer[],
  layer: number,
  axis: Axis,
): { reader: number; stride: number; before: number }[] {
  return readersOf(layers, { layer }).map((reader) => {
    return { reader, ...viewOf(layers[reader]!, axis) };
  });
}

/** The layers that read a source. */
function readersOf(layers: readonly StreamLayer[], source: StreamSource): number[] {
  const wanted = JSON.stringify(source);
  return [...layers.keys()].filter((at) =>
    layers[at]!.inputs.some((one) => JSON.stringify(one) === wanted),
  );
}

function inputLineBytes({ inputs, from }: StreamLayer, input: number, axis: Axis): number {
  return lineBytes(from[inputs.findIndex((one) => 'input' in one && one.input === input)]!, axis);
}

/** Of a row with all its columns, or of a column where it is the only row. */
export function lineBytes({ shape }: { readonly shape: Shape }, axis: Axis): number {
  return sizeOf(shape.slice(axis + 1));
}
