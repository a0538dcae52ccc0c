/**
 * One side of the measurement of training: trains a network for as long as it is asked, line by line.
 *
 *     node bench/training-worker.ts NETWORK THREADS
 *     < seconds      > {"ms": median of a step, "leastMs": the fastest, "cpuMs": processor time of a step}
 *     < losses       > {"losses": [...]} of ten steps
 */
import { createInterface } from 'node:readline';
import { nodeThreads } from '../src/toolchain/node-threads.ts';
import { compiledTrainer } from '../src/train/wasm/compiled-trainer.ts';
import { batchFor, trainingCases } from './training-networks.ts';

const [name, threads] = process.argv.slice(2) as [string, string];
const given = trainingCases[name]!();
const { network, batch, loss } = given;
const classes = network.values[network.outputs[0]!]!.shape.at(-1)!;
const trainer = compiledTrainer(network, {
  batch,
  seed: 1,
  classWeights: new Float64Array(classes).fill(1),
  smoothing: 0,
  loss,
  fused: process.env.THIMBLE_ARITHMETIC !== 'portable',
  threads: nodeThreads(Number(threads)),
});
const { inputs, targets } = batchFor(given);
trainer.inputs[0]!.set(inputs);
trainer.shares.set(targets);

let step = 0;
function train(): number {
  const result = trainer.step(batch, {
    step: step++,
    learningRate: 1e-3,
    weightDecay: 0,
    averaging: 0,
    lengthMost: Number.POSITIVE_INFINITY,
    lossMost: 1e9,
  });
  return result.loss;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'losses') {
    console.log(JSON.stringify({ losses: Array.from({ length: 10 }, train) }));
    continue;
  }
  const end = performance.now() + 1000 * Number(line);
  const times: number[] = [];
  const before = process.cpuUsage();
  do {
    const start = performance.now();
    train();
    times.push(performance.now() - start);
  } while (performance.now() < end || times.length < 5);
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  const [ms, leastMs] = [times[times.length >> 1]!, times[0]!];
  console.log(JSON.stringify({ ms, leastMs, cpuMs: (user + system) / 1000 / times.length }));
}
trainer.close();
