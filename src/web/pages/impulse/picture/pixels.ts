import { channelsOf, type ImageBlock } from '../../../../dsp/image.ts';
import type { Picture } from '../../../../formats/picture.ts';

/** A picture as a canvas takes it: [height, width, red green blue opacity]. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8ClampedArray<ArrayBuffer>;
}

type Source = Pick<Picture, 'width' | 'height' | 'channels' | 'values'>;

export const pixelsOfFrame = ({ width, height, channels, values }: Source): Pixels =>
  pixelsOf(width, height, channels, (i) => values[i]!);

/** Of what an image block makes, −128 to 127. */
export const pixelsOfPicture = (
  { width, height, colour }: ImageBlock,
  picture: Int8Array,
): Pixels => pixelsOf(width, height, channelsOf(colour), (i) => picture[i]! + 128);

function pixelsOf(
  width: number,
  height: number,
  channels: 1 | 3,
  valueAt: (i: number) => number,
): Pixels {
  const values = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++) {
      values[4 * pixel + c] = valueAt(channels === 1 ? pixel : 3 * pixel + c);
    }
  }
  return { width, height, values };
}
