/**
 * Training with everything rounded on the compiled engine and on the plain one, which it ran on
 * before: npm run bench -- rounded-training
 */
import { cpus } from 'node:os';
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import type { Graph } from '../src/graph/op.ts';
import { quantize } from '../src/quantize/quantize.ts';
import { sizeOf } from '../src/tensor/tensor.ts';
import { train } from '../src/train/loop.ts';
import type { NetworkInput } from '../src/train/networks/maker.ts';
import { makeNetwork, parseNetwork } from '../src/train/networks/makers.ts';
import { defaultTrainOptions } from '../src/train/train-options.ts';
import type { Measurement } from './measurement.ts';

const labels = ['a', 'b', 'c', 'd'];
const window = [
  { name: 'window', shape: [1, 128, 6] },
  { name: 'features', shape: [40] },
];
const cases: Readonly<Record<string, readonly NetworkInput[]>> = {
  mlp: [{ name: 'features', shape: [40] }],
  conv: window,
  lstm: window,
  dscnn: [{ name: 'frames', shape: [49, 10, 1] }],
};
const counts = { plain: 64, compiled: 1024 } as const;
const rounds = 3;

export async function measure(): Promise<Measurement> {
  const rows: Record<string, string | number>[] = [];
  for (const [name, inputs] of Object.entries(cases)) {
    const frame = { name, inputs, labels: labels.length };
    const float = makeNetwork(parseNetwork(name), frame, new Random(1, name));
    const { trainable } = quantize(float, noise(inputs, 16), unwatched);
    const rates = { plain: [] as number[], compiled: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      for (const engine of ['plain', 'compiled'] as const) {
        rates[engine].push(await samplesPerSecond(trainable, inputs, engine));
      }
    }
    const [plain, compiled] = [median(rates.plain), median(rates.compiled)];
    rows.push({
      net: name,
      'plain, samples/s': plain.toFixed(0),
      'compiled, samples/s': compiled.toFixed(0),
      ratio: (compiled / plain).toPrecision(3),
    });
  }
  return {
    title: `Training with values and weights rounded to int8, one thread, on ${cpus()[0]!.model}`,
    rows,
    notes: [
      `Median of ${rounds} interleaved rounds of one epoch, ${counts.plain} samples of noise on the plain engine`,
      `and ${counts.compiled} on the compiled one, whose compiling is counted in.`,
    ],
  };
}

async function samplesPerSecond(
  network: Graph,
  inputs: readonly NetworkInput[],
  engine: keyof typeof counts,
): Promise<number> {
  const count = counts[engine];
  const some = {
    inputs: noise(inputs, count),
    labels: Int32Array.from({ length: count }, (_, i) => i % labels.length),
  };
  const options = { ...defaultTrainOptions, epochs: 1, keep: 'last' } as const;
  const from = performance.now();
  await train(network, { labels, train: some, validation: null }, options, unwatched, { engine });
  return count / ((performance.now() - from) / 1000);
}

function noise(inputs: readonly NetworkInput[], count: number): Float32Array[] {
  const random = new Random(2, 'rounded training');
  return inputs.map(({ shape }) =>
    Float32Array.from({ length: count * sizeOf(shape) }, () => random.normal()),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
