import { Failure } from '../../base/failure.ts';
import { planBlock } from '../../dsp/block.ts';
import type { Multiplier } from '../../graph/fixed-point.ts';
import type { Activation, Op, Rounding, Value } from '../../graph/op.ts';
import {
  activationMultiplier,
  addMultipliers,
  requantizeMultiplier,
  scaleOf,
  softmaxScaling,
  zeroOf,
} from '../../graph/quantized-value.ts';
import { bytesPer, sizeOf } from '../../tensor/tensor.ts';
import { int, float as real } from '../c/tree.ts';
import { elementwise, sliding } from '../plan/overlap.ts';
import { featuresKernel } from './features.ts';
import type { CallKernel, Kernel, KernelTable, LayerField } from './kernel.ts';
import { int8Only, refuseLayer } from './portable-calls.ts';
import {
  extremeKernel,
  lookupKernel,
  preluKernel,
  productKernel,
  rangeFields,
  realKernel,
  requantizeKernel,
  sumKernel,
} from './portable-elementwise.ts';
import {
  argMaxKernel,
  l2NormKernel,
  matmulKernel,
  resizeBilinearKernel,
  transposeConv2dKernel,
} from './portable-pictures.ts';
import { lstmKernel, svdfKernel } from './portable-sequences.ts';
import {
  gatherKernel,
  meanKernel,
  padKernel,
  pickKernel,
  sliceKernel,
  transposeKernel,
} from './portable-shapes.ts';
import { slidingFields } from './sliding-fields.ts';
import { conv2dKernel, denseKernel, depthwise2dKernel, multiplierField } from './weighted.ts';

