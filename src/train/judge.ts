import type { Graph } from '../graph/op.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { loadInputs, loadShares } from './batches.ts';
import type { Examples } from './data.ts';
import { crossEntropy } from './loss.ts';
import { accuracyOf, answersOf, averageByGroup, confusionOf } from './metrics.ts';
import { openTrainer } from './open-trainer.ts';
import type { Asked } from './trainer.ts';

/** How a network does on examples that it does not learn from. */
export interface Judgement {
  /** Cross entropy without smoothing, weighted by class as in training. */
  readonly loss: number;
  /** Of recordings, whose windows' scores are averaged; of examples where there are no groups. */
  readonly accuracy: number;
  /** [examples, classes] */
  readonly scores: Float32Array;
}

/** Judges what the network holds now, in the first version of each example. */
export function judge(engine: Asked, examples: Examples, classWeights: Float64Array): Judgement {
  const { labels, groups, copies = 1 } = examples;
  const { classes, batch } = engine;
  const scores = new Float32Array(labels.length * classes);
  const shares = new Float64Array(batch * classes);
  let loss = 0;
  for (let start = 0; start < labels.length; start += batch) {
    const end = Math.min(labels.length, start + batch);
    const rows = Int32Array.from({ length: end - start }, (_, i) => (start + i) * copies);
    const count = loadInputs(engine, examples, rows);
    loadShares(shares, examples, rows, classes);
    engine.evaluate(count);
    const targets = { shares, classWeights, smoothing: 0 };
    loss += crossEntropy(engine.logits, targets, count, null) * count;
    writeScores(engine, count, scores, start);
  }
  const whole = averageByGroup(scores, labels, groups ?? labels.map((_, i) => i));
  const confusion = confusionOf(whole.labels, answersOf(whole.scores, classes), classes);
  return { loss: loss / labels.length, accuracy: accuracyOf(confusion), scores };
}

/**
 * Scores [examples, classes] of a float network for packed inputs, in batches: the values of
 * `evaluate` within float32 rounding, several times faster.
 */
export function scoresOf(network: Graph, inputs: readonly Float32Array[]): Float32Array {
  const size = sizeOf(network.values[network.inputs[0]!]!.shape);
  const labels = new Int32Array(inputs[0]!.length / size);
  const classes = sizeOf(network.values[network.outputs[0]!]!.shape);
  const classWeights = new Float64Array(classes).fill(1);
  const batch = Math.max(1, Math.min(64, labels.length));
  const trainer = openTrainer(network, { batch, seed: 0, classWeights, smoothing: 0 });
  const { scores } = judge(trainer, { inputs, labels }, classWeights);
  trainer.close();
  return scores;
}

function writeScores(engine: Asked, count: number, scores: Float32Array, start: number): void {
  const { classes, logits } = engine;
  for (let i = 0; i < count; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    let most = Number.NEGATIVE_INFINITY;
    for (const logit of row) most = Math.max(most, logit);
    let sum = 0;
    for (const logit of row) sum += Math.exp(logit - most);
    const to = (start + i) * classes;
    for (let c = 0; c < classes; c++) scores[to + c] = Math.exp(row[c] - most) / sum;
  }
}
