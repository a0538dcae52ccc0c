/** What is left of published networks without dead channels: npm run bench -- dead-channels */
import { Random } from '../src/base/random.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import { macsOf } from '../src/compile/costs.ts';
import { withoutDeadChannels } from '../src/compile/passes/dead-channels.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Graph } from '../src/graph/op.ts';
import { sizeOf, tensor } from '../src/tensor/tensor.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { answersOf, golden, noGoldens } from '../test/goldens.ts';
import type { Measurement } from './measurement.ts';

const randomInputs = 1_000;

export async function measure(): Promise<Measurement> {
  if (noGoldens) throw new Error(noGoldens);
  const rows = [];
  for (const name of ['vww_96_int8', 'person_detect', 'hello_world_int8', 'kws_ref_model']) {
    const one = golden(name, 'double');
    for (const multiple of [1, 4]) {
      const smaller = withoutDeadChannels(one.graph, multiple);
      const answers = answersOf(smaller, one.cases).map(({ data }) => Array.from(data).join());
      rows.push({
        model: name,
        'channels in': multiple === 1 ? 'ones' : 'fours',
        MACs: macsOfAll(one.graph),
        left: macsOfAll(smaller),
        ratio: Number((macsOfAll(smaller) / macsOfAll(one.graph)).toFixed(4)),
        'weight bytes': weightBytes(one.graph),
        'weight bytes left': weightBytes(smaller),
        'constants in flash': await constantBytes(smaller),
        'goldens the same': one.cases.every(({ output }, i) => output.join() === answers[i]),
        'random inputs that differ': smaller === one.graph ? 0 : differing(one.graph, smaller),
      });
    }
  }
  return {
    title: 'Channels that hold one value for every input, or that only such channels read, removed',
    rows,
    notes: [
      `Random inputs: ${randomInputs}, uniform int8, the whole network against what is left of it.`,
      'Fours: layers are filled up to a multiple of four channels, as the compiler does it.',
    ],
  };
}

function differing(whole: Graph, smaller: Graph): number {
  const random = new Random(17, whole.name);
  const { type, shape } = whole.values[whole.inputs[0]!]!;
  let count = 0;
  for (let i = 0; i < randomInputs; i++) {
    const input = tensor(
      type,
      shape,
      Int8Array.from({ length: sizeOf(shape) }, () => random.bits()),
    );
    const [a, b] = [evaluate(whole, [input]), evaluate(smaller, [input])];
    if (a[0]!.data.join() !== b[0]!.data.join()) count++;
  }
  return count;
}

async function constantBytes(graph: Graph): Promise<number> {
  const header = { toolVersion: 'bench', seed: 1 };
  return compileNetwork(graph, await readRuntime(), { header, optimise: 'speed' }).constantBytes;
}

function macsOfAll({ nodes, values }: Graph): number {
  return nodes.reduce((sum, { op, inputs, output }) => {
    return sum + macsOf(op, values[output]!.shape, values[inputs[0]!]?.shape ?? []);
  }, 0);
}

function weightBytes({ nodes }: Graph): number {
  return nodes.reduce((sum, { op }) => sum + ('weight' in op ? op.weight.data.byteLength : 0), 0);
}
