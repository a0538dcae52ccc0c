import { type Diagnostic, Failure } from '../base/failure.ts';
import type { Graph, Node, OpKind, Value } from './op.ts';
import { shapeOf } from './shape.ts';

/** Everything that is wrong with a graph; empty where it makes sense. */
export function checkGraph(graph: Graph): Diagnostic[] {
  const made = new Set(graph.inputs);
  const names = new Set<string>();
  const found: Diagnostic[] = [];
  for (const node of graph.nodes) {
    const wrong = (message: string) =>
      found.push({ severity: 'error', subject: node.name, message });
    if (names.has(node.name)) wrong(`Two layers are called ${node.name}; give each its own name.`);
    names.add(node.name);
    const missing = node.inputs.find((id) => !made.has(id));
    if (missing !== undefined) {
      wrong(`Layer ${node.name} reads value ${missing} before it is made; put its maker first.`);
      continue;
    }
    if (made.has(node.output)) wrong(`Layer ${node.name} makes a value that is already made.`);
    made.add(node.output);
    checkNode(graph, node, wrong);
  }
  for (const id of graph.outputs.filter((output) => !made.has(output))) {
    const message = `Output ${id} is made by no layer.`;
    found.push({ severity: 'error', subject: graph.name, message });
  }
  return found;
}

function checkNode(graph: Graph, node: Node, wrong: (message: string) => void): void {
  const from = node.inputs.map((id) => graph.values[id]!);
  const to = graph.values[node.output]!;
  try {
    const shape = shapeOf(
      node.op,
      from.map((value) => value.shape),
      node.name,
    );
    if (shape.join() !== to.shape.join()) {
      wrong(`Layer ${node.name} makes [${shape}], its output is declared [${to.shape}].`);
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    wrong(error.message);
  }
  for (const value of [...from, to]) {
    if (value.type === 'i8' && value.quantization?.scales.length !== 1) {
      wrong(`Value ${value.name} is int8 and needs one scale and a zero point.`);
    }
  }
  const expected = outputType(node.op.kind, from[0]!);
  if (to.type !== expected) wrong(`Layer ${node.name} makes ${expected}, not ${to.type}.`);
  if (from[0]!.type === 'i8' && floatOnly.includes(node.op.kind)) {
    wrong(`Layer ${node.name} (${node.op.kind}) has no int8 form; simplify the graph first.`);
  }
}

const floatOnly: readonly OpKind[] = ['features', 'standardize', 'batchNorm', 'fakeQuantize'];

function outputType(kind: OpKind, from: Value): Value['type'] {
  if (kind === 'quantize') return 'i8';
  return kind === 'dequantize' ? 'f32' : from.type;
}
