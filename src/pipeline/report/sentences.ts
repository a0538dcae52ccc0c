import { count } from './figures.ts';
import type { FeatureReport, TrainingReport } from './report.ts';

/** Which epoch was kept, and what happened with it. */
export function keptSentence({ bestEpoch, refitted, history }: TrainingReport): string {
  if (history.every(({ validationLoss }) => validationLoss === null)) {
    return 'It learned from training and validation part together; what the last epochs came to was kept.';
  }
  return refitted
    ? `Epoch ${bestEpoch} did best on the validation part; the network was then trained anew for as long on training and validation part together.`
    : `Epoch ${bestEpoch} did best on the validation part and was kept.`;
}

/** How many inputs the network has and what the first of them are called. */
export function featureSentence({ blocks, count: all, names }: FeatureReport): string {
  if (blocks.includes('image')) return `${count(all)} values of the picture, in int8.`;
  const shown =
    names.length <= 24 ? names : [...names.slice(0, 20), `and ${names.length - 20} more`];
  const readings = all - names.length;
  const beside = readings > 0 ? `${count(readings)} readings of the window, and ` : '';
  return `${beside}${names.length} features: ${shown.join(', ')}`;
}
