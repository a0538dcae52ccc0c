import { stopIfCancelled, type Task } from '../base/task.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Graph } from '../graph/op.ts';
import { sizeOf, tensor } from '../tensor/tensor.ts';
import {
  accuracyOf,
  answersOf,
  averageByGroup,
  type Confusion,
  confusionOf,
  macroF1Of,
} from '../train/metrics.ts';
import type { Windows } from './windows.ts';

/** How a network does on a part of the data that it did not learn from. */
export interface TestResult {
  /** [windows, labels] */
  readonly scores: readonly Float32Array[];
  /** Per recording: the mean of its windows' scores decides. Rows are the truth. */
  readonly confusion: Confusion;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly accuracyPerWindow: number;
}

/** Runs a network, float or int8, on the features of a part: `rows` holds [windows, size] for each input. */
export async function judgeNetwork(
  network: Graph,
  rows: readonly Float32Array[],
  { labels, recordings }: Windows,
  task: Task,
  pause: () => Promise<void>,
): Promise<TestResult> {
  const scores: Float32Array[] = [];
  for (let i = 0; i < labels.length; i++) {
    const inputs = network.inputs.map((id, k) => {
      const { shape } = network.values[id]!;
      const size = sizeOf(shape);
      return tensor('f32', shape, rows[k]!.slice(i * size, (i + 1) * size));
    });
    scores.push(evaluate(network, inputs)[0]!.data as Float32Array);
    if (i % 32 === 31) {
      stopIfCancelled(task);
      task.progress('Testing', i, labels.length);
      await pause();
    }
  }
  task.progress('Testing', labels.length, labels.length);
  return resultOf(scores, labels, recordings);
}

/** What some scores are worth, where the truth is known. */
export function resultOf(
  scores: readonly Float32Array[],
  labels: Int32Array,
  recordings: Int32Array,
): TestResult {
  const classes = scores[0]!.length;
  const packed = Float32Array.from(scores.flatMap((row) => [...row]));
  const perWindow = confusionOf(labels, answersOf(packed, classes), classes);
  const grouped = averageByGroup(packed, labels, recordings);
  const confusion = confusionOf(grouped.labels, answersOf(grouped.scores, classes), classes);
  return {
    scores,
    confusion,
    accuracy: accuracyOf(confusion),
    macroF1: macroF1Of(confusion),
    accuracyPerWindow: accuracyOf(perWindow),
  };
}
