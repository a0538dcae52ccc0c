import { Failure } from '../../base/failure.ts';
import { samePad } from '../../graph/builder.ts';
import type {
  Activation,
  Conv2dOp,
  Depthwise2dOp,
  Node,
  Op,
  OpKind,
  OpOf,
  Pad,
} from '../../graph/op.ts';
import type { GateWeights, LstmOp } from '../../graph/op-sequence.ts';
import { scaleOf } from '../../graph/quantized-value.ts';
import { type Quantization, type Shape, type Tensor, tensor } from '../../tensor/tensor.ts';
import type { FlatFields } from '../flatbuffer-writer.ts';
import { activations, mirrors, paddings } from './operators.ts';
import type { LayerWriter, WrittenOperator } from './write.ts';

/** How a layer is written; a Failure names one that TensorFlow Lite has no operator for. */
export function operatorFor(node: Node, layer: LayerWriter): WrittenOperator {
  const refuse = (why: string): never => {
    throw new Failure(
      'bad-graph',
      `Layer ${node.name} (${node.op.kind}) cannot be written to .tflite: ${why}.`,
    );
  };
  return rules[node.op.kind](node.op as never, layer, refuse);
}

type Rule<K extends OpKind> = (
  op: OpOf<K>,
  layer: LayerWriter,
  refuse: (why: string) => never,
) => WrittenOperator;

