import { multiplyByQuantizedMultiplier } from '../../graph/fixed-point.ts';
import type {
  Activation,
  AddOp,
  Graph,
  Node,
  Op,
  Pad,
  PadOp,
  Rounding,
  Value,
} from '../../graph/op.ts';
import {
  activationRange,
  addMultipliers,
  requantizer,
  zeroOf,
} from '../../graph/quantized-value.ts';
import { haveOneScale } from './identities.ts';

/**
 * Joins pairs of operations into one where int8 answers stay the same for every input, and nobody
 * else reads what lies between them: a ReLU of the same scale goes into the operation before it, a
 * border of zeros into the convolution after it, and another scale into the sum before it where all
 * pairs of integers agree.
 */
export function withFusions(graph: Graph): Graph {
  const readers = graph.values.map(() => 0);
  for (const id of [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs])
    readers[id]!++;
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const [between] = node.inputs;
    const at = nodes.findIndex(({ output }) => output === between);
    const alone = node.inputs.length === 1 && readers[between!] === 1;
    const first = nodes[at];
    const op = first && alone ? fused(graph, first, node) : null;
    if (!first || !op) nodes.push(node);
    else if (op.kind === node.op.kind) nodes.splice(at, 1, { ...node, op, inputs: first.inputs });
    else nodes[at] = { ...first, op, output: node.output };
  }
  return nodes.length === graph.nodes.length ? graph : { ...graph, nodes };
}

/** One operation for two; null where that would change an answer. */
function fused({ values, rounding = 'double' }: Graph, first: Node, second: Node): Op | null {
  const from = first.inputs.map((id) => values[id]!);
  const [between, to] = [values[first.output]!, values[second.output]!];
  if ([...from, between, to].some(({ type }) => type !== 'i8')) return null;
  if (second.op.kind === 'activation' && haveOneScale(between, to)) {
    return withActivation(first.op, second.op.activation);
  }
  if (first.op.kind === 'pad') return withPad(first.op, second.op, between);
  const sum = first.op.kind === 'add' && second.op.kind === 'quantize';
  if (sum && isOneSum(first.op as AddOp, from, between, to, rounding)) return first.op;
  return null;
}

/** One clamp after another is the narrower of the two. */
function withActivation(op: Op, activation: Activation): Op | null {
  const fusible = ['dense', 'conv2d', 'depthwise2d', 'pool2d', 'add', 'sub', 'mul'];
  if (!fusible.includes(op.kind) || !('activation' in op)) return null;
  if (op.activation === 'none' || op.activation === activation) {
    return { ...op, activation } as Op;
  }
  const both = [op.activation, activation];
  if (both.includes('reluN1To1')) return null;
  return { ...op, activation: 'relu6' } as Op;
}

/** A border of the zero point is what a convolution adds by itself. */
function withPad({ pads, value }: PadOp, op: Op, between: Value): Op | null {
  if (op.kind !== 'conv2d' && op.kind !== 'depthwise2d') return null;
  const [rows, columns, channels] = pads;
  const plain = pads.length === 3 && channels!.every((count) => count === 0);
  if (!plain || value !== zeroOf(between)) return null;
  const pad: Pad = {
    top: op.pad.top + rows![0],
    bottom: op.pad.bottom + rows![1],
    left: op.pad.left + columns![0],
    right: op.pad.right + columns![1],
  };
  return { ...op, pad };
}

/** Whether a sum that is scaled once gives what a sum scaled twice gives, for all pairs of int8. */
function isOneSum(
  { activation }: AddOp,
  [a, b]: readonly Value[],
  between: Value,
  to: Value,
  rounding: Rounding,
): boolean {
  // An activation's range would be that of another scale.
  if (activation !== 'none') return false;
  const twice = adder(a!, b!, between, rounding);
  const again = requantizer(between, to, rounding);
  const once = adder(a!, b!, to, rounding);
  for (let x = -128; x < 128; x++) {
    for (let y = -128; y < 128; y++) {
      if (again(twice(x, y), -128, 127) !== once(x, y)) return false;
    }
  }
  return true;
}

function adder(a: Value, b: Value, to: Value, rounding: Rounding) {
  const { left, right, sum } = addMultipliers(a, b, to);
  const [low, high] = activationRange('none', to);
  const [zeroA, zeroB, zero] = [zeroOf(a), zeroOf(b), zeroOf(to)];
  return (x: number, y: number): number => {
    const l = multiplyByQuantizedMultiplier((x - zeroA) << 20, left, rounding);
    const r = multiplyByQuantizedMultiplier((y - zeroB) << 20, right, rounding);
    const total = multiplyByQuantizedMultiplier(l + r, sum, rounding) + zero;
    return Math.min(high, Math.max(low, total));
  };
}
