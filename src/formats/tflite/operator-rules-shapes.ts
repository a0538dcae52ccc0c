import type { MirrorPadOp, PadOp, SliceOp, ValueId } from '../../graph/op.ts';
import { type Shape, sizeOf } from '../../tensor/tensor.ts';
import { type OperatorReader, withoutBatch } from './operator-reader.ts';

/** Operators that move or gather along dimensions. Those of the file count the batch, ours do not. */

export function readMean(reader: OperatorReader): void {
  const rank = reader.tensor(0).shape.length;
  const axes = reader.integers(1).map((axis) => (axis < 0 ? axis + rank : axis));
  const keepDimensions = reader.option((t) => t.bool(0), false);
  const { shape, without } = viewOf(reader, axes.includes(0));
  const own = axes.map((axis) => axis - without).sort((a, b) => a - b);
  const op = { kind: 'mean', axes: [...new Set(own)], keepDimensions } as const;
  reader.finish(reader.add(op, [reader.value(0, shape)]));
}

export function readTranspose(reader: OperatorReader): void {
  const wished = reader.integers(1);
  const { shape, without } = viewOf(reader, wished[0] !== 0);
  const permutation = wished.slice(without).map((d) => d - without);
  reader.finish(reader.add({ kind: 'transpose', permutation }, [reader.value(0, shape)]));
}

export function readPad(
  reader: OperatorReader,
  make: (pads: readonly (readonly [number, number])[]) => PadOp | MirrorPadOp,
): void {
  const flat = reader.integers(1);
  const rank = reader.tensor(0).shape.length;
  if (flat.length !== 2 * rank) reader.refuse(`it has ${flat.length} pads for ${rank} dimensions`);
  const pads = Array.from({ length: rank }, (_, d) => [flat[2 * d]!, flat[2 * d + 1]!] as const);
  const { shape, without } = viewOf(reader, pads[0]?.some((pad) => pad !== 0) ?? false);
  reader.finish(reader.add(make(pads.slice(without)), [reader.value(0, shape)]));
}

export function readStridedSlice(reader: OperatorReader): void {
  const mask = (field: number) => reader.option((t) => t.i32(field), 0);
  if (mask(2) !== 0 || mask(3) !== 0) {
    reader.refuse('ellipsis and new axes in a slice are not supported; name each dimension');
  }
  if (reader.option((t) => t.bool(5), false)) reader.refuse('ends as offsets are not supported');
  const { shape } = reader.tensor(0);
  const [begins, ends, strides] = [1, 2, 3].map((input) => reader.integers(input));
  const slices = shape.map((side, d) => {
    const stride = strides![d] ?? 1;
    if (stride === 0) reader.refuse('its stride is 0');
    const one = mask(4) & (1 << d);
    const begin = mask(0) & (1 << d) ? null : (begins![d] ?? null);
    const end = mask(1) & (1 << d) ? null : (ends![d] ?? null);
    return one ? single(begin ?? 0, side) : sliceOf(side, begin, end, stride);
  });
  finishSlice(reader, slices);
}

export function readSlice(reader: OperatorReader): void {
  const { shape } = reader.tensor(0);
  const [begins, sizes] = [1, 2].map((input) => reader.integers(input));
  const slices = shape.map((side, d) => {
    const begin = begins![d] ?? 0;
    const wished = sizes![d] ?? -1;
    return { begin, stride: 1, count: wished === -1 ? side - begin : wished };
  });
  finishSlice(reader, slices);
}

/** Inputs: the dimension, the value. */
export function readSplit(reader: OperatorReader): void {
  const [axis] = reader.integers(0);
  const side = sideOf(reader, 1, axis ?? 0);
  const count = reader.outputCount;
  if (side % count !== 0) reader.refuse(`${side} entries are no ${count} equal parts`);
  split(reader, 1, axis ?? 0, new Array<number>(count).fill(side / count));
}

/** Inputs: the value, the sizes, the dimension. */
export function readSplitV(reader: OperatorReader): void {
  const sizes = reader.integers(1);
  const [axis] = reader.integers(2);
  const side = sideOf(reader, 0, axis ?? 0);
  const known = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
  split(
    reader,
    0,
    axis ?? 0,
    sizes.map((size) => (size < 0 ? side - known : size)),
  );
}

