import { Failure } from '../../base/failure.ts';
import type { Op, OpKind, OpOf } from '../../graph/op.ts';
import { batchNormRule } from './rules-batch-norm.ts';
import { depthwiseRule } from './rules-depthwise.ts';
import {
  activationRule,
  addRule,
  concatRule,
  curveRule,
  dropoutRule,
  fakeQuantizeRule,
  layerNormRule,
  padRule,
  poolRule,
  reshapeRule,
} from './rules-plain.ts';
import { gruRule, lstmRule } from './rules-recurrent.ts';
import { transposeRule } from './rules-transpose.ts';
import { convolutionRule, denseRule } from './rules-weighted.ts';
import type { Site } from './site.ts';

/** Adds the phases of a layer's way out, and of its way back, to the program. */
export interface LayerRule<K extends OpKind> {
  readonly forward: (op: OpOf<K>, site: Site) => void;
  readonly backward: (op: OpOf<K>, site: Site) => void;
}

export function forwardOf(op: Op, site: Site): void {
  ruleOf(op, site).forward(op as never, site);
}

export function backwardOf(op: Op, site: Site): void {
  ruleOf(op, site).backward(op as never, site);
}

/** Whether the compiled engine knows the operation; the plain one knows all that can be trained. */
export function canCompile(op: Op): boolean {
  if (op.kind === 'lstm' && op.cellClip > 0) return false;
  return rules[op.kind] !== null && !(op.kind === 'pad' && op.value !== 0);
}

function ruleOf(op: Op, site: Site): LayerRule<never> {
  const rule = rules[op.kind];
  if (rule) return rule as unknown as LayerRule<never>;
  throw new Failure('bad-graph', `Layer ${site.layer} (${op.kind}) cannot be trained compiled.`);
}

const rules: { [K in OpKind]: LayerRule<K> | null } = {
  dense: denseRule,
  conv2d: convolutionRule,
  depthwise2d: depthwiseRule,
  pool2d: poolRule,
  batchNorm: batchNormRule,
  activation: activationRule,
  reshape: reshapeRule,
  dropout: dropoutRule,
  add: addRule,
  concat: concatRule,
  fakeQuantize: fakeQuantizeRule,
  softmax: null,
  features: null,
  standardize: null,
  quantize: null,
  dequantize: null,
  sub: null,
  mul: null,
  maximum: null,
  minimum: null,
  transposeConv2d: transposeRule,
  mean: null,
  logistic: curveRule,
  tanh: curveRule,
  hardSwish: curveRule,
  leakyRelu: curveRule,
  prelu: null,
  pad: padRule,
  mirrorPad: null,
  transpose: null,
  slice: null,
  gather: null,
  resizeNearest: null,
  resizeBilinear: null,
  argMax: null,
  batchMatmul: null,
  l2Norm: null,
  layerNorm: layerNormRule,
  lstm: lstmRule,
  gru: gruRule,
  svdf: null,
  constant: null,
};
