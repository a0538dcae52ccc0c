import type {
  Graph,
  MirrorPadOp,
  Node,
  OpKind,
  OpOf,
  PadOp,
  Value,
  ValueId,
} from '../../graph/op.ts';

/** Without operations that give back what they are given: whoever read their output reads that. */
export function withoutIdentities(graph: Graph): Graph {
  const source = new Map<ValueId, ValueId>();
  const sourceOf = (id: ValueId) => source.get(id) ?? id;
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const from = sourceOf(node.inputs[0]!);
    // An input of the graph that is also its output needs a copy: somebody has to write it.
    const ends = graph.outputs.includes(node.output) && graph.inputs.includes(from);
    if (isIdentity(graph, node) && !ends) source.set(node.output, from);
    else nodes.push({ ...node, inputs: node.inputs.map(sourceOf) });
  }
  if (source.size === 0) return graph;
  return { ...graph, nodes, outputs: graph.outputs.map(sourceOf) };
}

function isIdentity({ values }: Graph, { op, inputs, output }: Node): boolean {
  if (inputs.length !== 1 || !isAlike(values[inputs[0]!]!, values[output]!)) return false;
  return rules[op.kind]?.(op as never) ?? false;
}

const always = () => true;
const isEmpty = ({ pads }: PadOp | MirrorPadOp) => pads.flat().every((count) => count === 0);

/** When an operation from one value to a value of the same shape and scale changes nothing. */
const rules: { readonly [K in OpKind]?: (op: OpOf<K>) => boolean } = {
  dropout: always,
  reshape: always,
  quantize: always,
  concat: always,
  pad: isEmpty,
  mirrorPad: isEmpty,
  transpose: ({ permutation }) => permutation.every((dimension, i) => dimension === i),
  slice: ({ stride }) => stride.every((step) => step === 1),
  pool2d: ({ activation, size, stride }) =>
    activation === 'none' && [...size, ...stride].every((side) => side === 1),
};

/** One type, shape and meaning. */
function isAlike(a: Value, b: Value): boolean {
  return a.type === b.type && a.shape.join() === b.shape.join() && haveOneScale(a, b);
}

/** Whether the same integers stand for the same numbers in both. */
export function haveOneScale({ quantization: a }: Value, { quantization: b }: Value): boolean {
  return a?.zeroPoint === b?.zeroPoint && a?.scales.join() === b?.scales.join();
}
