import { Failure } from '../base/failure.ts';

/**
 * A picture of a fixed size and colour mode, made of a frame of whatever size and format a camera
 * gives. Whole numbers throughout: TypeScript and `thimble_image.c` give the same bits.
 */
export interface ImageBlock {
  readonly kind: 'image';
  readonly version: 1;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
  /**
   * squash: all of the frame, its sides stretched apart as need be.
   * fit-short: the frame's largest part of the picture's form, so that the shorter side fits.
   * fit-long: all of the frame in its own form; what stays empty of the picture is black.
   * crop: the frame's pixels one to one, cut or surrounded by black.
   */
  readonly fit: Fit;
  /** Where in the frame the part lies, or the frame in the picture. */
  readonly anchor: Anchor;
  /**
   * nearest: the pixel at the middle. bilinear: between the four around it. area: the mean of all
   * that a pixel covers where the frame is larger, else bilinear.
   */
  readonly method: ResizeMethod;
}

export type Colour = 'grey' | 'rgb';
export type Fit = (typeof fits)[number];
export type ResizeMethod = (typeof methods)[number];
export type Anchor = `${(typeof rows)[number]}-${(typeof columns)[number]}`;
export type FrameFormat = (typeof frameFormats)[number];

export const fits = ['squash', 'fit-short', 'fit-long', 'crop'] as const;
export const methods = ['nearest', 'bilinear', 'area'] as const;
const rows = ['top', 'middle', 'bottom'] as const;
const columns = ['left', 'centre', 'right'] as const;

/** In the order of the enum in `thimble_image.h`. */
export const frameFormats = ['grey', 'rgb888', 'rgb565le', 'rgb565be', 'yuyv', 'uyvy'] as const;

/** What a camera gives, rows from the top, without gaps. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly format: FrameFormat;
  readonly pixels: Uint8Array;
}

/** Up to this the sums of weights times pixels stay below 2^32, whatever method each side takes. */
export const frameSideMax = 4096;
export const pictureSideMax = 1024;

export function channelsOf(colour: Colour): 1 | 3 {
  return colour === 'grey' ? 1 : 3;
}

/** The fields of `thimble_image_config` in their order. */
export function imageConfig(block: ImageBlock): { name: string; int: number }[] {
  requireImageBlock(block);
  const [down, along] = anchorOf(block);
  return [
    { name: 'width', int: block.width },
    { name: 'height', int: block.height },
    { name: 'channels', int: channelsOf(block.colour) },
    { name: 'fit', int: fits.indexOf(block.fit) },
    { name: 'anchor_down', int: down },
    { name: 'anchor_along', int: along },
    { name: 'method', int: methods.indexOf(block.method) },
  ];
}

/** [height, width, channels], each value of 0 to 255 less 128: what an int8 network looks at. */
export function imageOf(block: ImageBlock, frame: Frame): Int8Array {
  requireImageBlock(block);
  requireFrame(frame);
  const channels = channelsOf(block.colour);
  const [down, along] = anchorOf(block);
  const sides = sidesOf(block, frame);
  const [vertical, horizontal] = [
    placed(sides.rows, frame.height, block.height, down),
    placed(sides.columns, frame.width, block.width, along),
  ];
  const picture = new Int8Array(block.width * block.height * channels).fill(-128);
  const read = readers[frame.format];
  const luma = lumas[frame.format];
  const pixel = new Uint8Array(3);
  const sums = new Float64Array(3);
  for (let y = 0; y < vertical.target; y++) {
    const lines = tapsOf(block.method, vertical, y);
    for (let x = 0; x < horizontal.target; x++) {
      const places = tapsOf(block.method, horizontal, x);
      sums.fill(0);
      for (let j = 0; j < lines.weights.length; j++) {
        for (let i = 0; i < places.weights.length; i++) {
          const [x0, y0] = [horizontal.from + places.first + i, vertical.from + lines.first + j];
          read(frame, x0, y0, pixel);
          const weight = lines.weights[j]! * places.weights[i]!;
          if (channels === 1) sums[0]! += weight * (luma?.(frame, x0, y0) ?? greyOf(pixel));
          else for (let c = 0; c < 3; c++) sums[c]! += weight * pixel[c]!;
        }
      }
      const total = lines.total * places.total;
      const at = ((vertical.to + y) * block.width + horizontal.to + x) * channels;
      for (let c = 0; c < channels; c++) {
        picture[at + c] = Math.floor((sums[c]! + Math.floor(total / 2)) / total) - 128;
      }
    }
  }
  return picture;
}

