import { Failure } from '../../base/failure.ts';
import { planBlock } from '../../dsp/block.ts';
import type { Activation, Op, OpKind, Value } from '../../graph/op.ts';
import {
  activationRange,
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
  quantize: (_op, [x], to) =>
    x!.type === 'f32'
      ? quantizeCall('thimble_quantize_f32_s8', x!, to, to)
      : requantizeCall(x!, to, 'none'),
  dequantize: (_op, [x], to) => quantizeCall('thimble_dequantize_s8_f32', x!, to, x!),
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
    requantizeCall(int8Only('activation', layer, x!), to, activation),
  softmax: (_op, [x], to, layer) => {
    const width = int8Only('softmax', layer, x!).shape.at(-1)!;
    const { multiplier, differenceMin } = softmaxScaling(scaleOf(x!));
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
  add: ({ activation }, from, to, layer) => {
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
  sub: noKernel,
  mul: noKernel,
  maximum: noKernel,
  minimum: noKernel,
  transposeConv2d: noKernel,
  mean: noKernel,
  logistic: noKernel,
  tanh: noKernel,
  hardSwish: noKernel,
  leakyRelu: noKernel,
  prelu: noKernel,
  pad: noKernel,
  mirrorPad: noKernel,
  transpose: noKernel,
  slice: noKernel,
  gather: noKernel,
  resizeNearest: noKernel,
  resizeBilinear: noKernel,
  argMax: noKernel,
  batchMatmul: noKernel,
  l2Norm: noKernel,
  layerNorm: noKernel,
  lstm: noKernel,
  gru: noKernel,
  svdf: noKernel,
  constant: noKernel,
};

function noKernel({ kind }: Op, _from: readonly Value[], _to: Value, layer: string): never {
  throw new Failure('bad-graph', `Layer ${layer} (${kind}) has no C yet; use another layer.`);
}

/** Its last layers may be written in place: they go through their values one by one, forwards. */
function requantizeCall(from: Value, to: Value, activation: Activation): CallKernel {
  const fields: LayerField[] = [
    { comment: 'size', int: sizeOf(to.shape) },
    { comment: 'input_zero', int: zeroOf(from) },
    multiplierField('scale', requantizeMultiplier(from, to)),
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

function rangeFields(activation: Activation, to: Value): LayerField[] {
  const [low, high] = activationRange(activation, to);
  return [
    { comment: 'low', int: low },
    { comment: 'high', int: high },
  ];
}

/** `thimble_quantize` has its config in thimble_quantize.h as thimble_quantize_config. */
function call(callee: string, file: string, fields: readonly LayerField[]): CallKernel {
  const config = { type: `${file}_config`, fields };
  const data = { tables: [], config };
  return { kind: 'call', callee, header: `${file}.h`, data, scratch: null, overlays: [] };
}

function int8Only(kind: OpKind, layer: string, x: Value): Value {
  if (x.type === 'i8') return x;
  const way = 'quantise the network to int8 before it is compiled';
  throw new Failure('bad-graph', `Layer ${layer} (${kind}) computes in ${x.type}; ${way}.`);
}
