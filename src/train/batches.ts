import { Random } from '../base/random.ts';
import type { Examples } from './data.ts';
import type { Numbers } from './layer.ts';

/** Which examples meet in which batch of one epoch. */
export interface EpochPlan {
  /** Rows of the packed inputs, shuffled: each example once, in one of its versions. */
  readonly rows: Int32Array;
  /** Where each batch begins in `rows`, and where the last one ends. */
  readonly starts: readonly number[];
}

/**
 * Batches of one epoch, as equal in size as can be and none larger than `batchSize`: a small last
 * batch would give batch normalisation a poor idea of the data. Depends on seed and epoch alone.
 */
export function planEpoch(
  { labels, copies = 1 }: Examples,
  batchSize: number,
  seed: number,
  epoch: number,
): EpochPlan {
  const count = labels.length;
  const random = new Random(seed, 'epoch', epoch);
  const order = random.shuffled(Array.from({ length: count }, (_, i) => i));
  const rows = Int32Array.from(order, (example) => example * copies + random.below(copies));
  const batches = batchesPerEpoch(count, batchSize);
  const starts = Array.from({ length: batches + 1 }, (_, b) => Math.floor((b * count) / batches));
  return { rows, starts };
}

export function batchesPerEpoch(count: number, batchSize: number): number {
  return Math.ceil(count / batchSize);
}

/** Where a batch is loaded to. */
interface Loaded {
  readonly batch: number;
  /** Of scores for each example, and scores in each. */
  readonly rows: number;
  readonly classes: number;
  /** [batch, size] for each input. */
  readonly inputs: readonly Numbers[];
}

/** Copies rows of the packed inputs into the engine; gives their number. */
export function loadInputs(
  to: Pick<Loaded, 'batch' | 'inputs'>,
  { inputs }: Examples,
  rows: Int32Array,
): number {
  for (const [i, input] of to.inputs.entries()) {
    const size = input.length / to.batch;
    for (const [place, row] of rows.entries()) {
      const from = inputs[i]!.subarray(row * size, (row + 1) * size);
      input.set(from, place * size);
    }
  }
  return rows.length;
}

/**
 * shares[row, class] = 1 for the class of each row's example, or of each of its cells, 0 for others;
 * where examples have numbers to come near to, those.
 */
export function loadShares(
  shares: Numbers,
  { labels, cells, targets, copies = 1 }: Examples,
  chosen: Int32Array,
  { rows, classes }: Pick<Loaded, 'rows' | 'classes'>,
): void {
  const size = rows * classes;
  shares.fill(0);
  for (const [place, row] of chosen.entries()) {
    if (targets) {
      for (let i = 0; i < size; i++) shares[place * size + i] = targets[row * size + i];
    } else if (cells) {
      for (let cell = 0; cell < rows; cell++) {
        shares[place * size + cell * classes + cells[row * rows + cell]!] = 1;
      }
    } else shares[place * size + labels[Math.floor(row / copies)]] = 1;
  }
}

/**
 * Blends each example of a loaded batch with another, inputs and targets alike, by a share drawn
 * from Beta(alpha, alpha) (mixup, Zhang et al. 2018). Depends on seed and step alone.
 */
export function mixUp(
  batch: Loaded,
  shares: Numbers,
  count: number,
  alpha: number,
  seed: number,
  step: number,
): void {
  const random = new Random(seed, 'mixup', step);
  // Blended in place, each with the next of a ring: the first one's own values are kept for the last.
  const own = Float64Array.from({ length: count }, () => {
    const share = betaSymmetric(alpha, random);
    return Math.max(share, 1 - share);
  });
  for (const values of [...batch.inputs, shares]) {
    const size = values === shares ? batch.rows * batch.classes : values.length / batch.batch;
    const first = values.slice(0, size);
    for (let i = 0; i < count; i++) {
      for (let v = 0; v < size; v++) {
        const other = i + 1 < count ? values[(i + 1) * size + v] : first[v];
        values[i * size + v] = own[i] * values[i * size + v] + (1 - own[i]) * other;
      }
    }
  }
}

/** A number of Beta(alpha, alpha), alpha in (0, 1] (Jöhnk 1964), through logarithms. */
function betaSymmetric(alpha: number, random: Random): number {
  for (;;) {
    const x = Math.log(1 - random.uniform()) / alpha;
    const y = Math.log(1 - random.uniform()) / alpha;
    const most = Math.max(x, y);
    const logSum = most + Math.log(Math.exp(x - most) + Math.exp(y - most));
    if (logSum <= 0) return Math.exp(x - logSum);
  }
}
