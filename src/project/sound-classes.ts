import { Failure } from '../base/failure.ts';
import { contentHash } from '../base/hash.ts';
import { Random } from '../base/random.ts';
import { colouredNoise } from '../dsp/coloured-noise.ts';
import type { Sample } from './sample.ts';
import { holdsSound } from './sound.ts';
import type { SplitSamples } from './split.ts';
import type { WindowPlan } from './windows.ts';
import { listed, quoted, recordings } from './wording.ts';

/** Words in the labels of what is no event: it may lie under everything else. */
const noiseWords = ['noise', 'background', 'silence', 'ambient', 'quiet'];
/** Words in the labels of events that are not looked for. */
const unknownWords = ['unknown', 'other', 'others', 'unrelated', 'negative', 'rest'];

export function isNoise(label: string): boolean {
  return wordsOf(label).some((word) => noiseWords.includes(word));
}

/** Whether a label is one to be told of when it is heard. */
export function isHeard(label: string): boolean {
  return !isNoise(label) && !wordsOf(label).some((word) => unknownWords.includes(word));
}

function wordsOf(label: string): string[] {
  return label.toLowerCase().split(/[^a-z]+/);
}

/**
 * The labels that a person listens for keep their names, noise keeps its own; every other label
 * becomes "unknown". A Failure names a keyword that no recording has.
 */
export function withKeywords(samples: readonly Sample[], keywords: readonly string[]): Sample[] {
  const labels = new Set(samples.flatMap(({ label }) => label ?? []));
  const missing = keywords.filter((keyword) => !labels.has(keyword));
  if (missing.length > 0 || keywords.length === 0) {
    const known = listed([...labels].sort().map(quoted));
    throw new Failure(
      'bad-option',
      `No recording has the label ${missing.map(quoted).join(' or ') || '""'}: keywords can be ${known}.`,
    );
  }
  return samples.map((sample) => {
    const { label } = sample;
    const stays = label === null || keywords.includes(label) || isNoise(label);
    return stays ? sample : { ...sample, label: 'unknown' };
  });
}

/**
 * Background noise is of no speaker: a group that such recordings state, as the place they come from,
 * does not keep them together. Else the words of all speakers could not be split for want of places.
 */
export function noiseByItself(samples: readonly Sample[]): {
  readonly samples: readonly Sample[];
  readonly notes: readonly string[];
} {
  const isGrouped = (sample: Sample) =>
    sample.group !== null && sample.label !== null && isNoise(sample.label) && holdsSound(sample);
  const count = samples.filter(isGrouped).length;
  if (count === 0) return { samples, notes: [] };
  return {
    samples: samples.map((sample) => (isGrouped(sample) ? { ...sample, group: null } : sample)),
    notes: [
      `${recordings(count)} of background noise may be of one place on both sides of the split: what is told of noise is told of that place.`,
    ],
  };
}

/** What the added class is called. */
const addedNoise = 'noise';

/**
 * Words need a class for when nobody speaks. Where the recordings are words and none is of noise, so
 * many windows of synthetic noise as words have in the mean are added to training and validation part.
 */
export function withNoiseClass(
  split: SplitSamples,
  plan: WindowPlan,
  seed: number,
): { readonly split: SplitSamples; readonly notes: readonly string[] } {
  const all = [...split.train, ...split.validation, ...split.test];
  const labels = new Set(all.map(({ label }) => label!));
  const isWords = holdsSound(all[0]!) && plan.kind === 'whole';
  if (!isWords || [...labels].some(isNoise)) return { split, notes: [] };
  const added = (part: 'train' | 'validation'): Sample[] => {
    const count = Math.round(split[part].length / labels.size);
    return Array.from({ length: count }, (_, i) =>
      noiseSample(all[0]!, plan.length, part, i, new Random(seed, 'noise class', part, i)),
    );
  };
  const [train, validation] = [added('train'), added('validation')];
  return {
    split: {
      ...split,
      train: [...split.train, ...train],
      validation: [...split.validation, ...validation],
    },
    notes: [
      `None of the recordings is of background noise: ${train.length + validation.length} windows of synthetic noise were added as the class "${addedNoise}", so that the library can tell when nobody speaks. Recordings of the place where it will listen would serve better.`,
    ],
  };
}

function noiseSample(
  { axes, sampleRateHz }: Sample,
  length: number,
  part: 'train' | 'validation',
  index: number,
  random: Random,
): Sample {
  const noise = colouredNoise(length, random.fork('colour'));
  const largest = noise.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  // from the last bits of a quiet room to full scale
  const gain = 10 ** (random.between(-60, -3) / 20) / largest;
  const values = noise.map((value) => Math.round(32_768 * gain * value) / 32_768);
  return {
    id: contentHash(new Uint8Array(values.buffer), `${part} ${index}`),
    source: `synthetic noise ${part} ${index + 1}`,
    axes,
    sampleRateHz,
    values,
    label: addedNoise,
    split: part,
    group: null,
  };
}
