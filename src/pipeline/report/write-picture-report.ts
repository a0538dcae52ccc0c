import { encode } from 'fast-png';
import { channelsOf, type ImageBlock } from '../../dsp/image.ts';
import type { ImportedPictures } from '../../project/import-pictures.ts';
import type { PictureSample } from '../../project/sample.ts';
import type { SplitSamples } from '../../project/split.ts';
import { principalComponents } from '../../train/principal-components.ts';
import type { PictureRecipe } from '../../train/recipes/pictures.ts';
import type { TestResult } from '../judge.ts';
import type { PictureData } from '../pictures.ts';
import type { ClassReport, DataReport, FeatureReport, Report } from './report.ts';
import { type CommonFindings, commonReport, testedReport } from './write-report.ts';

/** All that a build of pictures came to know. */
export interface PictureFindings extends CommonFindings {
  readonly folder: ImportedPictures;
  readonly split: SplitSamples<PictureSample>;
  readonly data: PictureData;
  readonly recipe: PictureRecipe;
  readonly float: TestResult;
  readonly int8: TestResult;
  /** Of each test picture, what the last layer decides from. */
  readonly embeddings: readonly Float32Array[];
}

export function writePictureReport(found: PictureFindings): Report {
  return {
    ...commonReport(found),
    data: dataReport(found),
    features: featureReport(found),
    ...testedReport(found.float, found.int8),
    listening: null,
    detection: null,
  };
}

function dataReport({ data, split, folder, recipe, int8 }: PictureFindings): DataReport {
  const { image, labels } = data;
  const classes = labels.map((label): ClassReport => {
    const of = (samples: readonly PictureSample[]) =>
      samples.filter((sample) => sample.label === label).length;
    const { train, validation, test } = split;
    const counts = { train: of(train), validation: of(validation), test: of(test) };
    return { label, recordings: counts, windows: counts, seconds: null };
  });
  const names = image.colour === 'grey' ? ['grey'] : ['red', 'green', 'blue'];
  return {
    labels,
    classes,
    axes: names.map((name) => ({ name, unit: '' })),
    splitRule: split.rule,
    sampleRateHz: null,
    window: null,
    pictures: {
      width: image.width,
      height: image.height,
      colour: image.colour,
      reason: recipe.imageReason,
      examples: labels.flatMap((label, index) => {
        const first = data.train.labels.indexOf(index);
        if (first < 0) return [];
        const { source } = split.train[first]!;
        return { source, label, image: thumbnail(data.train.pictures[first]!, image) };
      }),
      wrong: surestMistakes(data, split.test, int8),
    },
    notes: folder.notes,
  };
}

/** So many mistakes tell what goes wrong; more tire. */
const mistakesMax = 24;

function surestMistakes(
  { test, labels, image }: PictureData,
  samples: readonly PictureSample[],
  { scores }: TestResult,
) {
  return scores
    .map((row, at) => {
      const score = row.reduce((a, b) => Math.max(a, b));
      return { at, answer: row.indexOf(score), score };
    })
    .filter(({ at, answer }) => answer !== test.labels[at])
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, mistakesMax)
    .map(({ at, answer, score }) => ({
      source: samples[at]!.source,
      label: labels[test.labels[at]!]!,
      image: thumbnail(test.pictures[at]!, image),
      answer: labels[answer]!,
      score,
    }));
}

/** The picture as the network sees it, as a PNG that a page can hold. */
export function thumbnail(picture: Int8Array, { width, height, colour }: ImageBlock): string {
  const data = Uint8Array.from(picture, (value) => value + 128);
  const png = encode({ width, height, data, channels: channelsOf(colour), depth: 8 });
  return `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
}

/** The scatter shows what the last layer decides from. */
function featureReport({ data, recipe, embeddings }: PictureFindings): FeatureReport {
  const { points, shares } =
    embeddings.length > 0 ? principalComponents(embeddings, 2) : { points: [], shares: [] };
  const { width, height, colour } = data.image;
  return {
    blocks: ['image'],
    reason: `${recipe.imageReason} ${recipe.reason}`,
    count: width * height * channelsOf(colour),
    names: [],
    scatter: points.map(([x = 0, y = 0], i) => ({ x, y, label: data.test.labels[i]! })),
    scatterShares: shares,
  };
}
