import { type Frame, type ImageBlock, imageOf } from '../dsp/image.ts';
import type { PictureSample } from '../project/sample.ts';
import type { SplitSamples } from '../project/split.ts';

/** The pictures of one part of the data as the network sees them. */
export interface Pictures {
  /** Each [height, width, channels], −128 to 127. */
  readonly pictures: readonly Int8Array[];
  /** [pictures] index into the labels. */
  readonly labels: Int32Array;
}

/** All that is made of the samples of a split: the form of a picture, the labels, the three parts. */
export interface PictureData {
  readonly image: ImageBlock;
  readonly labels: readonly string[];
  readonly train: Pictures;
  readonly validation: Pictures;
  readonly test: Pictures;
}

/** Every picture through the image block; labels are in alphabetical order. */
export function cutPictures(split: SplitSamples<PictureSample>, image: ImageBlock): PictureData {
  const all = [...split.train, ...split.validation, ...split.test];
  const labels = [...new Set(all.map(({ label }) => label!))].sort();
  const part = (samples: readonly PictureSample[]): Pictures => ({
    pictures: samples.map((sample) => imageOf(image, frameOf(sample))),
    labels: Int32Array.from(samples, ({ label }) => labels.indexOf(label!)),
  });
  const { train, validation, test } = split;
  return { image, labels, train: part(train), validation: part(validation), test: part(test) };
}

/** A picture as a camera would hand it over. */
export function frameOf({ picture }: PictureSample): Frame {
  const { width, height, channels, values } = picture;
  return { width, height, format: channels === 1 ? 'grey' : 'rgb888', pixels: values };
}

/** Share of the pictures that show a colour at all: a grey one may be stored in three colours. */
export function shareOfColoured(samples: readonly PictureSample[]): number {
  const coloured = samples.filter(({ picture: { channels, values } }) => {
    if (channels === 1) return false;
    return values.some((value, i) => i % 3 > 0 && value !== values[i - (i % 3)]);
  });
  return coloured.length / samples.length;
}
