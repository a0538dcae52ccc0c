import { Failure } from '../base/failure.ts';
import { planBlock } from '../dsp/block.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import { broadcastShape } from './broadcast.ts';
import type { Op, OpKind, OpOf, Pad } from './op.ts';
import type { GateWeights } from './op-sequence.ts';

/** The shape that an operation makes of its inputs' shapes; a Failure names the layer that cannot. */
export function shapeOf(op: Op, inputs: readonly Shape[], layer: string): Shape {
  const refuse = (why: string): never => {
    const shapes = inputs.map((shape) => `[${shape}]`).join(' and ');
    throw new Failure('bad-graph', `Layer ${layer} (${op.kind}) on ${shapes}: ${why}.`);
  };
  if (inputs.length === 0 && op.kind !== 'constant') refuse('it has no input');
  return rules[op.kind](op as never, inputs, refuse);
}

type Rule<K extends OpKind> = (
  op: OpOf<K>,
  inputs: readonly Shape[],
  refuse: (why: string) => never,
) => Shape;

const same = (_op: Op, [x]: readonly Shape[]): Shape => x!;

const rules: { [K in OpKind]: Rule<K> } = {
  features: ({ block, signal }, [x], refuse) => {
    if (x!.length !== 2 || x![0] !== signal.length || x![1] !== signal.axes.length) {
      refuse(`its window is [${signal.length}, ${signal.axes.length}]`);
    }
    return [planBlock(block, signal).featureNames.length];
  },
  standardize: ({ mean, scale }, [x], refuse) => {
    const channels = x!.at(-1)!;
    if (mean.data.length !== channels || scale.data.length !== channels) {
      refuse(`it holds ${mean.data.length} means and ${scale.data.length} scales`);
    }
    return x!;
  },
  quantize: same,
  dequantize: same,
  dense: ({ weight, bias }, [x], refuse) => {
    const [outputs, inputs] = weight.shape as [number, number];
    if (x!.at(-1) !== inputs) refuse(`its weight takes rows of ${inputs} values`);
    if (bias.data.length !== outputs) refuse(`${outputs} outputs have ${bias.data.length} biases`);
    return x!.with(-1, outputs);
  },
  conv2d: ({ weight, bias, stride, dilation, pad }, [x], refuse) => {
    const [outputs, height, width, channels] = weight.shape as [number, number, number, number];
    if (x!.length !== 3 || x![2] !== channels) refuse(`its weight takes ${channels} channels`);
    if (bias.data.length !== outputs) refuse(`${outputs} outputs have ${bias.data.length} biases`);
    return [...slide(x!, [height, width], stride, dilation, pad, refuse), outputs];
  },
  depthwise2d: ({ weight, bias, stride, dilation, pad, multiplier }, [x], refuse) => {
    const [height, width, channels] = weight.shape as [number, number, number];
    if (x!.length !== 3 || x![2]! * multiplier !== channels) {
      refuse(`its weight takes ${channels / multiplier} channels`);
    }
    if (bias.data.length !== channels)
      refuse(`${channels} outputs have ${bias.data.length} biases`);
    return [...slide(x!, [height, width], stride, dilation, pad, refuse), channels];
  },
  pool2d: ({ size, stride, pad }, [x], refuse) => {
    if (x!.length !== 3) refuse('it takes height, width and channels');
    return [...slide(x!, size, stride, [1, 1], pad, refuse), x![2]!];
  },
  batchNorm: ({ gamma, beta, mean, variance }, [x], refuse) => {
    const channels = x!.at(-1)!;
    if ([gamma, beta, mean, variance].some(({ data }) => data.length !== channels)) {
      refuse(`it holds ${gamma.data.length} channels`);
    }
    return x!;
  },
  activation: same,
  softmax: same,
  reshape: ({ shape }, [x], refuse) =>
    sizeOf(shape) === sizeOf(x!) ? shape : refuse(`its shape [${shape}] has another size`),
  dropout: same,
  fakeQuantize: same,
  add: broadcast,
  sub: broadcast,
  mul: broadcast,
  maximum: broadcast,
  minimum: broadcast,
  concat: ({ axis }, inputs, refuse) => {
    const others = (shape: Shape) => shape.toSpliced(axis, 1).join();
    if (inputs.some((shape) => others(shape) !== others(inputs[0]!))) {
      refuse(`they differ in more than dimension ${axis}`);
    }
    return inputs[0]!.with(
      axis,
      inputs.reduce((sum, shape) => sum + shape[axis]!, 0),
    );
  },
  transposeConv2d: ({ weight, bias, size }, [x], refuse) => {
    const [outputs, , , channels] = weight.shape as [number, number, number, number];
    if (x!.length !== 3 || x![2] !== channels) refuse(`its weight takes ${channels} channels`);
    if (bias.data.length !== outputs) refuse(`${outputs} outputs have ${bias.data.length} biases`);
    return [...size, outputs];
  },
  mean: ({ axes, keepDimensions }, [x], refuse) => {
    if (axes.some((axis) => !inRange(axis, x!))) refuse(`it has no dimensions ${axes.join()}`);
    const kept = x!.map((side, d) => (axes.includes(d) ? 1 : side));
    return keepDimensions ? kept : x!.filter((_, d) => !axes.includes(d));
  },
  logistic: same,
  tanh: same,
  hardSwish: same,
  leakyRelu: same,
  prelu: ({ alpha }, [x], refuse) => {
    if (broadcastShape(x!, alpha.shape)?.join() !== x!.join()) {
      refuse(`its alphas [${alpha.shape}] do not broadcast to it`);
    }
    return x!;
  },
  pad: padded,
  mirrorPad: (op, [x], refuse) => {
    const most = op.mode === 'reflect' ? 1 : 0;
    if (op.pads.some((pad, d) => Math.max(...pad) > x![d]! - most)) {
      refuse('its mirror image is smaller than the pad');
    }
    return padded(op, [x!], refuse);
  },
  transpose: ({ permutation }, [x], refuse) => {
    const seen = permutation.toSorted((a, b) => a - b);
    if (seen.join() !== [...x!.keys()].join()) refuse(`[${permutation}] is no order of its sides`);
    return permutation.map((d) => x![d]!);
  },
  slice: ({ begin, stride, shape }, [x], refuse) => {
    const fits = [begin, stride, shape].every(({ length }) => length === x!.length);
    const within = x!.every((side, d) => {
      const last = begin[d]! + (shape[d]! - 1) * stride[d]!;
      return shape[d]! >= 1 && begin[d]! >= 0 && begin[d]! < side && last >= 0 && last < side;
    });
    if (!fits || !within) refuse(`[${shape}] from [${begin}] by [${stride}] leaves it`);
    return shape;
  },
  gather: ({ axis }, [x, indices], refuse) => {
    if (!indices || !inRange(axis, x!)) refuse(`it has no dimension ${axis} and indices along it`);
    return x!.toSpliced(axis, 1, ...indices!);
  },
  resizeNearest: resized,
  resizeBilinear: resized,
  argMax: ({ axis }, [x], refuse) =>
    inRange(axis, x!) ? x!.toSpliced(axis, 1) : refuse(`it has no dimension ${axis}`),
  batchMatmul: ({ transposeLeft, transposeRight }, [a, b], refuse) => {
    if (!b || a!.length < 2 || b.length < 2) refuse('both must be matrices');
    const turn = (shape: Shape, turned: boolean) =>
      turned ? [shape.at(-1)!, shape.at(-2)!] : [shape.at(-2)!, shape.at(-1)!];
    const [rows, inner] = turn(a!, transposeLeft) as [number, number];
    const [other, columns] = turn(b!, transposeRight) as [number, number];
    const outer = broadcastShape(a!.slice(0, -2), b!.slice(0, -2));
    if (inner !== other) refuse(`a row of ${inner} meets a column of ${other}`);
    return [...(outer ?? refuse('their outer dimensions do not broadcast')), rows, columns];
  },
  l2Norm: same,
  layerNorm: ({ gamma, beta }, [x], refuse) => {
    if (gamma.data.length !== x!.at(-1) || beta.data.length !== x!.at(-1)) {
      refuse(`it holds ${gamma.data.length} scales and ${beta.data.length} offsets`);
    }
    return x!;
  },
  lstm: ({ gates }, [x], refuse) => overTime(Object.values(gates), x!, refuse),
  gru: ({ update, reset, candidate }, [x], refuse) =>
    overTime([update, reset, candidate], x!, refuse),
  svdf: ({ rank, featureWeight, timeWeight, bias }, [x], refuse) => {
    const [filters, inputs] = featureWeight.shape as [number, number];
    if (x!.length !== 1 || x![0] !== inputs) refuse(`its weight takes ${inputs} values in one row`);
    if (timeWeight.shape[0] !== filters) refuse(`${filters} filters meet ${timeWeight.shape[0]}`);
    if (filters !== rank * bias.data.length) refuse(`${filters} filters are no units of ${rank}`);
    return [filters / rank];
  },
  constant: ({ value }) => value.shape,
};

