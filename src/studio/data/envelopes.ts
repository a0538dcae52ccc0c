import { outlineOfWav, readWavPart, type WavOutline, wavHeadBytes } from '../../formats/wav.ts';
import type { Contents } from '../storage/contents.ts';

/** Least and largest value of each axis in stretches of a recording: [axis][stretch]. */
export interface Extremes {
  readonly least: number[][];
  readonly largest: number[][];
}

/** A stretch of readings, from `from` up to, not with, `to`. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Files from this size on are never read whole for a drawing. */
export const largeFrom = 2 ** 21;
/** Readings whose extremes are kept as one. */
const stretchReadings = 256;
/** So many recordings' extremes are remembered: of an hour at 16 kHz they take 1.8 MB. */
const rememberedMost = 16;

/**
 * Extremes of sound files that are too large to be read for each drawing. What is looked at from afar
 * comes from extremes that are found once, in passing through the file; what is looked at closely is
 * read from its place in the file.
 */
export class Envelopes {
  readonly #contents: Contents;
  readonly #known = new Map<string, Promise<Pyramid>>();

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /** null where the file is small or no plain WAV: then it is to be read as a whole. */
  async of(
    { content, bytes }: { readonly content: string; readonly bytes: number },
    stretch: Stretch,
    points: number,
  ): Promise<Extremes | null> {
    if (bytes < largeFrom) return null;
    const head = await this.#contents.part(content, { from: 0, to: wavHeadBytes });
    const outline = outlineOfWav(head, bytes);
    if (!outline) return null;
    const { from, to } = stretch;
    if ((to - from) / points < stretchReadings) {
      const { at, frameBytes, channels } = outline;
      const part = { from: at + from * frameBytes, to: at + to * frameBytes };
      const values = readWavPart(head, await this.#contents.part(content, part));
      return extremesOf(values, channels, { from: 0, to: to - from }, points);
    }
    const pyramid = await this.#pyramid(content, head, outline);
    return fromPyramid(pyramid, outline.channels, stretch, points);
  }

  #pyramid(content: string, head: Uint8Array, outline: WavOutline): Promise<Pyramid> {
    const known = this.#known.get(content) ?? makePyramid(this.#contents, content, head, outline);
    // the one that was asked for last is forgotten last
    this.#known.delete(content);
    this.#known.set(content, known);
    known.catch(() => this.#known.delete(content));
    if (this.#known.size > rememberedMost) {
      this.#known.delete(this.#known.keys().next().value!);
    }
    return known;
  }
}

/** Extremes in even stretches of interleaved values. */
export function extremesOf(
  values: Float32Array,
  width: number,
  { from, to }: Stretch,
  points: number,
): Extremes {
  const stretches = Math.min(points, to - from);
  const least = Array.from({ length: width }, () => new Array<number>(stretches));
  const largest = Array.from({ length: width }, () => new Array<number>(stretches));
  for (let s = 0; s < stretches; s++) {
    const start = from + Math.floor((s * (to - from)) / stretches);
    const end = from + Math.floor(((s + 1) * (to - from)) / stretches);
    for (let axis = 0; axis < width; axis++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let i = start; i < end; i++) {
        const value = values[i * width + axis]!;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      least[axis]![s] = low;
      largest[axis]![s] = high;
    }
  }
  return { least, largest };
}

/** [stretch][axis], interleaved. */
interface Pyramid {
  readonly least: Float32Array;
  readonly largest: Float32Array;
}

async function makePyramid(
  contents: Contents,
  content: string,
  head: Uint8Array,
  { at, frameBytes, length, channels }: WavOutline,
): Promise<Pyramid> {
  const stretches = Math.ceil(length / stretchReadings);
  const least = new Float32Array(stretches * channels).fill(Number.POSITIVE_INFINITY);
  const largest = new Float32Array(stretches * channels).fill(Number.NEGATIVE_INFINITY);
  let reading = 0;
  let rest = new Uint8Array(0);
  const whole = { from: at, to: at + length * frameBytes };
  for await (const chunk of await contents.stream(content, whole)) {
    const bytes = new Uint8Array(Buffer.concat([rest, chunk as Uint8Array]));
    const used = bytes.length - (bytes.length % frameBytes);
    const values = readWavPart(head, bytes.subarray(0, used));
    rest = bytes.slice(used);
    for (let i = 0; i < values.length; i++) {
      const axis = i % channels;
      const place = Math.floor(reading / stretchReadings) * channels + axis;
      if (values[i]! < least[place]!) least[place] = values[i]!;
      if (values[i]! > largest[place]!) largest[place] = values[i]!;
      if (axis === channels - 1) reading++;
    }
  }
  return { least, largest };
}

function fromPyramid(
  pyramid: Pyramid,
  channels: number,
  { from, to }: Stretch,
  points: number,
): Extremes {
  const stretch = {
    from: Math.floor(from / stretchReadings),
    to: Math.ceil(to / stretchReadings),
  };
  const low = extremesOf(pyramid.least, channels, stretch, points);
  const high = extremesOf(pyramid.largest, channels, stretch, points);
  return { least: low.least, largest: high.largest };
}
