import { sizeOf } from '../tensor/tensor.ts';
import type { Graph, Node, Op, Value } from './op.ts';
import type { GateWeights } from './op-sequence.ts';

/** A graph as a table that one can read aloud: one line a layer, with shapes and parameters. */
export function printGraph(graph: Graph): string {
  const rows = graph.nodes.map((node) => [
    node.name,
    node.op.kind,
    node.inputs.map((id) => printValue(graph.values[id]!)).join(' + '),
    printValue(graph.values[node.output]!),
    detail(node.op),
  ]);
  const table = [['layer', 'operation', 'from', 'to', 'settings'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  '));
  return [
    `${graph.name}: ${parameterCount(graph)} parameters`,
    ...lines.map((l) => l.trimEnd()),
  ].join('\n');
}

/** Learned numbers in all layers. */
export function parameterCount(graph: Graph): number {
  return graph.nodes.reduce((sum, node) => sum + parametersOf(node), 0);
}

function parametersOf({ op }: Node): number {
  if ('weight' in op) return op.weight.data.length + op.bias.data.length;
  if (op.kind === 'batchNorm') return 4 * op.gamma.data.length;
  if (op.kind === 'lstm') {
    return Object.values(op.gates).reduce((sum, gate) => sum + gateSize(gate), 0);
  }
  if (op.kind === 'svdf') {
    return op.featureWeight.data.length + op.timeWeight.data.length + op.bias.data.length;
  }
  return op.kind === 'constant' ? op.value.data.length : 0;
}

function gateSize({ weight, recurrent, bias }: GateWeights): number {
  return weight.data.length + recurrent.data.length + bias.data.length;
}

/** `input int8 [49, 10, 1], real = 0.58 × (q − 83)`. */
export function describeGraphValue({ name, type, shape, quantization }: Value): string {
  const form = quantization
    ? `, real = ${quantization.scales[0]} × (q − ${quantization.zeroPoint})`
    : '';
  return `${name}: ${type}[${shape.join('×')}]${form}`;
}

function printValue({ type, shape }: Value): string {
  return `${type}[${shape.join('×')}]`;
}

function detail(op: Op): string {
  const parts: string[] = [];
  if ('weight' in op) parts.push(`${sizeOf(op.weight.shape)} ${op.weight.type} weights`);
  if ('stride' in op) parts.push(`stride ${op.stride.join('×')}`);
  if ('activation' in op && op.activation !== 'none') parts.push(op.activation);
  if (op.kind === 'features') parts.push(op.block.kind);
  if (op.kind === 'dropout') parts.push(`rate ${op.rate}`);
  return parts.join(', ');
}
