import { loadInputs, loadShares } from './batches.ts';
import type { Examples } from './data.ts';
import { scoresInto } from './loss.ts';
import type { Asked } from './trainer.ts';

/** The part of what is learned that is the teachers' answer; the rest is the class. Chosen in bench/results/audio.md. */
const taughtShare = 0.7;

/**
 * Examples whose targets are for the most part what other networks answer to each version on the average
 * (distillation of an ensemble: Hinton, Vinyals and Dean 2015).
 */
export async function taught(
  examples: Examples,
  teachers: readonly Asked[],
  pause?: () => Promise<void>,
): Promise<Examples> {
  const { batch, rows, classes } = teachers[0]!;
  const size = rows * classes;
  const count = examples.labels.length * (examples.copies ?? 1);
  const targets = new Float32Array(count * size);
  const shares = new Float64Array(batch * size);
  const scores = new Float64Array(classes);
  for (let start = 0; start < count; start += batch) {
    const length = Math.min(batch, count - start);
    const chosen = Int32Array.from({ length }, (_, i) => start + i);
    loadShares(shares, examples, chosen, { rows, classes });
    const part = targets.subarray(start * size, (start + length) * size);
    for (let i = 0; i < part.length; i++) part[i] = (1 - taughtShare) * shares[i]!;
    for (const teacher of teachers) {
      loadInputs(teacher, examples, chosen);
      teacher.evaluate(length);
      for (let at = 0; at < part.length; at += classes) {
        scoresInto(teacher.loss, teacher.logits.subarray(at, at + classes), scores);
        for (let c = 0; c < classes; c++) {
          part[at + c]! += (taughtShare / teachers.length) * scores[c]!;
        }
      }
      await pause?.();
    }
  }
  return { ...examples, targets };
}
