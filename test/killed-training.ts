/** Trains a small network with its checkpoint in a file, and writes down what came out: for one process. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import type { CheckpointStore } from '../src/train/checkpoint.ts';
import type { TrainingData } from '../src/train/data.ts';
import { train } from '../src/train/loop.ts';
import { mlp } from '../src/train/networks/mlp.ts';
import { slotsOf } from '../src/train/parameters.ts';
import { defaultTrainOptions } from '../src/train/train-options.ts';

const [checkpoint = '', result = ''] = process.argv.slice(2);

const store: CheckpointStore = {
  async save(bytes) {
    writeFileSync(`${checkpoint}.new`, bytes);
    renameSync(`${checkpoint}.new`, checkpoint);
  },
  async load() {
    try {
      return readFileSync(checkpoint);
    } catch {
      return null;
    }
  },
};
const options = { ...defaultTrainOptions, epochs: 60, checkpointEvery: 2, mixup: 0.2 };
const { network, notes } = await train(first(), data(400), options, unwatched, { store });
const numbers = slotsOf(network).flatMap(({ initial }) => [...initial.data]);
writeFileSync(result, Float32Array.from(numbers));
console.log(notes.join(' '));

function first() {
  const sizes = { name: 'net', inputs: 12, labels: 3, hidden: [40, 40] };
  return mlp({ ...sizes, dropout: 0.2, inputDropout: 0, batchNorm: true }, new Random(1));
}

function data(count: number): TrainingData {
  const random = new Random(2, 'killed');
  const part = (size: number) => {
    const labels = Int32Array.from({ length: size }, (_, i) => i % 3);
    const inputs = Float32Array.from(
      { length: size * 12 },
      (_, i) => random.normal() + labels[Math.floor(i / 12)]! * ((i % 5) - 2),
    );
    return { inputs: [inputs], labels };
  };
  return { labels: ['a', 'b', 'c'], train: part(count), validation: part(90) };
}
