import type { Random } from '../base/random.ts';

/** How far a picture may be changed without becoming something else. */
export interface PictureAugment {
  /** Mirrored left to right, every other time. */
  readonly flip: boolean;
  /** ± degrees. */
  readonly rotationDegrees: number;
  /** Nearer or further away: factor e^±. */
  readonly zoom: number;
  /** Wider or narrower: factor e^±. */
  readonly aspect: number;
  /** ± share of each side. */
  readonly shift: number;
  /** Of the light about its mean: factor e^±. */
  readonly contrast: number;
  /** ± share of the range from black to white. */
  readonly brightness: number;
  /** Each colour by itself: factor e^±. */
  readonly colourGain: number;
  /** One rectangle of up to this share of each side shows nothing. */
  readonly cutOut: number;
}

/** For photographs: things seen from another place, in another light, behind something. */
export const photoAugment: PictureAugment = {
  flip: true,
  rotationDegrees: 12,
  zoom: 0.15,
  aspect: 0.1,
  shift: 0.08,
  contrast: 0.25,
  brightness: 0.125,
  colourGain: 0.1,
  cutOut: 0.4,
};

/** For small grey pictures, which are mostly centred and cleaned already. */
export const mildAugment: PictureAugment = {
  flip: true,
  rotationDegrees: 0,
  zoom: 0,
  aspect: 0,
  shift: 0.06,
  contrast: 0,
  brightness: 0,
  colourGain: 0,
  cutOut: 0.3,
};

/** The form of the pictures, and the grey that stands for nothing. */
export interface PictureForm {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** −128 to 127. */
  readonly mean: number;
}

/**
 * Writes to `to` another picture [height, width, channels] that could have been taken in place of
 * this one, −128 to 127 and not rounded. The same random stream gives the same picture.
 */
export function augmentPicture(
  picture: Int8Array,
  form: PictureForm,
  random: Random,
  options: PictureAugment,
  to: Float32Array | Float64Array,
): void {
  move(picture, form, random.fork('place'), options, to);
  relight(form, random.fork('light'), options, to);
  cutOut(form, random.fork('cut'), options.cutOut, to);
}

/** Where in a picture a place of its other version comes from: turned, mirrored, moved, stretched. */
interface Placing {
  readonly mirror: 1 | -1;
  readonly across: number;
  readonly down: number;
  readonly cos: number;
  readonly sin: number;
  readonly left: number;
  readonly up: number;
}

function placingOf(
  { width, height }: PictureForm,
  random: Random,
  options: PictureAugment,
): Placing {
  const mirror = options.flip && random.below(2) === 1 ? -1 : 1;
  const angle = (random.between(-1, 1) * options.rotationDegrees * Math.PI) / 180;
  const zoom = Math.exp(random.between(-1, 1) * options.zoom);
  const aspect = Math.exp(random.between(-1, 1) * options.aspect);
  const left = random.between(-1, 1) * options.shift * width;
  const up = random.between(-1, 1) * options.shift * height;
  const [across, down] = [zoom * aspect, zoom / aspect];
  return { mirror, across, down, cos: Math.cos(angle), sin: Math.sin(angle), left, up };
}

/**
 * Where something of a picture is in the version that `augmentPicture` makes with the same random
 * stream, both in pixels from the upper left corner, and how many times as large along each side.
 */
export function movedPlace(
  form: PictureForm,
  random: Random,
  options: PictureAugment,
): (x: number, y: number) => { x: number; y: number; across: number; down: number } {
  const placing = placingOf(form, random.fork('place'), options);
  const { mirror, across, down, cos, sin, left, up } = placing;
  const [middleX, middleY] = [form.width / 2, form.height / 2];
  return (x, y) => {
    const [fromX, fromY] = [x - middleX - left, y - middleY - up];
    return {
      x: middleX + (cos * fromX + sin * fromY) / (mirror * across),
      y: middleY + (cos * fromY - sin * fromX) / down,
      across: 1 / across,
      down: 1 / down,
    };
  };
}

/** Linear between pixels; edges are held. */
function move(
  picture: Int8Array,
  form: PictureForm,
  random: Random,
  options: PictureAugment,
  to: Float32Array | Float64Array,
): void {
  const { width, height, channels } = form;
  const { mirror, across, down, cos, sin, left, up } = placingOf(form, random, options);
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [mirror * (x - middleX) * across, (y - middleY) * down];
      const atX = Math.min(width - 1, Math.max(0, middleX + cos * dx - sin * dy + left));
      const atY = Math.min(height - 1, Math.max(0, middleY + sin * dx + cos * dy + up));
      const [x0, y0] = [Math.floor(atX), Math.floor(atY)];
      const [shareX, shareY] = [atX - x0, atY - y0];
      const right = x0 + 1 < width ? channels : 0;
      const below = y0 + 1 < height ? width * channels : 0;
      const from = (y0 * width + x0) * channels;
      const at = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) {
        const top = picture[from + c];
        const bottom = picture[from + below + c];
        const upper = top + shareX * (picture[from + right + c] - top);
        const lower = bottom + shareX * (picture[from + below + right + c] - bottom);
        to[at + c] = upper + shareY * (lower - upper);
      }
    }
  }
}

/** Contrast about the picture's own mean, brightness, and a gain for each colour, from black up. */
function relight(
  { channels }: PictureForm,
  random: Random,
  { contrast, brightness, colourGain }: PictureAugment,
  to: Float32Array | Float64Array,
): void {
  if (contrast === 0 && brightness === 0 && colourGain === 0) return;
  const factor = Math.exp(random.between(-1, 1) * contrast);
  const light = 255 * random.between(-1, 1) * brightness;
  const gains = Array.from({ length: channels }, () =>
    channels > 1 ? Math.exp(random.between(-1, 1) * colourGain) : 1,
  );
  let mean = 0;
  for (let i = 0; i < to.length; i++) mean += to[i] / to.length;
  for (let i = 0; i < to.length; i++) {
    const value = (to[i] - mean) * factor + mean + light;
    to[i] = Math.min(127, Math.max(-128, (value + 128) * gains[i % channels]! - 128));
  }
}

function cutOut(
  { width, height, channels, mean }: PictureForm,
  random: Random,
  most: number,
  to: Float32Array | Float64Array,
): void {
  const [tall, wide] = [random.between(0, most), random.between(0, most)];
  const rows = Math.floor(tall * height);
  const columns = Math.floor(wide * width);
  const [top, left] = [random.below(height - rows + 1), random.below(width - columns + 1)];
  for (let y = top; y < top + rows; y++) {
    const start = (y * width + left) * channels;
    to.fill(mean, start, start + columns * channels);
  }
}
