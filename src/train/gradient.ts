import { Failure } from '../base/failure.ts';
import type { Op, OpKind, OpOf } from '../graph/op.ts';
import { batchNormLayer } from './gradient-batch-norm.ts';
import {
  activationLayer,
  addLayer,
  concatLayer,
  copyLayer,
  dropoutLayer,
  softmaxLayer,
} from './gradient-elementwise.ts';
import { fakeQuantizeLayer, withGrid } from './gradient-fake-quantize.ts';
import { pool2dLayer } from './gradient-pool.ts';
import { conv2dLayer, denseLayer, depthwise2dLayer } from './gradient-weighted.ts';
import type { Layer, Place } from './layer.ts';

/** How each operation runs on a batch, and which gradient it hands back. */
export function layerOf(op: Op, place: Place): Layer {
  return rules[op.kind](op as never, place);
}

const rules: { [K in OpKind]: (op: OpOf<K>, place: Place) => Layer } = {
  dense: withGrid(denseLayer),
  conv2d: withGrid(conv2dLayer),
  depthwise2d: withGrid(depthwise2dLayer),
  pool2d: pool2dLayer,
  batchNorm: batchNormLayer,
  activation: activationLayer,
  softmax: (_op, place) => softmaxLayer(place),
  reshape: (_op, place) => copyLayer(place),
  dropout: dropoutLayer,
  fakeQuantize: fakeQuantizeLayer,
  add: addLayer,
  concat: concatLayer,
  features: refuse('compute features once, before training, and give the network those'),
  standardize: refuse('standardise the features before training; it belongs to their graph'),
  quantize: refuse('train the float network, and quantise the result'),
  dequantize: refuse('train the float network, and quantise the result'),
};

function refuse(wayOut: string) {
  return (op: Op, { layer }: Place): never => {
    throw new Failure('bad-graph', `Layer ${layer} (${op.kind}) cannot be trained: ${wayOut}.`);
  };
}
