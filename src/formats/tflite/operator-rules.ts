import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type OperatorReader, withoutBatch } from './operator-reader.ts';
import {
  picture,
  positive,
  readConv,
  readDense,
  readDepthwise,
  readPool,
  readTransposeConv,
  weightOf,
} from './operator-rules-layers.ts';
import { readLstm, readSvdf } from './operator-rules-sequences.ts';
import {
  readGather,
  readMean,
  readPack,
  readPad,
  readSlice,
  readSplit,
  readSplitV,
  readStridedSlice,
  readTranspose,
  readUnpack,
} from './operator-rules-shapes.ts';
import { mirrors } from './operators.ts';

type OperatorRule = (reader: OperatorReader) => void;

/** How each operator of TensorFlow Lite becomes operations of a graph. Fields are those of schema.fbs. */
export const operatorRules: { readonly [name: string]: OperatorRule } = {
  ADD: (reader) => readBinary(reader, { kind: 'add', activation: reader.activation(0) }),
  SUB: (reader) => readBinary(reader, { kind: 'sub', activation: reader.activation(0) }),
  MUL: (reader) => readBinary(reader, { kind: 'mul', activation: reader.activation(0) }),
  MAXIMUM: (reader) => readBinary(reader, { kind: 'maximum', activation: 'none' }),
  MINIMUM: (reader) => readBinary(reader, { kind: 'minimum', activation: 'none' }),
  AVERAGE_POOL_2D: (reader) => readPool(reader, 'average'),
  MAX_POOL_2D: (reader) => readPool(reader, 'max'),
  CONV_2D: readConv,
  DEPTHWISE_CONV_2D: readDepthwise,
  TRANSPOSE_CONV: readTransposeConv,
  FULLY_CONNECTED: readDense,
  CONCATENATION: (reader) => {
    if (reader.activation(1) !== 'none') reader.refuse('its fused activation is not supported');
    const wished = reader.option((table) => table.i32(0), 0);
    const views = Array.from({ length: reader.inputCount }, (_, i) => reader.axisView(i, wished));
    const values = views.map(({ shape }, i) => reader.value(i, shape));
    reader.finish(reader.add({ kind: 'concat', axis: views[0]!.axis }, values));
  },
  RESHAPE: readReshape,
  SQUEEZE: readReshape,
  EXPAND_DIMS: readReshape,
  SOFTMAX: (reader) => {
    const beta = reader.option((table) => table.f32(0), 0);
    readUnary(reader, beta === 1 ? { kind: 'softmax' } : { kind: 'softmax', beta });
  },
  LOGISTIC: (reader) => readUnary(reader, { kind: 'logistic' }),
  TANH: (reader) => readUnary(reader, { kind: 'tanh' }),
  HARD_SWISH: (reader) => readUnary(reader, { kind: 'hardSwish' }),
  RELU: (reader) => readUnary(reader, { kind: 'activation', activation: 'relu' }),
  RELU6: (reader) => readUnary(reader, { kind: 'activation', activation: 'relu6' }),
  RELU_N1_TO_1: (reader) => readUnary(reader, { kind: 'activation', activation: 'reluN1To1' }),
  LEAKY_RELU: (reader) =>
    readUnary(reader, { kind: 'leakyRelu', alpha: reader.option((table) => table.f32(0), 0) }),
  L2_NORMALIZATION: (reader) => {
    if (reader.activation(0) !== 'none') reader.refuse('its fused activation is not supported');
    readUnary(reader, { kind: 'l2Norm' });
  },
  PRELU: (reader) => {
    const alpha = weightOf(reader, 1);
    const alphaQuantization = reader.form(1);
    readUnary(reader, {
      kind: 'prelu',
      alpha: { ...alpha, shape: withoutBatch(alpha.shape) } as Tensor<'i8'>,
      ...(alphaQuantization && alpha.type === 'i8' && { alphaQuantization }),
    });
  },
  QUANTIZE: (reader) => readUnary(reader, { kind: 'quantize' }),
  DEQUANTIZE: (reader) => readUnary(reader, { kind: 'dequantize' }),
  RESIZE_NEAREST_NEIGHBOR: (reader) => readResize(reader, 'resizeNearest', 0),
  // its first two fields are a size that old files had
  RESIZE_BILINEAR: (reader) => readResize(reader, 'resizeBilinear', 2),
  MIRROR_PAD: (reader) => {
    const mode = mirrors[reader.option((table) => table.i8(0), 0)];
    readPad(reader, (pads) => ({ kind: 'mirrorPad', mode: mode ?? 'reflect', pads }));
  },
  PAD: (reader) => {
    const value = reader.form(0)?.zeroPoint ?? 0;
    readPad(reader, (pads) => ({ kind: 'pad', pads, value }));
  },
  PADV2: (reader) => {
    const value = reader.constant(2).data[0]!;
    readPad(reader, (pads) => ({ kind: 'pad', pads, value }));
  },
  MEAN: readMean,
  TRANSPOSE: readTranspose,
  STRIDED_SLICE: readStridedSlice,
  SLICE: readSlice,
  SPLIT: readSplit,
  SPLIT_V: readSplitV,
  PACK: readPack,
  UNPACK: readUnpack,
  GATHER: readGather,
  ARG_MAX: (reader) => {
    const [wished] = reader.integers(1);
    const { shape, axis } = reader.axisView(0, wished ?? 0);
    reader.finish(reader.add({ kind: 'argMax', axis }, [reader.value(0, shape)]));
  },
  BATCH_MATMUL: (reader) => {
    const transposeLeft = reader.option((table) => table.bool(0), false);
    const transposeRight = reader.option((table) => table.bool(1), false);
    const op: Op = { kind: 'batchMatmul', transposeLeft, transposeRight };
    // matrices keep their rows, even one alone
    const values = [0, 1].map((i) => {
      const { shape } = reader.tensor(i);
      return reader.value(i, shape.length > 2 ? withoutBatch(shape) : shape);
    });
    reader.finish(reader.add(op, values));
  },
  UNIDIRECTIONAL_SEQUENCE_LSTM: readLstm,
  SVDF: readSvdf,
};

export const supportedOperators: readonly string[] = Object.keys(operatorRules).sort();

function readUnary(reader: OperatorReader, op: Op): void {
  reader.finish(reader.add(op, [reader.value(0)]));
}

function readBinary(reader: OperatorReader, op: Op): void {
  if (reader.type(0) !== reader.type(1)) reader.refuse('its inputs are of different types');
  reader.finish(reader.add(op, [reader.value(0), reader.value(1)]));
}

function readReshape(reader: OperatorReader): void {
  reader.finish(reader.value(0));
}

function readResize(
  reader: OperatorReader,
  kind: 'resizeNearest' | 'resizeBilinear',
  first: number,
): void {
  const [height, width] = reader.integers(1);
  positive(reader, [height ?? 0, width ?? 0]);
  const alignCorners = reader.option((t) => t.bool(first), false);
  const halfPixelCenters = reader.option((t) => t.bool(first + 1), false);
  const op: Op = { kind, size: [height!, width!], alignCorners, halfPixelCenters };
  reader.finish(reader.add(op, [picture(reader, 0)]));
}