/** Portable C99 for every operation: the kernels of runtime/nn and runtime/dsp. */
export const portableKernels: KernelTable = {
  features: ({ block, signal }) => featuresKernel(block, planBlock(block, signal)),
  standardize: ({ mean, scale, limit }, _from, to) => ({
    kind: 'call',
    callee: 'thimble_standardize_f32',
    header: 'thimble_standardize.h',
    data: {
      tables: [
        { suffix: 'mean', element: 'float', values: mean.data },
        { suffix: 'scale', element: 'float', values: scale.data },
      ],
      config: null,
    },
    scratch: null,
    overlays: [elementwise(0)],
    inputs: ({ table, inputs, output }) => [
      table('mean'),
      table('scale'),
      real(Math.fround(limit)),
      inputs[0]!,
      output,
      int(sizeOf(to.shape) / mean.data.length),
      int(mean.data.length),
    ],
  }),
  quantize: (_op, [x], to, layer) => {
    if (x!.type === 'f32' && to.type !== 'i8') return realKernel(x!, to);
    if (x!.type === 'f32') return quantizeCall('thimble_quantize_f32_s8', x!, to, to);
    if (x!.type !== 'i8' || to.type !== 'i8') return requantizeKernel(x!, to, layer);
    return requantizeCall(x!, to, 'none', requantizeMultiplier(x!, to));
  },
  dequantize: (_op, [x], to) =>
    x!.type === 'i8' ? quantizeCall('thimble_dequantize_s8_f32', x!, to, x!) : realKernel(x!, to),
  dense: (op, [x], to, layer) => denseKernel(op, int8Only('dense', layer, x!), to, layer),
  conv2d: (op, [x], to, layer) => conv2dKernel(op, int8Only('conv2d', layer, x!), to, layer),
  depthwise2d: (op, [x], to, layer) =>
    depthwise2dKernel(op, int8Only('depthwise2d', layer, x!), to, layer),
  pool2d: ({ mode, activation, ...frame }, [x], to, layer) => {
    int8Only('pool2d', layer, x!);
    const { size, stride, pad } = frame;
    const lasts = [0, 1].map((d) => (to.shape[d]! - 1) * stride[d]!);
    const [top, left] = [pad.top, pad.left];
    const full = top < size[0] && left < size[1];
    if (!full || lasts[0]! - top >= x!.shape[0]! || lasts[1]! - left >= x!.shape[1]!) {
      const way = 'give it less padding than its frame is wide';
      throw new Failure('bad-graph', `Layer ${layer}: a frame lies in the padding alone; ${way}.`);
    }
    const slide = { stride, pad, dilation: [1, 1] as const };
    const kernel = call(`thimble_${mode}_pool2d_s8`, 'thimble_pool2d_s8', [
      { comment: 'sliding', struct: slidingFields(x!.shape, to.shape, size, slide) },
      ...rangeFields(activation, to),
    ]);
    const order = { input: x!.shape, output: to.shape, kernel: size, ...slide };
    const overlays = [sliding({ ...order, byChannel: mode === 'average' })];
    return { ...kernel, overlays, rows: 'sliding' };
  },
  batchNorm: (_op, _from, _to, layer) => {
    const way = 'fold it into the layer before it, as simplifying the network does';
    throw new Failure('bad-graph', `Layer ${layer} (batchNorm) has no int8 form; ${way}.`);
  },
  activation: ({ activation }, [x], to, layer) =>
    requantizeCall(int8Only('activation', layer, x!), to, activation, activationMultiplier(x!, to)),
  softmax: ({ beta = 1 }, [x], to, layer) => {
    const width = int8Only('softmax', layer, x!).shape.at(-1)!;
    const { multiplier, differenceMin } = softmaxScaling(beta * scaleOf(x!));
    // Above 511 equal scores, or below a scale of 2^-27, its fixed-point numbers would not fit.
    if (width > 511 || multiplier.shift < 0) {
      const why = width > 511 ? `${width} scores; at most 511 fit` : 'a scale that is too small';
      throw new Failure('bad-graph', `Layer ${layer} (softmax) has ${why} its fixed-point form.`);
    }
    const fields: LayerField[] = [
      { comment: 'rows', int: sizeOf(to.shape) / width },
      { comment: 'width', int: width },
      multiplierField('scale', multiplier),
      { comment: 'difference_min', int: differenceMin },
    ];
    if (to.type === 'i16') return call('thimble_softmax_s8_s16', 'thimble_softmax_s8', fields);
    return {
      ...call('thimble_softmax_s8', 'thimble_softmax_s8', fields),
      overlays: [elementwise(0)],
    };
  },
  reshape: () => ({ kind: 'nothing' }),
  dropout: () => ({ kind: 'nothing' }),
  fakeQuantize: (_op, _from, _to, layer) => {
    const way = 'quantise the trained network';
    throw new Failure('bad-graph', `Layer ${layer} (fakeQuantize) is for training; ${way}.`);
  },
  add: (op, from, to, layer) => {
    if (from[0]!.shape.join() !== from[1]!.shape.join()) {
      return sumKernel(op, bothInt8(op, from, layer), to, layer);
    }
    const { activation } = op;
    const [a, b] = [int8Only('add', layer, from[0]!), int8Only('add', layer, from[1]!)];
    const { left, right, sum } = addMultipliers(a, b, to);
    const fields: LayerField[] = [
      { comment: 'size', int: sizeOf(to.shape) },
      { comment: 'left_zero', int: zeroOf(a) },
      { comment: 'right_zero', int: zeroOf(b) },
      multiplierField('left', left),
      multiplierField('right', right),
      multiplierField('sum', sum),
      { comment: 'zero', int: zeroOf(to) },
      ...rangeFields(activation, to),
    ];
    return {
      ...call('thimble_add_s8', 'thimble_add_s8', fields),
      overlays: [elementwise(0), elementwise(1)],
      rows: 'size',
    };
  },
  concat: ({ axis }, from, to): Kernel => ({
    kind: 'join',
    header: 'thimble_join.h',
    rows: sizeOf(to.shape.slice(0, axis)),
    runBytes: from.map(({ shape, type }) => bytesPer[type] * sizeOf(shape.slice(axis))),
  }),
  sub: (op, from, to, layer) => sumKernel(op, bothInt8(op, from, layer), to, layer),
  mul: (op, from, to, layer) => productKernel(op, bothInt8(op, from, layer), to, layer),
  maximum: (op, from, to, layer) => extremeKernel(op, bothInt8(op, from, layer), to, layer),
  minimum: (op, from, to, layer) => extremeKernel(op, bothInt8(op, from, layer), to, layer),
  transposeConv2d: (op, [x], to, layer) =>
    transposeConv2dKernel(op, int8Only(op.kind, layer, x!), to, layer),
  mean: (op, [x], to, layer) => meanKernel(op, int8Only(op.kind, layer, x!), to, layer),
  logistic: lookup,
  tanh: lookup,
  hardSwish: lookup,
  leakyRelu: lookup,
  prelu: (op, [x], to, layer) => preluKernel(op, int8Only(op.kind, layer, x!), to, layer),
  pad: (op, [x], to, layer) => padKernel(op, x!, to, layer),
  mirrorPad: (op, [x], to, layer) => pickKernel(op, x!, to, layer),
  transpose: (op, [x], to, layer) => transposeKernel(op, x!, to, layer),
  slice: (op, [x], to, layer) => sliceKernel(op, x!, to, layer),
  gather: (op, from) => gatherKernel(op, from),
  resizeNearest: (op, [x], to, layer) => pickKernel(op, x!, to, layer),
  resizeBilinear: (op, [x], _to, layer, rounding = 'double') =>
    resizeBilinearKernel(op, int8Only(op.kind, layer, x!), rounding),
  argMax: (op, [x], _to, layer) => argMaxKernel(op, x!, layer),
  batchMatmul: (op, from, to, layer) => matmulKernel(op, bothInt8(op, from, layer), to, layer),
  l2Norm: (op, [x], _to, layer) => l2NormKernel(int8Only(op.kind, layer, x!), layer),
  layerNorm: floatOnly,
  lstm: (op, [x], to, layer) => lstmKernel(op, int8Only(op.kind, layer, x!), to, layer),
  gru: floatOnly,
  svdf: (op, [x], to, layer) => svdfKernel(op, int8Only(op.kind, layer, x!), to, layer),
  constant: ({ value }) => ({ kind: 'constant', value }),
};