/** Numbers of options are those of the union BuiltinOptions in schema.fbs. */
const rules: { [K in OpKind]: Rule<K> } = {
  features: no('it holds features of a signal, which belong to another graph'),
  standardize: no('it belongs to the graph of features'),
  batchNorm: no('simplify the network first, which folds it into the layer before'),
  fakeQuantize: no('quantise the network first'),
  layerNorm: no('TensorFlow Lite has no operator for it'),
  gru: no('TensorFlow Lite has no operator for it'),
  dropout: no('it does nothing'),
  constant: no('it is a tensor'),
  quantize: unary('QUANTIZE', 89),
  dequantize: unary('DEQUANTIZE', 38),
  logistic: unary('LOGISTIC', 0),
  tanh: unary('TANH', 0),
  hardSwish: unary('HARD_SWISH', 91),
  l2Norm: unary('L2_NORMALIZATION', 12),
  leakyRelu: ({ alpha }, layer) =>
    written('LEAKY_RELU', [layer.input(0)], 75, { 0: { f32: alpha } }),
  activation: ({ activation }, layer) => {
    const names = { relu: 'RELU', relu6: 'RELU6', reluN1To1: 'RELU_N1_TO_1' };
    return written(names[activation], [layer.input(0)], 0);
  },
  softmax: ({ beta = 1 }, layer) => written('SOFTMAX', [layer.input(0)], 9, { 0: { f32: beta } }),
  add: (op, layer) => binary('ADD', 11, op.activation, layer),
  sub: (op, layer) => binary('SUB', 28, op.activation, layer),
  mul: (op, layer) => binary('MUL', 21, op.activation, layer),
  maximum: (_op, layer) => written('MAXIMUM', [layer.input(0), layer.input(1)], 39),
  minimum: (_op, layer) => written('MINIMUM', [layer.input(0), layer.input(1)], 39),
  prelu: ({ alpha, alphaQuantization }, layer) =>
    written('PRELU', [layer.input(0), layer.constant('alpha', alpha, alphaQuantization)], 0),
  dense: (op, layer, refuse) => {
    const keeps = layer.inputs[0]!.shape.length > 1 ? 1 : 0;
    const options = { 0: fused(op.activation), 2: { i8: keeps } };
    const parts = weights(op, op.weight.shape, 0, layer, refuse);
    return written('FULLY_CONNECTED', [layer.input(0), ...parts], 8, options);
  },
  conv2d: (op, layer, refuse) => {
    const [, height, width] = op.weight.shape as [number, number, number];
    const { input, padding } = paddedInput(op, [height, width], layer);
    const parts = weights(op, op.weight.shape, 0, layer, refuse);
    return written('CONV_2D', [input, ...parts], 1, {
      0: { i8: padding },
      1: { i32: op.stride[1] },
      2: { i32: op.stride[0] },
      3: fused(op.activation),
      4: { i32: op.dilation[1] },
      5: { i32: op.dilation[0] },
    });
  },
  depthwise2d: (op, layer, refuse) => {
    const [height, width] = op.weight.shape as [number, number];
    const { input, padding } = paddedInput(op, [height, width], layer);
    const parts = weights(op, [1, ...op.weight.shape], 3, layer, refuse);
    return written('DEPTHWISE_CONV_2D', [input, ...parts], 2, {
      0: { i8: padding },
      1: { i32: op.stride[1] },
      2: { i32: op.stride[0] },
      3: { i32: op.multiplier },
      4: fused(op.activation),
      5: { i32: op.dilation[1] },
      6: { i32: op.dilation[0] },
    });
  },
  transposeConv2d: (op, layer, refuse) => {
    const [outputs, height, width] = op.weight.shape as [number, number, number];
    const same = samePad(op.size, [height, width], op.stride);
    const none = op.pad.top === 0 && op.pad.left === 0;
    const isSame = op.pad.top === same.top && op.pad.left === same.left;
    if (!none && !isSame) refuse('its padding is neither SAME nor VALID');
    const size = layer.integers('size', [1, ...op.size, outputs]);
    const [weight, bias] = weights(op, op.weight.shape, 0, layer, refuse);
    return written('TRANSPOSE_CONV', [size, weight!, layer.input(0), bias!], 49, {
      0: { i8: paddings.indexOf(none ? 'VALID' : 'SAME') },
      1: { i32: op.stride[1] },
      2: { i32: op.stride[0] },
      3: fused(op.activation),
    });
  },
  pool2d: (op, layer, refuse) => {
    const { shape } = layer.inputs[0]!;
    const same = samePad([shape[0]!, shape[1]!], op.size, op.stride);
    if (!isPad(op.pad, none) && !isPad(op.pad, same)) {
      refuse('its padding is neither SAME nor VALID');
    }
    const name = op.mode === 'max' ? 'MAX_POOL_2D' : 'AVERAGE_POOL_2D';
    return written(name, [layer.input(0)], 5, {
      0: { i8: paddings.indexOf(isPad(op.pad, none) ? 'VALID' : 'SAME') },
      1: { i32: op.stride[1] },
      2: { i32: op.stride[0] },
      3: { i32: op.size[1] },
      4: { i32: op.size[0] },
      5: fused(op.activation),
    });
  },
  reshape: ({ shape }, layer) => {
    const whole = [1, ...shape];
    const inputs = [layer.input(0), layer.integers('shape', whole)];
    return written('RESHAPE', inputs, 17, { 0: { ints: whole } });
  },
  concat: ({ axis }, layer) => {
    const inputs = layer.inputs.map((_, i) => layer.input(i));
    return written('CONCATENATION', inputs, 10, { 0: { i32: axis + 1 } });
  },
  mean: ({ axes, keepDimensions }, layer) => {
    const own = layer.integers(
      'axes',
      axes.map((axis) => axis + 1),
    );
    return written('MEAN', [layer.input(0), own], 27, { 0: { i8: keepDimensions ? 1 : 0 } });
  },
  pad: ({ pads, value }, layer) => {
    const { type } = layer.inputs[0]!;
    const around = padsOf(pads, layer);
    const of = layer.constant('value', tensor(type, [1], [value]), layer.inputs[0]!.quantization);
    return written('PADV2', [layer.input(0), around, of], 43);
  },
  mirrorPad: ({ pads, mode }, layer) =>
    written('MIRROR_PAD', [layer.input(0), padsOf(pads, layer)], 77, {
      0: { i8: mirrors.indexOf(mode) },
    }),
  transpose: ({ permutation }, layer) => {
    const own = layer.integers('permutation', [0, ...permutation.map((d) => d + 1)]);
    return written('TRANSPOSE', [layer.input(0), own], 26);
  },
  slice: ({ begin, stride, shape }, layer) => {
    const ends = begin.map((first, d) => first + stride[d]! * shape[d]!);
    // an end before the beginning cannot be said by a number: the mask says it
    const mask = ends.reduce((bits, end, d) => (end < 0 ? bits | (1 << (d + 1)) : bits), 0);
    const inputs = [
      layer.input(0),
      layer.integers('begin', [0, ...begin]),
      layer.integers('end', [1, ...ends.map((end) => Math.max(0, end))]),
      layer.integers('stride', [1, ...stride]),
    ];
    return written('STRIDED_SLICE', inputs, 32, { 1: { i32: mask } });
  },
  gather: ({ axis }, layer) => {
    const { shape } = layer.inputs[1]!;
    const indices = layer.shaped(1, shape);
    return written('GATHER', [layer.input(0), indices], 23, { 0: { i32: axis + 1 } });
  },
  resizeNearest: (op, layer) =>
    written('RESIZE_NEAREST_NEIGHBOR', [layer.input(0), layer.integers('size', op.size)], 74, {
      0: { i8: op.alignCorners ? 1 : 0 },
      1: { i8: op.halfPixelCenters ? 1 : 0 },
    }),
  resizeBilinear: (op, layer) =>
    written('RESIZE_BILINEAR', [layer.input(0), layer.integers('size', op.size)], 15, {
      2: { i8: op.alignCorners ? 1 : 0 },
      3: { i8: op.halfPixelCenters ? 1 : 0 },
    }),
  argMax: ({ axis }, layer) =>
    // its answer's type is INT32, number 2
    written('ARG_MAX', [layer.input(0), layer.integers('axis', [axis + 1])], 40, { 0: { i8: 2 } }),
  batchMatmul: ({ transposeLeft, transposeRight }, layer) =>
    written('BATCH_MATMUL', [layer.input(0), layer.input(1)], 101, {
      0: { i8: transposeLeft ? 1 : 0 },
      1: { i8: transposeRight ? 1 : 0 },
    }),
  lstm: (op, layer) => {
    const { input, forget, cell, output } = op.gates;
    const gates = [input, forget, cell, output];
    const cells = input.bias.data.length;
    const absent = [-1, -1, -1];
    const inputs = [
      layer.input(0),
      ...gates.map((gate, i) =>
        layer.constant(`weight_${i}`, gate.weight, gate.weightQuantization),
      ),
      ...gates.map((gate, i) =>
        layer.constant(`recurrent_${i}`, gate.recurrent, gate.recurrentQuantization),
      ),
      ...absent,
      ...gates.map((gate, i) => layer.constant(`bias_${i}`, gate.bias, gateBiasForm(gate, layer))),
      ...[-1, -1],
      ...stateTensors(op, cells, layer),
      ...[...absent, -1],
    ];
    return written('UNIDIRECTIONAL_SEQUENCE_LSTM', inputs, 71, {
      0: { i8: activations.indexOf('TANH') },
      1: { f32: op.cellClip },
    });
  },
  svdf: (op, layer) => {
    const { featureWeight, timeWeight, bias, rank } = op;
    const whole = featureWeight.type !== 'f32';
    const state = [1, timeWeight.data.length];
    const inputs = [
      layer.input(0),
      layer.constant('feature', featureWeight, op.featureQuantization),
      layer.constant('time', timeWeight, op.timeQuantization),
      layer.constant('bias', bias),
      layer.variable('state', timeWeight.type, state, op.stateQuantization),
    ];
    // integers have the activation in the range of the output, and say ReLU for it
    const activation = whole ? ({ i8: 1 } as const) : fused(op.activation);
    return written('SVDF', inputs, 6, { 0: { i32: rank }, 1: activation });
  },
};

