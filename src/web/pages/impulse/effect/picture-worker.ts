/** What a network sees of a picture and what it would take, computed beside the page. */
import { unwatched } from '../../../../base/task.ts';
import type { ImageBlock } from '../../../../dsp/image.ts';
import type { Picture } from '../../../../formats/picture.ts';
import { shareOfColoured } from '../../../../pipeline/pictures.ts';
import { previewPictures } from '../../../../pipeline/preview-pictures.ts';
import { importPictures } from '../../../../project/import-pictures.ts';
import type { PictureSample } from '../../../../project/sample.ts';
import { parseNetwork } from '../../../../train/networks/makers.ts';
import { type Costs, estimatedCosts } from '../../../state/costs.ts';
import type { ImpulseSettings } from '../../../state/impulse.ts';
import { answerQuestions } from './answer-questions.ts';
import { type Example, filesOf, listingOf } from './example.ts';

/** Pictures that stand for all of them. */
export interface PictureData {
  readonly samples: readonly Example[];
  /** Of every picture. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  readonly labels: readonly string[];
  /** Whether things are to be found in them. */
  readonly boxed: boolean;
}

export interface PictureQuestion {
  readonly settings: ImpulseSettings;
  readonly board: string;
  /** The name of the example that is looked at. */
  readonly sample: string;
}

export interface PictureEffect {
  readonly image: ImageBlock;
  readonly imageReason: string;
  /** As training keeps it: a large one is made smaller first. */
  readonly source: Pick<Picture, 'width' | 'height' | 'channels' | 'values'>;
  /** [height, width, channels], −128 to 127: the very numbers that the device computes with. */
  readonly picture: Int8Array;
  readonly network: string;
  readonly networkReason: string;
  readonly parameters: number;
  readonly costs: Costs;
}

const answer = answerQuestions(effectOf, (told) => self.postMessage(told));
self.onmessage = ({ data }) => answer(data);

async function effectOf(data: PictureData, asked: PictureQuestion): Promise<PictureEffect> {
  const { settings, board } = asked;
  const { sizes, labels, boxed } = data;
  const samples = await samplesOf(data);
  const sample = samples.find(({ source }) => source === asked.sample) ?? samples[0];
  const network = settings.network === undefined ? {} : { network: parseNetwork(settings.network) };
  const { cost, recipe, picture, parameters } = previewPictures(
    {
      ...{ sizes, labels, boxed, board, sample: sample! },
      coloured: shareOfColoured(samples),
      wish: { ...settings.picture, ...network },
      weightBits: settings.weightBits ?? 8,
    },
    unwatched,
  );
  return {
    image: recipe.image,
    imageReason: recipe.imageReason,
    source: sample!.picture,
    picture,
    network: recipe.network.network,
    networkReason: recipe.reason,
    ...{ parameters, costs: estimatedCosts(cost) },
  };
}

let known: { readonly key: string; readonly samples: Promise<readonly PictureSample[]> } | null =
  null;

function samplesOf({ samples }: PictureData) {
  const key = JSON.stringify(samples);
  if (known?.key !== key) known = { key, samples: imported(samples) };
  return known.samples;
}

async function imported(examples: readonly Example[]): Promise<readonly PictureSample[]> {
  return (await importPictures(filesOf(examples), unwatched, listingOf(examples))).samples;
}
