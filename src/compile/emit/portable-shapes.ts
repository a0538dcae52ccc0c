import { limits, sourcesOf } from '../../graph/arrange.ts';
import { stridesOf } from '../../graph/broadcast.ts';
import type {
  GatherOp,
  MeanOp,
  MirrorPadOp,
  PadOp,
  ResizeNearestOp,
  SliceOp,
  TransposeOp,
  Value,
} from '../../graph/op.ts';
import { meanMultiplier, zeroOf } from '../../graph/quantized-value.ts';
import { bytesPer, sizeOf } from '../../tensor/tensor.ts';
import type { CallKernel, LayerField } from './kernel.ts';
import { arrayField, callOf, refuseLayer } from './portable-calls.ts';
import { multiplierField } from './weighted.ts';

/** One dimension of a block that goes from one layout to another, in elements. */
interface Side {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

export function transposeKernel(op: TransposeOp, x: Value, to: Value, layer: string): CallKernel {
  const strides = stridesOf(x.shape);
  const sides = op.permutation.map((d) => strides[d]!);
  return blockKernel(op.kind, x, to, layer, sidesOf(to.shape, sides, stridesOf(to.shape)), 0, 0);
}

export function sliceKernel(op: SliceOp, x: Value, to: Value, layer: string): CallKernel {
  const strides = stridesOf(x.shape);
  const start = op.begin.reduce((sum, begin, d) => sum + begin * strides[d]!, 0);
  const steps = op.stride.map((step, d) => step * strides[d]!);
  return blockKernel(
    op.kind,
    x,
    to,
    layer,
    sidesOf(to.shape, steps, stridesOf(to.shape)),
    start,
    0,
  );
}

export function padKernel(op: PadOp, x: Value, to: Value, layer: string): CallKernel {
  const steps = stridesOf(to.shape);
  const start = op.pads.reduce((sum, [before], d) => sum + before * steps[d]!, 0);
  const sides = sidesOf(x.shape, stridesOf(x.shape), steps);
  return blockKernel(op.kind, x, to, layer, sides, 0, start, op.value);
}

function sidesOf(sizes: readonly number[], from: readonly number[], to: readonly number[]): Side[] {
  return sizes.map((size, d) => ({ size, from: from[d]!, to: to[d]! }));
}

function blockKernel(
  kind: 'transpose' | 'slice' | 'pad',
  x: Value,
  to: Value,
  layer: string,
  sides: readonly Side[],
  fromStart: number,
  toStart: number,
  pad?: number,
): CallKernel {
  const joined = joinedSides(sides);
  if (joined.length > 6) refuseLayer(kind, layer, 'moves more than 6 groups of dimensions');
  return callOf('copy_block', 'copy_block', [
    { comment: 'element_bytes', int: bytesPer[x.type] },
    arrayField(
      'sizes',
      joined.map(({ size }) => size),
      6,
      1,
    ),
    arrayField(
      'from_steps',
      joined.map(({ from }) => from),
      6,
    ),
    arrayField(
      'to_steps',
      joined.map(({ to: step }) => step),
      6,
    ),
    { comment: 'from_start', int: fromStart },
    { comment: 'to_start', int: toStart },
    { comment: 'pad_size', int: pad === undefined ? 0 : sizeOf(to.shape) },
    { comment: 'pad_value', int: pad === undefined ? 0 : bitsOf(pad, to) },
  ]);
}

/** A number as the 32 bits or fewer in which it is stored. */
function bitsOf(value: number, { type }: Value): number {
  return type === 'f32' ? new Int32Array(Float32Array.of(value).buffer)[0]! : value;
}

/** Neighbours of which one goes on where the other ends are one; sides of 1 are none. */
function joinedSides(sides: readonly Side[]): Side[] {
  const joined: Side[] = [];
  for (const side of sides.filter(({ size }) => size > 1)) {
    const outer = joined.at(-1);
    const goesOn =
      outer && outer.from === side.from * side.size && outer.to === side.to * side.size;
    if (goesOn) joined[joined.length - 1] = { ...side, size: outer.size * side.size };
    else joined.push(side);
  }
  return joined;
}

/** Each dimension by a table of places; dimensions that stay as they are behind the last go as runs. */
export function pickKernel(
  op: MirrorPadOp | ResizeNearestOp,
  x: Value,
  to: Value,
  layer: string,
): CallKernel {
  const strides = stridesOf(x.shape);
  const rank = to.shape.length;
  const isSame = (d: number) =>
    op.kind === 'resizeNearest' ? d === 2 : op.pads[d]!.every((pad) => pad === 0);
  let last = rank;
  while (last > 0 && isSame(last - 1)) last--;
  if (last > 5) refuseLayer(op.kind, layer, 'moves more than 5 dimensions');
  const places = Array.from({ length: last }, (_, d) => placesAlong(op, x, to, d, strides[d]!));
  const bytes = bytesPer[x.type];
  return callOf(
    'pick',
    'pick',
    [
      { comment: 'run_bytes', int: bytes * sizeOf(x.shape.slice(last)) },
      arrayField('sizes', to.shape.slice(0, last), 5, 1),
      { comment: 'places', table: 'places' },
    ],
    {
      tables: [
        {
          suffix: 'places',
          element: 'int32_t',
          // dimensions that are not there have one place, at the beginning
          values: Int32Array.from([
            ...new Array<number>(5 - last).fill(0),
            ...places.flat().map((place) => place * bytes),
          ]),
        },
      ],
    },
  );
}

/** Of each index along a dimension: the element of the input, with all other indices at 0. */
function placesAlong(
  op: MirrorPadOp | ResizeNearestOp,
  x: Value,
  to: Value,
  d: number,
  stride: number,
): number[] {
  const [from, into] = [x.shape[d]!, to.shape[d]!];
  if (op.kind === 'resizeNearest') {
    const line = { ...op, size: [into, 1] } as const;
    return Array.from(sourcesOf(line, [from, 1, 1], [into, 1, 1]), (i) => i * stride);
  }
  const line = { ...op, pads: [op.pads[d]!] };
  return Array.from(sourcesOf(line, [from], [into]), (i) => i * stride);
}

export function gatherKernel({ axis }: GatherOp, [x, picked]: readonly Value[]): CallKernel {
  const { shape, type } = x!;
  return callOf(
    'pick_indexed',
    'pick',
    [
      { comment: 'outer', int: sizeOf(shape.slice(0, axis)) },
      { comment: 'side', int: shape[axis]! },
      { comment: 'run_bytes', int: bytesPer[type] * sizeOf(shape.slice(axis + 1)) },
      { comment: 'picked', int: sizeOf(picked!.shape) },
    ],
    { config: 'thimble_pick_indexed_config' },
  );
}

export function meanKernel(op: MeanOp, x: Value, to: Value, layer: string): CallKernel {
  const strides = stridesOf(x.shape);
  const group = (gone: boolean) =>
    joinedSides(
      x.shape.flatMap((size, d) =>
        op.axes.includes(d) === gone ? [{ size, from: strides[d]!, to: strides[d]! }] : [],
      ),
    );
  const [kept, gone] = [group(false), group(true)];
  if (kept.length > 3 || gone.length > 3) {
    refuseLayer('mean', layer, 'is over more than 3 groups of dimensions');
  }
  const count = sizeOf(x.shape) / sizeOf(to.shape);
  if (count * 255 > limits.i32[1]) refuseLayer('mean', layer, 'sums more than 32 bits hold');
  const fields: LayerField[] = [
    arrayField(
      'kept_sizes',
      kept.map(({ size }) => size),
      3,
      1,
    ),
    arrayField(
      'kept_steps',
      kept.map(({ from }) => from),
      3,
    ),
    arrayField(
      'gone_sizes',
      gone.map(({ size }) => size),
      3,
      1,
    ),
    arrayField(
      'gone_steps',
      gone.map(({ from }) => from),
      3,
    ),
    { comment: 'zero_sum', int: zeroOf(x) * count },
    multiplierField('scale', meanMultiplier(x, to, count)),
    { comment: 'zero', int: zeroOf(to) },
  ];
  return callOf('mean_s8', 'mean_s8', fields);
}