const none: Pad = { top: 0, bottom: 0, left: 0, right: 0 };

function written(
  name: string,
  inputs: readonly number[],
  optionsType: number,
  options: FlatFields = {},
): WrittenOperator {
  return { name, inputs, optionsType, options };
}

function no(why: string) {
  return (_op: Op, _layer: LayerWriter, refuse: (why: string) => never): never => refuse(why);
}

function unary(name: string, optionsType: number) {
  return (_op: Op, layer: LayerWriter) => written(name, [layer.input(0)], optionsType);
}

function binary(
  name: string,
  optionsType: number,
  activation: Activation,
  layer: LayerWriter,
): WrittenOperator {
  return written(name, [layer.input(0), layer.input(1)], optionsType, { 0: fused(activation) });
}

function fused(activation: Activation): { readonly i8: number } {
  const names = { none: 'NONE', relu: 'RELU', relu6: 'RELU6', reluN1To1: 'RELU_N1_TO_1' } as const;
  return { i8: activations.indexOf(names[activation]) };
}

function isPad(a: Pad, b: Pad): boolean {
  return a.top === b.top && a.bottom === b.bottom && a.left === b.left && a.right === b.right;
}

/** A picture with what padding SAME and VALID cannot say laid around it before. */
function paddedInput(
  { stride, dilation, pad }: Conv2dOp | Depthwise2dOp,
  kernel: readonly [number, number],
  layer: LayerWriter,
): { input: number; padding: number } {
  const value = layer.inputs[0]!;
  const [height, width, channels] = value.shape as [number, number, number];
  if (isPad(pad, none)) return { input: layer.input(0), padding: paddings.indexOf('VALID') };
  if (isPad(pad, samePad([height, width], kernel, stride, dilation))) {
    return { input: layer.input(0), padding: paddings.indexOf('SAME') };
  }
  const pads = [
    [pad.top, pad.bottom],
    [pad.left, pad.right],
    [0, 0],
  ] as const;
  const operator = written('PAD', [layer.input(0), padsOf(pads, layer)], 22);
  const shape = [height + pad.top + pad.bottom, width + pad.left + pad.right, channels];
  return { input: layer.before(operator, { ...value, shape }), padding: paddings.indexOf('VALID') };
}