/** [time, in] to [time, cells]. */
function overTime(gates: readonly GateWeights[], x: Shape, refuse: (why: string) => never): Shape {
  const [cells, inputs] = gates[0]!.weight.shape as [number, number];
  if (x.length !== 2 || x[1] !== inputs) refuse(`it takes [time, ${inputs}]`);
  for (const { weight, recurrent, bias } of gates) {
    if (
      weight.shape.join() !== `${cells},${inputs}` ||
      recurrent.shape.join() !== `${cells},${cells}`
    ) {
      refuse(`its gates are not all [${cells}, ${inputs}] and [${cells}, ${cells}]`);
    }
    if (bias.data.length !== cells) refuse(`${cells} cells have ${bias.data.length} biases`);
  }
  return [x[0]!, cells];
}

function inRange(axis: number, shape: Shape): boolean {
  return Number.isInteger(axis) && axis >= 0 && axis < shape.length;
}

function broadcast(_op: Op, [a, b]: readonly Shape[], refuse: (why: string) => never): Shape {
  return (b && broadcastShape(a!, b)) ?? refuse('their shapes do not broadcast to one');
}

function resized(
  op: OpOf<'resizeNearest' | 'resizeBilinear'>,
  [x]: readonly Shape[],
  refuse: (why: string) => never,
): Shape {
  if (x!.length !== 3) refuse('it takes height, width and channels');
  if (op.alignCorners && op.halfPixelCenters) {
    refuse('pixels are aligned at their corners or at their centres, not both');
  }
  return [...op.size, x![2]!];
}

function padded(
  { pads }: OpOf<'pad' | 'mirrorPad'>,
  [x]: readonly Shape[],
  refuse: (why: string) => never,
): Shape {
  if (pads.length !== x!.length || pads.some(([before, after]) => before < 0 || after < 0)) {
    refuse(`it has ${pads.length} pads, one of 0 or more is needed for each end of a dimension`);
  }
  return x!.map((side, d) => side + pads[d]![0] + pads[d]![1]);
}

function slide(
  [height, width]: Shape,
  kernel: readonly [number, number],
  stride: readonly [number, number],
  dilation: readonly [number, number],
  pad: Pad,
  refuse: (why: string) => never,
): [number, number] {
  const steps = (side: number, around: number, d: 0 | 1) =>
    Math.floor((side + around - (kernel[d] - 1) * dilation[d] - 1) / stride[d]) + 1;
  const down = steps(height!, pad.top + pad.bottom, 0);
  const along = steps(width!, pad.left + pad.right, 1);
  if (down < 1 || along < 1)
    refuse(`its kernel of ${kernel.join(' by ')} is larger than the picture`);
  return [down, along];
}
