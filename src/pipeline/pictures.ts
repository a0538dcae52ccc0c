import { type Frame, type ImageBlock, imageOf } from '../dsp/image.ts';
import type { PictureSample } from '../project/sample.ts';
import type { SplitSamples } from '../project/split.ts';
import type { Thing } from '../train/detection/cells.ts';

/** The pictures of one part of the data as the network sees them. */
export interface Pictures {
  /** Each [height, width, channels], −128 to 127. */
  readonly pictures: readonly Int8Array[];
  /** [pictures] index into the labels. */
  readonly labels: Int32Array;
  /** Where things are to be found: those of each picture, in its pixels as the network sees it. */
  readonly things?: readonly (readonly Thing[])[];
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

/**
 * The same for pictures with boxes: the labels are the background's and then those of the boxes, in
 * alphabetical order. Each picture is squashed into the network's, so that no box is cut off.
 */
export function cutScenes(split: SplitSamples<PictureSample>, image: ImageBlock): PictureData {
  const all = [...split.train, ...split.validation, ...split.test];
  const named = new Set(all.flatMap(({ boxes = [] }) => boxes.map(({ label }) => label)));
  const labels = ['background', ...[...named].sort()];
  const part = (samples: readonly PictureSample[]): Pictures => ({
    pictures: samples.map((sample) => imageOf(image, frameOf(sample))),
    labels: new Int32Array(samples.length),
    things: samples.map((sample) => thingsOf(sample, labels, image)),
  });
  const { train, validation, test } = split;
  return { image, labels, train: part(train), validation: part(validation), test: part(test) };
}

function thingsOf(
  { picture, boxes = [] }: PictureSample,
  labels: readonly string[],
  { width, height }: ImageBlock,
): Thing[] {
  const [across, down] = [width / picture.width, height / picture.height];
  return boxes.map((box) => ({
    label: labels.indexOf(box.label, 1),
    x: (box.x + box.width / 2) * across,
    y: (box.y + box.height / 2) * down,
    halfWidth: (box.width / 2) * across,
    halfHeight: (box.height / 2) * down,
  }));
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