export function readUnpack(reader: OperatorReader): void {
  const axis = reader.option((t) => t.i32(1), 0);
  split(reader, 0, axis, new Array<number>(reader.outputCount).fill(1));
}

export function readPack(reader: OperatorReader): void {
  const { shape } = reader.tensor(0);
  const wished = reader.option((t) => t.i32(1), 0);
  const axis = wished < 0 ? wished + shape.length + 1 : wished;
  if (axis < 0 || axis > shape.length) reader.refuse(`it has no dimension ${wished}`);
  const whole = shape.toSpliced(axis, 0, 1);
  const batch = axis > 0 && withoutBatch(whole).length < whole.length ? 1 : 0;
  const values = Array.from({ length: reader.inputCount }, (_, i) =>
    reader.value(i, whole.slice(batch)),
  );
  reader.finish(reader.add({ kind: 'concat', axis: axis - batch }, values));
}

export function readGather(reader: OperatorReader): void {
  if (reader.option((t) => t.i32(1), 0) !== 0) reader.refuse('batch_dims must be 0');
  const { shape, axis } = reader.axisView(
    0,
    reader.option((t) => t.i32(0), 0),
  );
  if (reader.type(1) !== 'i32') reader.refuse('its indices are not INT32');
  reader.finish(reader.add({ kind: 'gather', axis }, [reader.value(0, shape), reader.value(1)]));
}

/** The first input's shape without its batch, or with it where the operator looks at it. */
function viewOf(reader: OperatorReader, touchesBatch: boolean): { shape: Shape; without: 0 | 1 } {
  const { shape } = reader.tensor(0);
  const bare = withoutBatch(shape);
  return bare.length < shape.length && !touchesBatch
    ? { shape: bare, without: 1 }
    : { shape, without: 0 };
}

interface Slice {
  readonly begin: number;
  readonly stride: number;
  readonly count: number;
}

/** NumPy's rules: negative places count from the end, and everything is kept within the side. */
function sliceOf(side: number, begin: number | null, end: number | null, stride: number): Slice {
  const [low, high] = stride > 0 ? [0, side] : [-1, side - 1];
  const place = (wished: number | null, absent: number) => {
    if (wished === null) return absent;
    return Math.min(high, Math.max(low, wished < 0 ? wished + side : wished));
  };
  const from = place(begin, stride > 0 ? 0 : side - 1);
  const to = place(end, stride > 0 ? side : -1);
  return { begin: from, stride, count: Math.max(0, Math.ceil((to - from) / stride)) };
}

function single(wished: number, side: number): Slice {
  return { begin: wished < 0 ? wished + side : wished, stride: 1, count: 1 };
}

function finishSlice(reader: OperatorReader, slices: readonly Slice[]): void {
  const { shape, without } = viewOf(reader, slices[0]?.count !== 1 || slices[0].begin !== 0);
  reader.finish(add(reader, reader.value(0, shape), slices.slice(without), 0));
}

function split(
  reader: OperatorReader,
  input: number,
  wished: number,
  sizes: readonly number[],
): void {
  const { shape, axis } = reader.axisView(input, wished);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== shape[axis] || sizes.length !== reader.outputCount) {
    reader.refuse(`its parts [${sizes}] are not the ${shape[axis]} entries of dimension ${wished}`);
  }
  const value = reader.value(input, shape);
  let begin = 0;
  for (const [i, count] of sizes.entries()) {
    const slices = shape.map((side, d) =>
      d === axis ? { begin, stride: 1, count } : { begin: 0, stride: 1, count: side },
    );
    reader.finish(add(reader, value, slices, i), i);
    begin += count;
  }
}

function add(
  reader: OperatorReader,
  value: ValueId,
  slices: readonly Slice[],
  output: number,
): ValueId {
  const shape = slices.map(({ count }) => count);
  if (sizeOf(shape) === 0) reader.refuse('its slice is empty');
  const op: SliceOp = {
    kind: 'slice',
    begin: slices.map(({ begin }) => begin),
    stride: slices.map(({ stride }) => stride),
    shape,
  };
  return reader.add(op, [value], output);
}

function sideOf(reader: OperatorReader, input: number, axis: number): number {
  const view = reader.axisView(input, axis);
  return view.shape[view.axis]!;
}
