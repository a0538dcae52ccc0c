import { assert } from '../base/assert.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueId } from '../graph/op.ts';
import type { Quantization } from '../tensor/tensor.ts';

/**
 * A quantised network with one float32 input, as one that takes int8 of a given form instead. Where
 * the network has its input in another form, the layer that quantised it now brings one form to the
 * other; where it has the same, that layer is gone.
 */
export function withInt8Input(network: Graph, form: Quantization): Graph {
  const { name, values, nodes, inputs, outputs } = network;
  assert(inputs.length === 1, 'the network has one input');
  const [input] = inputs as [ValueId];
  const builder = new GraphBuilder(name);
  const at = new Map<ValueId, ValueId>();
  at.set(input, builder.input(values[input]!.name, values[input]!.shape, 'i8', form));
  for (const node of nodes) {
    const { quantization } = values[node.output]!;
    const first = node.inputs.includes(input);
    assert(!first || node.op.kind === 'quantize', 'the input is quantised and nothing else');
    const same =
      quantization?.scales[0] === form.scales[0] && quantization?.zeroPoint === form.zeroPoint;
    if (first && same) {
      at.set(node.output, at.get(input)!);
      continue;
    }
    const from = node.inputs.map((id) => at.get(id)!);
    at.set(node.output, builder.add(node.op, from, values[node.output]));
  }
  return builder.graph(outputs.map((id) => at.get(id)!));
}
