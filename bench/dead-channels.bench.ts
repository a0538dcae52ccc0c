/** What is left of published networks without dead channels: npm run bench -- dead-channels */
import { Random } from '../src/base/random.ts';
import { macsOf } from '../src/compile/costs.ts';
import { withoutDeadChannels } from '../src/compile/passes/dead-channels.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Graph } from '../src/graph/op.ts';
import { sizeOf, tensor } from '../src/tensor/tensor.ts';
import { answersOf, type Golden, golden, noGoldens } from '../test/goldens.ts';
import type { Measurement } from './measurement.ts';

/** Of each network: how many random inputs its whole and what is left of it are compared on. */
const randomInputs = { vww_96_int8: 1_000, person_detect: 50, hello_world_int8: 1_000 };

/** Layers are filled up to so many channels: 1 for the least, 4 as the compiler does it. */
const multiples = [1, 4];

export async function measure(): Promise<Measurement> {
  if (noGoldens) throw new Error(noGoldens);
  const rows = Object.entries(randomInputs).flatMap(([name, count]) => {
    const one = golden(name, 'double');
    const smaller = multiples.map((multiple) => withoutDeadChannels(one.graph, multiple));
    const differing = differingAnswers(one.graph, smaller, count);
    return smaller.map((graph, i) => ({
      model: name,
      'channels in multiples of': multiples[i]!,
      ...sizesOf(one, graph),
      'random inputs': count,
      'that differ': differing[i]!,
    }));
  });
  return {
    title: 'Channels that hold one value for every input, or that only such channels read, removed',
    rows,
    notes: ['Random inputs are uniform in int8; the whole network against what is left of it.'],
  };
}

function sizesOf({ graph: whole, cases }: Golden, smaller: Graph) {
  const answers = answersOf(smaller, cases).map(({ data }) => Array.from(data).join());
  return {
    MACs: macsOfAll(whole),
    left: macsOfAll(smaller),
    share: Number((macsOfAll(smaller) / macsOfAll(whole)).toFixed(4)),
    'weight bytes': weightBytes(whole),
    'bytes left': weightBytes(smaller),
    'goldens the same': cases.every(({ output }, i) => output.join() === answers[i]),
  };
}

function differingAnswers(whole: Graph, smaller: readonly Graph[], count: number): number[] {
  const random = new Random(17, whole.name);
  const { type, shape } = whole.values[whole.inputs[0]!]!;
  const differing = smaller.map(() => 0);
  for (let i = 0; i < count; i++) {
    const values = Int8Array.from({ length: sizeOf(shape) }, () => random.bits());
    const input = tensor(type, shape, values);
    const truth = evaluate(whole, [input])[0]!.data.join();
    for (const [k, graph] of smaller.entries()) {
      if (evaluate(graph, [input])[0]!.data.join() !== truth) differing[k]!++;
    }
  }
  return differing;
}

function macsOfAll({ nodes, values }: Graph): number {
  return nodes.reduce((sum, { op, inputs, output }) => {
    return sum + macsOf(op, values[output]!.shape, values[inputs[0]!]?.shape ?? []);
  }, 0);
}

/** Of weights and biases. */
function weightBytes({ nodes }: Graph): number {
  return nodes.reduce((sum, { op }) => {
    return sum + ('weight' in op ? op.weight.data.byteLength + op.bias.data.byteLength : 0);
  }, 0);
}
