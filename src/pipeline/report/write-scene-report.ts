import { channelsOf } from '../../dsp/image.ts';
import type { PictureSample } from '../../project/sample.ts';
import { centreReport, matchingRule } from '../../train/detection/match.ts';
import type { SceneResult } from '../judge-scenes.ts';
import type { ClassReport, DataReport, DetectionReport, Report } from './report.ts';
import { type PictureFindings, thumbnail } from './write-picture-report.ts';
import { commonReport } from './write-report.ts';

/** All that a build of pictures with boxes came to know. */
interface SceneFindings extends Omit<PictureFindings, 'float' | 'int8' | 'embeddings'> {
  readonly float: SceneResult;
  readonly int8: SceneResult;
}

export function writeSceneReport(found: SceneFindings): Report {
  const { float, int8, data, recipe } = found;
  const { width, height, colour } = data.image;
  const f1 = { float: float.f1, int8: int8.f1 };
  return {
    ...commonReport(found),
    data: dataReport(found),
    features: {
      blocks: ['image'],
      reason: `${recipe.imageReason} ${recipe.reason}`,
      count: width * height * channelsOf(colour),
      names: [],
      scatter: [],
      scatterShares: [],
    },
    accuracy: f1,
    macroF1: { float: float.macroF1, int8: int8.macroF1 },
    accuracyPerWindow: f1,
    confusion: { float: float.confusion, int8: int8.confusion },
    detection: detectionReport(found),
    listening: null,
  };
}

/** So many test pictures tell how it looks; more tire. */
const shownMax = 12;

function detectionReport({ data, split, int8 }: SceneFindings): DetectionReport {
  const { labels, image, test } = data;
  return {
    rule: matchingRule,
    classes: int8.counts.map((count, i) => ({ label: labels[i + 1]!, ...centreReport(count) })),
    shown: test.pictures.slice(0, shownMax).map((picture, i) => ({
      source: split.test[i]!.source,
      label: `${int8.centres[i]!.length} found, ${test.things![i]!.length} there`,
      image: thumbnail(picture, image),
      things: test.things![i]!,
      centres: int8.centres[i]!,
    })),
  };
}

function dataReport({ data, split, folder, recipe }: SceneFindings): DataReport {
  const { image, labels } = data;
  const classes = labels.slice(1).map((label): ClassReport => {
    const of = (samples: readonly PictureSample[]) =>
      samples.reduce(
        (sum, { boxes = [] }) => sum + boxes.filter((box) => box.label === label).length,
        0,
      );
    const { train, validation, test } = split;
    const counts = { train: of(train), validation: of(validation), test: of(test) };
    return { label, recordings: counts, windows: counts, seconds: null };
  });
  const names = image.colour === 'grey' ? ['grey'] : ['red', 'green', 'blue'];
  const { width, height, colour } = image;
  return {
    labels,
    classes,
    axes: names.map((name) => ({ name, unit: '' })),
    splitRule: split.rule,
    sampleRateHz: null,
    window: null,
    pictures: { width, height, colour, reason: recipe.imageReason, examples: [], wrong: [] },
    notes: folder.notes,
  };
}
