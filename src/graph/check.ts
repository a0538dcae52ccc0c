import { type Diagnostic, Failure } from '../base/failure.ts';
import type { Quantization, Type } from '../tensor/tensor.ts';
import type { Graph, Node, Op, OpKind, Value } from './op.ts';
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
  checkTypes(node, from, to, wrong);
  checkForms(node, from, to, wrong);
}

/** What int8 operations demand of the scales around them. */
function checkForms(
  node: Node,
  from: readonly Value[],
  to: Value,
  wrong: (message: string) => void,
): void {
  if (from[0]?.type === 'i8' && keepForm.includes(node.op.kind)) {
    if (![...from, to].every((value) => value.type !== 'i8' || sameForm(value, to))) {
      wrong(
        `Layer ${node.name} (${node.op.kind}) keeps integers as they are: inputs and output must have one scale and zero point; requantise before it.`,
      );
    }
  }
  const form = fixedForms[node.op.kind];
  if (to.type === 'i8' && form && !sameForm(to, { quantization: form })) {
    wrong(
      `Layer ${node.name} (${node.op.kind}) answers in scale ${form.scales[0]} and zero point ${form.zeroPoint}.`,
    );
  }
}

/** Operations whose integers pass as they are. */
const keepForm: readonly OpKind[] = [
  'maximum',
  'minimum',
  'pad',
  'mirrorPad',
  'transpose',
  'slice',
  'gather',
  'resizeNearest',
  'resizeBilinear',
];

/** The only scale and zero point in which an int8 operation can answer. */
const fixedForms: { readonly [K in OpKind]?: Quantization } = {
  softmax: { scales: [1 / 256], zeroPoint: -128, axis: null },
  logistic: { scales: [1 / 256], zeroPoint: -128, axis: null },
  tanh: { scales: [1 / 128], zeroPoint: 0, axis: null },
  l2Norm: { scales: [1 / 128], zeroPoint: 0, axis: null },
};

function sameForm(a: Pick<Value, 'quantization'>, b: Pick<Value, 'quantization'>): boolean {
  const [one, other] = [a.quantization, b.quantization];
  return one?.scales[0] === other?.scales[0] && one?.zeroPoint === other?.zeroPoint;
}

function checkTypes(
  node: Node,
  from: readonly Value[],
  to: Value,
  wrong: (message: string) => void,
): void {
  const { kind } = node.op;
  const [first] = from;
  const expected = outputTypes(node.op, first);
  if (!expected.includes(to.type)) {
    wrong(`Layer ${node.name} makes ${expected.join(' or ')}, not ${to.type}.`);
  }
  const second = from[1];
  if (kind === 'gather' && second?.type !== 'i32') wrong(`Layer ${node.name} picks by int32.`);
  else if (kind !== 'gather' && second && from.some(({ type }) => type !== first!.type)) {
    wrong(`Layer ${node.name} reads values of more than one type.`);
  }
  const whole = first?.type === 'i16' || first?.type === 'i32';
  if (whole && !movers.includes(kind)) {
    wrong(`Layer ${node.name} (${kind}) has no ${first.type} form; requantise to int8 before it.`);
  }
  if (first?.type === 'i8' && floatOnly.includes(kind)) {
    wrong(`Layer ${node.name} (${node.op.kind}) has no int8 form; simplify the graph first.`);
  }
}

const floatOnly: readonly OpKind[] = [
  'features',
  'standardize',
  'batchNorm',
  'fakeQuantize',
  'layerNorm',
  'gru',
];

/** What takes any type of integer. */
const movers: readonly OpKind[] = [
  'quantize',
  'dequantize',
  'reshape',
  'dropout',
  'concat',
  'pad',
  'mirrorPad',
  'transpose',
  'slice',
  'gather',
  'resizeNearest',
  'argMax',
];

function outputTypes(op: Op, from: Value | undefined): readonly Type[] {
  if (op.kind === 'constant') return [op.value.type];
  if (op.kind === 'argMax') return ['i32'];
  if (op.kind === 'softmax' && from!.type === 'i8') return ['i8', 'i16'];
  if (op.kind === 'quantize') return from!.type === 'f32' ? ['i8', 'i16'] : ['i8', 'i16', 'i32'];
  return [op.kind === 'dequantize' ? 'f32' : from!.type];
}
