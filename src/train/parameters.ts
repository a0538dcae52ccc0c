import { Failure } from '../base/failure.ts';
import type { Graph, Op, OpKind, OpOf } from '../graph/op.ts';
import type { GateWeights } from '../graph/op-sequence.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { Numbers } from './layer.ts';

/** Where the tensors of a network's layers lie in one long array. */
export interface Slot {
  /** Index into `Graph.nodes`. */
  readonly node: number;
  /** The field of the operation: weight, bias, gamma, update.weight … */
  readonly field: string;
  readonly role: Role;
  readonly initial: Tensor<'f32'>;
  readonly offset: number;
}

/**
 * Weights and offsets are moved by gradients, and only weights decay; statistics are running
 * averages that the layer keeps itself.
 */
export type Role = 'weight' | 'offset' | 'statistic';

/** All that a network learns; trained numbers first, statistics after them. */
export function slotsOf(graph: Graph): Slot[] {
  const found = graph.nodes.flatMap(({ op, name }, node) =>
    rules[op.kind](op as never).map(({ field, role, initial }) => {
      if (initial.type === 'f32') return { node, field, role, initial };
      const sentence = `Layer ${name} holds ${initial.type} numbers: only a float network can be trained.`;
      throw new Failure('bad-graph', sentence);
    }),
  );
  const ordered = [
    ...found.filter(({ role }) => role !== 'statistic'),
    ...found.filter(({ role }) => role === 'statistic'),
  ];
  let offset = 0;
  return ordered.map((slot) => {
    const placed = { ...slot, offset };
    offset += slot.initial.data.length;
    return placed;
  });
}

/** The same network with other numbers in its layers; they are copied. */
export function withNumbers(graph: Graph, slots: readonly Slot[], numbers: Numbers): Graph {
  const nodes = graph.nodes.map((node, index) => {
    const fields = slots
      .filter((slot) => slot.node === index)
      .map(({ field, initial, offset }) => {
        const part = Float32Array.from(numbers.subarray(offset, offset + initial.data.length));
        return [field, tensor('f32', initial.shape, part)] as const;
      });
    return { ...node, op: fields.reduce(withField, node.op) };
  });
  return { ...graph, nodes };
}

/** The operation with another tensor in the field, which may be one of a gate's. */
function withField(op: Op, [field, value]: readonly [string, Tensor<'f32'>]): Op {
  return withPart(op, field.split('.'), value) as Op;
}

function withPart(whole: object, [first, ...rest]: readonly string[], value: object): object {
  const part = (whole as Readonly<Record<string, object>>)[first!]!;
  return { ...whole, [first!]: rest.length === 0 ? value : withPart(part, rest, value) };
}

interface Field {
  readonly field: string;
  readonly role: Role;
  readonly initial: Tensor;
}

const none = (): Field[] => [];
const weighted = ({
  weight,
  bias,
}: OpOf<'dense' | 'conv2d' | 'depthwise2d' | 'transposeConv2d'>): Field[] => [
  { field: 'weight', role: 'weight', initial: weight },
  { field: 'bias', role: 'offset', initial: bias },
];

const gateOf = (name: string, { weight, recurrent, bias }: GateWeights): Field[] => [
  { field: `${name}.weight`, role: 'weight', initial: weight },
  { field: `${name}.recurrent`, role: 'weight', initial: recurrent },
  { field: `${name}.bias`, role: 'offset', initial: bias },
];

const rules: { [K in OpKind]: (op: OpOf<K>) => Field[] } = {
  dense: weighted,
  conv2d: weighted,
  depthwise2d: weighted,
  batchNorm: ({ gamma, beta, mean, variance }) => [
    { field: 'gamma', role: 'offset', initial: gamma },
    { field: 'beta', role: 'offset', initial: beta },
    { field: 'mean', role: 'statistic', initial: mean },
    { field: 'variance', role: 'statistic', initial: variance },
  ],
  features: none,
  standardize: none,
  quantize: none,
  dequantize: none,
  pool2d: none,
  activation: none,
  softmax: none,
  reshape: none,
  dropout: none,
  fakeQuantize: none,
  add: none,
  concat: none,
  sub: none,
  mul: none,
  maximum: none,
  minimum: none,
  transposeConv2d: weighted,
  mean: none,
  logistic: none,
  tanh: none,
  hardSwish: none,
  leakyRelu: none,
  prelu: none,
  pad: none,
  mirrorPad: none,
  transpose: none,
  slice: none,
  gather: none,
  resizeNearest: none,
  resizeBilinear: none,
  argMax: none,
  batchMatmul: none,
  l2Norm: none,
  layerNorm: ({ gamma, beta }) => [
    { field: 'gamma', role: 'offset', initial: gamma },
    { field: 'beta', role: 'offset', initial: beta },
  ],
  lstm: ({ gates: { input, forget, cell, output } }) => [
    ...gateOf('gates.input', input),
    ...gateOf('gates.forget', forget),
    ...gateOf('gates.cell', cell),
    ...gateOf('gates.output', output),
  ],
  gru: ({ update, reset, candidate, recurrentBias }) => [
    ...gateOf('update', update),
    ...gateOf('reset', reset),
    ...gateOf('candidate', candidate),
    { field: 'recurrentBias', role: 'offset', initial: recurrentBias },
  ],
  svdf: none,
  constant: none,
};