/** [dimensions, 2] with none around the batch. */
function padsOf(pads: readonly (readonly [number, number])[], layer: LayerWriter): number {
  const all = [[0, 0], ...pads].flat();
  return layer.constant('pads', tensor('i32', [pads.length + 1, 2], all));
}

/** Weight and bias; what their integers stand for goes along `axis`. */
function weights(
  op: OpOf<'dense' | 'conv2d' | 'depthwise2d' | 'transposeConv2d'>,
  shape: Shape,
  axis: number,
  layer: LayerWriter,
  refuse: (why: string) => never,
): number[] {
  const { weight, bias, weightQuantization } = op;
  if (weight.type === 'i4') refuse('its weights are int4');
  if (op.grid) refuse('its weights act by a grid; quantise the network first');
  const whole = { ...weight, shape } as Tensor;
  if (!weightQuantization) return [layer.constant('weight', whole), layer.constant('bias', bias)];
  const { scales } = weightQuantization;
  const form = { ...weightQuantization, axis: scales.length > 1 ? axis : null };
  const input = scaleOf(layer.inputs[0]!);
  const biasForm: Quantization = {
    scales: scales.map((scale) => Math.fround(input * scale)),
    zeroPoint: 0,
    axis: scales.length > 1 ? 0 : null,
  };
  return [layer.constant('weight', whole, form), layer.constant('bias', bias, biasForm)];
}

function gateBiasForm(
  { weightQuantization }: GateWeights,
  layer: LayerWriter,
): Quantization | undefined {
  if (!weightQuantization) return undefined;
  const scale = Math.fround(scaleOf(layer.inputs[0]!) * weightQuantization.scales[0]!);
  return { scales: [scale], zeroPoint: 0, axis: null };
}

function stateTensors(op: LstmOp, cells: number, layer: LayerWriter): number[] {
  const float = op.gates.input.weight.type === 'f32';
  return [
    layer.variable('hidden', float ? 'f32' : 'i8', [1, cells], op.hiddenQuantization),
    layer.variable('cell', float ? 'f32' : 'i16', [1, cells], op.cellQuantization),
  ];
}
