import type { Graph } from '../graph/op.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { loadInputs, loadShares } from './batches.ts';
import type { Examples } from './data.ts';
import { lossOf, scoresInto } from './loss.ts';
import { accuracyOf, answersOf, averageByGroup, confusionOf } from './metrics.ts';
import { openTrainer } from './open-trainer.ts';
import type { Asked } from './trainer.ts';

/** How a network does on examples that it does not learn from. */
export interface Judgement {
  /** Without smoothing, weighted by class as in training. */
  readonly loss: number;
  /**
   * Of recordings, whose windows' scores are averaged; of examples where there are no groups, of
   * cells where those have classes. null where there are no classes.
   */
  readonly accuracy: number | null;
  /** [examples, rows, classes] */
  readonly scores: Float32Array;
}

/** Judges what the network holds now, in the first version of each example. */
export function judge(asked: Asked, examples: Examples, classWeights: Float64Array): Judgement {
  const { labels, copies = 1 } = examples;
  const { classes, batch } = asked;
  const size = asked.rows * classes;
  const scores = new Float32Array(labels.length * size);
  const shares = new Float64Array(batch * size);
  let loss = 0;
  for (let start = 0; start < labels.length; start += batch) {
    const end = Math.min(labels.length, start + batch);
    const chosen = Int32Array.from({ length: end - start }, (_, i) => (start + i) * copies);
    const count = loadInputs(asked, examples, chosen);
    loadShares(shares, examples, chosen, asked);
    asked.evaluate(count);
    const targets = { shares, classWeights, smoothing: 0 };
    loss += lossOf(asked.loss, asked.logits, targets, count * asked.rows, null) * count;
    for (let at = 0; at < count * size; at += classes) {
      const row = asked.logits.subarray(at, at + classes);
      const to = start * size + at;
      scoresInto(asked.loss, row, scores.subarray(to, to + classes));
    }
  }
  return { loss: loss / labels.length, accuracy: accuracyIn(asked, examples, scores), scores };
}

function accuracyIn(
  { loss, rows, classes }: Asked,
  { labels, groups, cells, copies = 1 }: Examples,
  scores: Float32Array,
): number | null {
  if (loss.kind !== 'crossEntropy') return null;
  if (cells) {
    const truth = Int32Array.from({ length: labels.length * rows }, (_, i) => {
      return cells[Math.floor(i / rows) * copies * rows + (i % rows)]!;
    });
    return accuracyOf(confusionOf(truth, answersOf(scores, classes), classes));
  }
  const whole = averageByGroup(scores, labels, groups ?? labels.map((_, i) => i));
  return accuracyOf(confusionOf(whole.labels, answersOf(whole.scores, classes), classes));
}

/**
 * Scores [examples, rows, classes] of a float network for packed inputs, in batches: the values of
 * `evaluate` within float32 rounding, many times faster.
 */
export function scoresOf(network: Graph, inputs: readonly Float32Array[]): Float32Array {
  const size = sizeOf(network.values[network.inputs[0]!]!.shape);
  const labels = new Int32Array(inputs[0]!.length / size);
  const batch = Math.max(1, Math.min(64, labels.length));
  const last = network.nodes.find(({ output }) => output === network.outputs[0]);
  const kind = last?.op.kind === 'softmax' ? 'crossEntropy' : 'meanSquared';
  const { shape } = network.values[network.outputs[0]!]!;
  const classWeights = new Float64Array(shape.at(-1)!).fill(1);
  const options = { batch, seed: 0, classWeights, smoothing: 0, loss: { kind } } as const;
  const trainer = openTrainer(network, options);
  const targets = kind === 'meanSquared' && {
    targets: new Float32Array(labels.length * sizeOf(shape)),
  };
  const cells = new Int32Array(labels.length * trainer.rows);
  const examples = { inputs, labels, ...targets, ...(trainer.rows > 1 && { cells }) };
  const { scores } = judge(trainer, examples, classWeights);
  trainer.close();
  return scores;
}