/** 0 at the beginning, 1 in the middle, 2 at the end; of the rows, then of the columns. */
function anchorOf({ anchor }: ImageBlock): [down: number, along: number] {
  const [row, column] = anchor.split('-') as [(typeof rows)[number], (typeof columns)[number]];
  return [rows.indexOf(row), columns.indexOf(column)];
}

/** How long a side of the frame counts, and how long it becomes. */
interface Side {
  readonly source: number;
  readonly target: number;
}

function sidesOf(block: ImageBlock, frame: Frame): { rows: Side; columns: Side } {
  const { width: w, height: h } = block;
  const { width: W, height: H } = frame;
  const wider = W * h > H * w;
  const part = (long: number, a: number, b: number) =>
    Math.max(1, Math.floor((long * a + (b >> 1)) / b));
  switch (block.fit) {
    case 'squash':
      return { rows: { source: H, target: h }, columns: { source: W, target: w } };
    case 'fit-short':
      return {
        rows: { source: wider ? H : Math.min(H, part(W, h, w)), target: h },
        columns: { source: wider ? Math.min(W, part(H, w, h)) : W, target: w },
      };
    case 'fit-long':
      return {
        rows: { source: H, target: wider ? Math.min(h, part(w, H, W)) : h },
        columns: { source: W, target: wider ? w : Math.min(w, part(h, W, H)) },
      };
    case 'crop': {
      const [tall, wide] = [Math.min(h, H), Math.min(w, W)];
      return { rows: { source: tall, target: tall }, columns: { source: wide, target: wide } };
    }
  }
}

/** A side with where it begins in the frame and in the picture. */
interface Placed extends Side {
  readonly from: number;
  readonly to: number;
}

/** `anchor`: 0 at the beginning, 1 in the middle, 2 at the end. */
function placed({ source, target }: Side, frame: number, picture: number, anchor: number): Placed {
  const from = ((frame - source) * anchor) >> 1;
  const to = ((picture - target) * anchor) >> 1;
  return { source, target, from, to };
}

interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
  readonly total: number;
}

/** Which of `source` pixels make pixel `at` of `target`, and with which weights. */
function tapsOf(method: ResizeMethod, { source, target }: Side, at: number): Taps {
  if (method === 'nearest') {
    return { first: Math.floor(((2 * at + 1) * source) / (2 * target)), weights: [1], total: 1 };
  }
  if (method === 'area' && source > target) {
    // in units of 1 / target of a source pixel
    const [start, end] = [at * source, (at + 1) * source];
    const first = Math.floor(start / target);
    const last = Math.floor((end - 1) / target);
    const weights = Array.from({ length: last - first + 1 }, (_, i) => {
      const pixel = (first + i) * target;
      return Math.min(end, pixel + target) - Math.max(start, pixel);
    });
    return { first, weights, total: source };
  }
  const place = Math.max(0, (2 * at + 1) * source - target);
  const first = Math.floor(place / (2 * target));
  const second = place % (2 * target);
  const total = 2 * target;
  if (second === 0 || first + 1 >= source) return { first, weights: [total], total };
  return { first, weights: [total - second, second], total };
}

type Read = (frame: Frame, x: number, y: number, pixel: Uint8Array) => void;

const readers: { readonly [F in FrameFormat]: Read } = {
  grey: ({ pixels, width }, x, y, pixel) => pixel.fill(pixels[y * width + x]!),
  rgb888: ({ pixels, width }, x, y, pixel) => {
    const at = 3 * (y * width + x);
    for (let c = 0; c < 3; c++) pixel[c] = pixels[at + c]!;
  },
  rgb565le: (frame, x, y, pixel) => read565(frame, x, y, pixel, 0, 1),
  rgb565be: (frame, x, y, pixel) => read565(frame, x, y, pixel, 1, 0),
  yuyv: (frame, x, y, pixel) => read422(frame, x, y, pixel, 0, 1),
  uyvy: (frame, x, y, pixel) => read422(frame, x, y, pixel, 1, 0),
};

