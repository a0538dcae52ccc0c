import type { Numbers } from './layer.ts';

/** What the network should have said, for one batch. */
export interface Targets {
  /** [batch, classes] the share of each class, adding up to 1: one class, or two mixed. */
  readonly shares: Float64Array;
  /** How much each class counts; 1 on the average over the training examples. */
  readonly classWeights: Float64Array;
  /** Share of each target that is spread evenly over all classes (Szegedy et al. 2016, §7). */
  readonly smoothing: number;
}

/**
 * Softmax cross entropy of `count` examples, averaged, and its gradient by the logits. Joined with
 * the softmax it is exact where the score of the right class underflows, and its gradient is
 * (score − target) × weight / count. An example weighs what its classes weigh, by their shares.
 */
export function crossEntropy(
  logits: Numbers,
  targets: Targets,
  count: number,
  gradients: Numbers | null,
): number {
  const { shares, classWeights, smoothing } = targets;
  const classes = classWeights.length;
  let loss = 0;
  for (let at = 0; at < count * classes; at += classes) {
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) most = Math.max(most, logits[at + c]);
    let sum = 0;
    let weight = 0;
    for (let c = 0; c < classes; c++) {
      sum += Math.exp(logits[at + c] - most);
      weight += shares[at + c] * classWeights[c];
    }
    weight /= count;
    const logSum = most + Math.log(sum);
    for (let c = 0; c < classes; c++) {
      const logScore = logits[at + c] - logSum;
      const target = (1 - smoothing) * shares[at + c] + smoothing / classes;
      loss -= weight * target * logScore;
      if (gradients) gradients[at + c] = weight * (Math.exp(logScore) - target);
    }
  }
  return loss;
}

/** Rule by which rare classes count more: as often as all others, or halfway there. */
export type ClassBalance = 'none' | 'sqrt' | 'balanced';

/** A weight for each class, such that the average over all examples is 1. Every class must occur. */
export function classWeightsOf(
  labels: Int32Array,
  classes: number,
  balance: ClassBalance,
): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  const power = { none: 0, sqrt: 0.5, balanced: 1 }[balance];
  const weights = counts.map((count) => count ** -power);
  const total = weights.reduce((sum, weight, c) => sum + weight * counts[c], 0);
  return weights.map((weight) => (weight * labels.length) / total);
}
