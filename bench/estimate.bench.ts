/** What the estimator says of networks that it has not seen, beside what an emulator counts: npm run bench -- estimate */
import { Random } from '../src/base/random.ts';
import { cores } from '../src/compile/estimate/core.ts';
import { guessInstructions } from '../src/compile/estimate/estimate-time.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { GraphBuilder } from '../src/graph/builder.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import type { ValueId } from '../src/graph/op.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { as, impulse, type Layer, opOf, quantization } from '../test/port-graphs.ts';
import { runOnPort } from '../test/port-program.ts';
import type { Measurement } from './measurement.ts';

const networks = 200;
const perProgram = 20;

export async function measure(): Promise<Measurement> {
  const tools = await findTools();
  const rows: Record<string, string | number | boolean>[] = [];
  for (const core of ['cortex-m4', 'cortex-m7', 'cortex-m33'] as const) {
    const errors: number[] = [];
    let same = true;
    for (let first = 0; first < networks; first += perProgram) {
      const some = Array.from({ length: perProgram }, (_, i) => randomNetwork(first + i));
      for (const run of await runOnPort(some, kernelsFor(core), core, tools)) {
        const { network } = guessInstructions(run.compiled, cores[core]);
        errors.push(network / run.instructions - 1);
        same &&= run.same;
      }
    }
    const sizes = errors.map(Math.abs).sort((a, b) => a - b);
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    rows.push({
      core,
      networks: errors.length,
      'median error': percent(sizes[Math.floor(sizes.length / 2)]!),
      'error of 95 in 100': percent(sizes[Math.ceil(0.95 * sizes.length) - 1]!),
      largest: percent(sizes.at(-1)!),
      'within 3 %': percent(sizes.filter((size) => size <= 0.03).length / sizes.length),
      'same bits': same,
    });
  }
  return {
    title: 'Estimated instructions of random networks beside counted ones',
    rows,
    notes: [
      'Networks of two to six layers: dense 3 by 3, pointwise, depthwise of several kernels, pooling, dense.',
      'Counted is one whole run on an emulated core, with quantising, dequantising and the best label.',
      'The arena is not estimated: the compiler plans it, and states it exactly.',
    ],
  };
}

/** Layers as networks in the field have them, from seeds. */
function randomNetwork(number: number): Impulse {
  const name = `net_${number}`;
  const random = new Random(21, name);
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)]!;
  const b = new GraphBuilder(name);
  const shape = [pick([8, 12, 16, 24]), pick([8, 10, 16, 24]), pick([1, 3, 4])] as const;
  const like = quantization(0.02, 5);
  const x = b.input('input', [shape[0] * shape[1] * shape[2]]);
  const q = b.add({ kind: 'quantize' }, [x], as(`${name}_in`, like));
  let at = b.add({ kind: 'reshape', shape }, [q], as(`${name}_picture`, like));
  let scale = 0.02;
  for (let i = 1 + random.below(5); i > 0; i--) {
    const layer = randomLayer(b, at, random);
    at = b.add(
      opOf(layer, random, scale),
      [at],
      as(`${name}_layer_${i}`, quantization(0.05, -128)),
    );
    scale = 0.05;
  }
  const [height, width, channels] = b.shape(at) as [number, number, number];
  const frame = { size: [height, width], stride: [1, 1] } as const;
  const pad = { top: 0, bottom: 0, left: 0, right: 0 };
  const row = quantization(0.05, -128);
  const pool = { kind: 'pool2d', mode: 'average', ...frame, pad, activation: 'none' } as const;
  at = height * width <= 255 ? b.add(pool, [at], as(`${name}_mean`, row)) : at;
  const inputs = height * width <= 255 ? channels : height * width * channels;
  at = b.add({ kind: 'reshape', shape: [inputs] }, [at], as(`${name}_row`, row));
  const dense: Layer = { kind: 'dense', input: [1, 1, inputs], outputs: pick([3, 5, 8, 12]) };
  const last = { ...dense, activation: 'none' } as const;
  at = b.add(opOf(last, random, scale), [at], as(`${name}_last`, quantization(0.1, 10)));
  return impulse(name, b, at, shape[0] * shape[1] * shape[2]);
}

function randomLayer(b: GraphBuilder, at: ValueId, random: Random): Layer {
  const input = b.shape(at) as [number, number, number];
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)]!;
  const stride = input[0] >= 4 && input[1] >= 4 ? pick([1, 1, 2]) : 1;
  const outputs = pick([8, 16, 16, 24, 32, 48]);
  const choices: readonly Layer[] = [
    { kind: 'conv2d', input, outputs, kernel: [3, 3], stride },
    { kind: 'conv2d', input, outputs, kernel: [1, 1] },
    { kind: 'depthwise2d', input, outputs: 1, kernel: [3, 3], stride },
    {
      kind: 'depthwise2d',
      input,
      outputs: 1,
      kernel: pick([
        [1, 5],
        [5, 1],
        [5, 5],
      ] as const),
    },
  ];
  return input[2] < 4 ? choices[random.below(2)]! : pick(choices);
}
