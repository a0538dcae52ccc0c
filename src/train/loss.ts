import type { Numbers } from './layer.ts';

/**
 * What a network is drawn to:
 *
 *     crossEntropy         the right class of each row of scores; it ends in softmax. One row for an
 *                          example, or one for each cell of a picture, as a detector of centres has
 *     binaryCrossEntropy   yes or no for each output; it ends in logistic
 *     meanSquared, huber   the numbers themselves; it ends in anything
 */
export type Loss =
  | { readonly kind: 'crossEntropy' | 'binaryCrossEntropy' | 'meanSquared' }
  | { readonly kind: 'huber'; readonly delta: number };

/** What the network should have said, for one batch. */
export interface Targets {
  /**
   * [rows, classes] the share of each class, adding up to 1: one class, or two mixed. Other losses
   * than cross entropy: the number that each output should be.
   */
  readonly shares: Numbers;
  /** How much each class counts; 1 on the average over the training examples. */
  readonly classWeights: Float64Array;
  /** Share of each target that is spread evenly over all classes (Szegedy et al. 2016, §7). */
  readonly smoothing: number;
}

/**
 * The loss of `rows` rows of outputs, averaged, and its gradient by them; of logits where the network
 * ends in softmax or logistic.
 */
export function lossOf(
  loss: Loss,
  outputs: Numbers,
  targets: Targets,
  rows: number,
  gradients: Numbers | null,
): number {
  if (loss.kind === 'crossEntropy') return crossEntropy(outputs, targets, rows, gradients);
  const classes = targets.classWeights.length;
  const size = rows * classes;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const weight = loss.kind === 'binaryCrossEntropy' ? targets.classWeights[i % classes] : 1;
    const [value, slope] = costOf(loss, outputs[i], targets.shares[i]);
    sum += (weight * value) / size;
    if (gradients) gradients[i] = (weight * slope) / size;
  }
  return sum;
}

/** What one output costs, and the derivative by it. */
function costOf(loss: Loss, output: number, target: number): [cost: number, slope: number] {
  const away = output - target;
  if (loss.kind === 'meanSquared') return [away * away, 2 * away];
  if (loss.kind === 'huber') {
    // half the square near 0, a straight line beyond delta (Huber 1964)
    const near = Math.min(loss.delta, Math.max(-loss.delta, away));
    return [near * (away - near / 2), near];
  }
  // log(1 + e^x) − target x, written so that no exponential overflows
  const tail = Math.exp(-Math.abs(output));
  const score = output >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
  return [Math.max(output, 0) - target * output + Math.log(1 + tail), score - target];
}

/** Turns a row of logits into scores, where the network ends in what the loss goes around. */
export function scoresInto(loss: Loss, logits: Numbers, scores: Numbers): void {
  if (loss.kind === 'crossEntropy') {
    let most = Number.NEGATIVE_INFINITY;
    for (const logit of logits) most = Math.max(most, logit);
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - most);
    for (let c = 0; c < logits.length; c++) scores[c] = Math.exp(logits[c] - most) / sum;
    return;
  }
  const logistic = loss.kind === 'binaryCrossEntropy';
  for (let c = 0; c < logits.length; c++) {
    scores[c] = logistic ? 1 / (1 + Math.exp(-logits[c])) : logits[c];
  }
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

/**
 * Rule by which rare classes count more: as often as all others, or halfway there; or a weight for
 * each class, as it is given.
 */
export type ClassBalance = 'none' | 'sqrt' | 'balanced' | readonly number[];

/** A weight for each class, such that the average over all examples is 1; 0 for one that has none. */
export function classWeightsOf(
  labels: ArrayLike<number>,
  classes: number,
  balance: ClassBalance,
): Float64Array {
  if (typeof balance !== 'string') return Float64Array.from(balance);
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]++;
  const power = { none: 0, sqrt: 0.5, balanced: 1 }[balance];
  const weights = counts.map((count) => (count > 0 ? count ** -power : 0));
  const total = weights.reduce((sum, weight, c) => sum + weight * counts[c], 0);
  return weights.map((weight) => (weight * labels.length) / total);
}
