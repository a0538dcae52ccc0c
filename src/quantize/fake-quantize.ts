import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, Op, ValueId, WeightGrid } from '../graph/op.ts';
import type { Quantization } from '../tensor/tensor.ts';
import { softmaxForm } from './ranges.ts';

/**
 * The network with every value and every weight rounded as int8 (or int4) would, for training on: what
 * it learns then is right for the rounded network. Batch norms must have been folded, so that what is
 * rounded here is what the device will hold. Scores of the last softmax stay as they are.
 */
export function withFakeQuantization(
  float: Graph,
  forms: readonly Quantization[],
  grids: ReadonlyMap<Node, WeightGrid>,
): Graph {
  const builder = new GraphBuilder(float.name);
  const ids: ValueId[] = [];
  const rounded = (id: ValueId, x: ValueId): ValueId =>
    builder.add({ kind: 'fakeQuantize', quantization: forms[id]! }, [x], {
      name: `${float.values[id]!.name}_rounded`,
    });
  for (const id of float.inputs) {
    ids[id] = builder.input(float.values[id]!.name, float.values[id]!.shape);
  }
  for (const id of float.inputs) ids[id] = rounded(id, ids[id]!);
  for (const node of float.nodes) {
    const { op, name, inputs, output } = node;
    const grid = grids.get(node);
    const from = inputs.map((id) => ids[id]!);
    const made = builder.add(grid ? ({ ...op, grid } as Op) : op, from, { name });
    ids[output] = changesNumbers(op) ? rounded(output, made) : made;
  }
  return builder.graph(float.outputs.map((id) => ids[id]!));
}

/** Numbers that are only moved are rounded already. */
function changesNumbers({ kind }: Op): boolean {
  return kind !== 'reshape' && kind !== 'concat' && kind !== 'dropout' && kind !== 'softmax';
}

/** A network that was trained rounded, taken apart again. */
export interface TrainedForms {
  /** Without the rounding of values. */
  readonly float: Graph;
  /** By the values of `float`. */
  readonly forms: readonly Quantization[];
}

/** null where nothing in the network is rounded. */
export function trainedForms(network: Graph): TrainedForms | null {
  if (!network.nodes.some(({ op }) => op.kind === 'fakeQuantize')) return null;
  const builder = new GraphBuilder(network.name);
  const ids: ValueId[] = [];
  const forms: Quantization[] = [];
  for (const id of network.inputs) {
    ids[id] = builder.input(network.values[id]!.name, network.values[id]!.shape);
  }
  for (const { op, name, inputs, output } of network.nodes) {
    const from = inputs.map((id) => ids[id]!);
    if (op.kind === 'fakeQuantize') {
      ids[output] = from[0]!;
      forms[from[0]!] = op.quantization;
      continue;
    }
    ids[output] = builder.add(op, from, { name });
    forms[ids[output]!] = op.kind === 'softmax' ? softmaxForm : forms[from[0]!]!;
  }
  return { float: builder.graph(network.outputs.map((id) => ids[id]!)), forms };
}