/** Where the light of a pixel stands by itself, that is its grey. */
const lumas: { readonly [F in FrameFormat]?: (frame: Frame, x: number, y: number) => number } = {
  yuyv: ({ pixels, width }, x, y) => pixels[2 * (y * width + x)]!,
  uyvy: ({ pixels, width }, x, y) => pixels[2 * (y * width + x) + 1]!,
};

/** 5, 6 and 5 bits are widened by their own upper bits, so that the brightest is 255. */
function read565(
  { pixels, width }: Frame,
  x: number,
  y: number,
  pixel: Uint8Array,
  low: number,
  high: number,
): void {
  const at = 2 * (y * width + x);
  const word = pixels[at + low]! | (pixels[at + high]! << 8);
  const [red, green, blue] = [word >> 11, (word >> 5) & 63, word & 31];
  pixel[0] = (red << 3) | (red >> 2);
  pixel[1] = (green << 2) | (green >> 4);
  pixel[2] = (blue << 3) | (blue >> 2);
}

/** Two pixels share their colour difference. ITU-R BT.601 in full range, in 1/256. */
function read422(
  { pixels, width }: Frame,
  x: number,
  y: number,
  pixel: Uint8Array,
  luma: number,
  chroma: number,
): void {
  const pair = 2 * (y * width + x - (x & 1));
  const light = pixels[pair + luma + 2 * (x & 1)]!;
  const u = pixels[pair + chroma]! - 128;
  const v = pixels[pair + chroma + 2]! - 128;
  pixel[0] = clamp(light + ((359 * v + 128) >> 8));
  pixel[1] = clamp(light - ((88 * u + 183 * v + 128) >> 8));
  pixel[2] = clamp(light + ((454 * u + 128) >> 8));
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}

/** ITU-R BT.601 in 1/256; grey frames stay as they are, since the weights add up to 1. */
function greyOf([red, green, blue]: Uint8Array): number {
  return (77 * red! + 150 * green! + 29 * blue! + 128) >> 8;
}

/** Throws a Failure that names the setting and its range. */
function requireImageBlock(block: ImageBlock): void {
  const { width, height, version, fit, method, anchor } = block;
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (version !== 1) refuse(`The image block has version 1, not ${version}.`);
  const isSide = (side: number) => Number.isInteger(side) && side >= 1 && side <= pictureSideMax;
  if (!isSide(width) || !isSide(height)) {
    refuse(
      `A picture of ${width} by ${height} makes no sense: give whole numbers from 1 to ${pictureSideMax}.`,
    );
  }
  if (!fits.includes(fit)) refuse(`There is no fit "${fit}"; give one of ${fits.join(', ')}.`);
  if (!methods.includes(method)) {
    refuse(`There is no way to resize "${method}"; give one of ${methods.join(', ')}.`);
  }
  if (anchorOf(block).includes(-1)) {
    refuse(
      `There is no anchor "${anchor}"; give ${rows.join(', ')}, then -, then ${columns.join(', ')}.`,
    );
  }
}

const bytesPerPixel: { readonly [F in FrameFormat]: number } = {
  grey: 1,
  rgb888: 3,
  rgb565le: 2,
  rgb565be: 2,
  yuyv: 2,
  uyvy: 2,
};

/** Throws a Failure for a frame that the device would refuse too. */
function requireFrame({ width, height, format, pixels }: Frame): void {
  const isSide = (side: number) => Number.isInteger(side) && side >= 1 && side <= frameSideMax;
  if (!isSide(width) || !isSide(height)) {
    const sentence = `A frame of ${width} by ${height} pixels cannot be resized: sides are 1 to ${frameSideMax}.`;
    throw new Failure('bad-data', sentence);
  }
  if ((format === 'yuyv' || format === 'uyvy') && width % 2 === 1) {
    throw new Failure('bad-data', `A frame in ${format} is ${width} pixels wide: it must be even.`);
  }
  const bytes = width * height * bytesPerPixel[format];
  if (pixels.length !== bytes) {
    const sentence = `A frame of ${width} by ${height} pixels in ${format} has ${pixels.length} bytes, not ${bytes}.`;
    throw new Failure('bad-data', sentence);
  }
}
