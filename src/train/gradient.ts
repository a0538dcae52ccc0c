import { Failure } from '../base/failure.ts';
import type { Op, OpKind, OpOf } from '../graph/op.ts';
import { batchNormLayer } from './gradient-batch-norm.ts';
import { hardSwishLayer, leakyReluLayer, logisticLayer, tanhLayer } from './gradient-curves.ts';
import {
  activationLayer,
  addLayer,
  concatLayer,
  copyLayer,
  dropoutLayer,
  softmaxLayer,
} from './gradient-elementwise.ts';
import { fakeQuantizeLayer, withGrid } from './gradient-fake-quantize.ts';
import { gruLayer } from './gradient-gru.ts';
import { layerNormLayer } from './gradient-layer-norm.ts';
import { lstmLayer } from './gradient-lstm.ts';
import { padLayer } from './gradient-pad.ts';
import { pool2dLayer } from './gradient-pool.ts';
import { transposeConv2dLayer } from './gradient-transpose.ts';
import { conv2dLayer, denseLayer, depthwise2dLayer } from './gradient-weighted.ts';
import type { Layer, Place } from './layer.ts';

/** How each operation runs on a batch, and which gradient it hands back. */
export function layerOf(op: Op, place: Place): Layer {
  return rules[op.kind](op as never, place);
}

const noGradient = 'it has no gradient yet; use another layer';

const rules: { [K in OpKind]: (op: OpOf<K>, place: Place) => Layer } = {
  dense: (op, place) => withGrid(denseLayer)(op, ofOneRow(op, place)),
  conv2d: withGrid(conv2dLayer),
  depthwise2d: withGrid(depthwise2dLayer),
  pool2d: pool2dLayer,
  batchNorm: batchNormLayer,
  activation: activationLayer,
  softmax: (_op, place) => softmaxLayer(place),
  reshape: (_op, place) => copyLayer(place),
  dropout: dropoutLayer,
  fakeQuantize: fakeQuantizeLayer,
  add: (op, place) => addLayer(op, ofOneShape(op, place)),
  concat: concatLayer,
  features: refuse('compute features once, before training, and give the network those'),
  standardize: refuse('standardise the features before training; it belongs to their graph'),
  quantize: refuse('train the float network, and quantise the result'),
  dequantize: refuse('train the float network, and quantise the result'),
  sub: refuse(noGradient),
  mul: refuse(noGradient),
  maximum: refuse(noGradient),
  minimum: refuse(noGradient),
  transposeConv2d: transposeConv2dLayer,
  mean: refuse(noGradient),
  logistic: logisticLayer,
  tanh: tanhLayer,
  hardSwish: hardSwishLayer,
  leakyRelu: leakyReluLayer,
  prelu: refuse(noGradient),
  pad: padLayer,
  mirrorPad: refuse(noGradient),
  transpose: refuse(noGradient),
  slice: refuse(noGradient),
  gather: refuse(noGradient),
  resizeNearest: refuse(noGradient),
  resizeBilinear: refuse(noGradient),
  argMax: refuse(noGradient),
  batchMatmul: refuse(noGradient),
  l2Norm: refuse(noGradient),
  layerNorm: layerNormLayer,
  lstm: lstmLayer,
  gru: gruLayer,
  svdf: refuse(noGradient),
  constant: refuse(noGradient),
};

function ofOneRow(op: Op, place: Place): Place {
  if (place.inputs[0]!.shape.length === 1) return place;
  return refuse('give it one row of values, with a reshape before it')(op, place);
}

function ofOneShape(op: Op, place: Place): Place {
  if (place.inputs.every(({ size }) => size === place.output.size)) return place;
  return refuse('give it two values of one shape')(op, place);
}

function refuse(wayOut: string) {
  return (op: Op, { layer }: Place): never => {
    throw new Failure('bad-graph', `Layer ${layer} (${op.kind}) cannot be trained: ${wayOut}.`);
  };
}