function lookup(
  op: Op,
  [x]: readonly Value[],
  to: Value,
  layer: string,
  rounding: Rounding = 'double',
): CallKernel {
  return lookupKernel(op, int8Only(op.kind, layer, x!), to, rounding);
}

function bothInt8(op: Op, from: readonly Value[], layer: string): readonly Value[] {
  return from.map((value) => int8Only(op.kind, layer, value));
}

function floatOnly({ kind }: Op, _from: readonly Value[], _to: Value, layer: string): never {
  return refuseLayer(kind, layer, 'has no int8 form; use another layer in what goes to a device');
}

/** Its last layers may be written in place: they go through their values one by one, forwards. */
function requantizeCall(
  from: Value,
  to: Value,
  activation: Activation,
  multiplier: Multiplier,
): CallKernel {
  const fields: LayerField[] = [
    { comment: 'size', int: sizeOf(to.shape) },
    { comment: 'input_zero', int: zeroOf(from) },
    multiplierField('scale', multiplier),
    { comment: 'zero', int: zeroOf(to) },
    ...rangeFields(activation, to),
  ];
  return {
    ...call('thimble_requantize_s8', 'thimble_requantize_s8', fields),
    overlays: [elementwise(0)],
    rows: 'size',
  };
}

function quantizeCall(callee: string, from: Value, to: Value, integers: Value): CallKernel {
  const fields: LayerField[] = [
    { comment: 'size', int: sizeOf(to.shape) },
    { comment: 'scale', float: scaleOf(integers) },
    { comment: 'zero', int: zeroOf(integers) },
  ];
  const overlay = elementwise(0, bytesPer[to.type], bytesPer[from.type], sizeOf(to.shape));
  return { ...call(callee, 'thimble_quantize', fields), overlays: [overlay] };
}

/** `thimble_quantize` has its config in thimble_quantize.h as thimble_quantize_config. */
function call(callee: string, file: string, fields: readonly LayerField[]): CallKernel {
  const config = { type: `${file}_config`, fields };
  const data = { tables: [], config };
  return { kind: 'call', callee, header: `${file}.h`, data, scratch: null, overlays: [] };
}
