/** Spectrograms beside the page: decodes a recording once, then paints any stretch of it. */

import type { SpectrogramGrid } from '../../dsp/spectrogram-grid.ts';
import { frameFor, spectrogramGrid } from '../../dsp/spectrogram-grid.ts';
import { readRecording } from '../../formats/recording.ts';
import { outlineOfWav, readWavPart, wavHeadBytes } from '../../formats/wav.ts';

export interface ToSpectrogram {
  /** Where the file lies. */
  readonly address: string;
  readonly from: number;
  readonly to: number;
  readonly columns: number;
}

export type FromSpectrogram =
  | {
      readonly kind: 'grid';
      readonly asked: ToSpectrogram;
      readonly grid: SpectrogramGrid;
      readonly highestHz: number;
    }
  | { readonly kind: 'failed'; readonly sentence: string };

/** A stretch that is longer than this says nothing in the height of a finger, and would be much to fetch. */
const longestReadings = 4_000_000;

self.onmessage = async ({ data }: MessageEvent<ToSpectrogram>) => {
  try {
    self.postMessage(await answer(data));
  } catch (error) {
    const sentence = error instanceof Error ? error.message : 'The recording could not be read.';
    self.postMessage({ kind: 'failed', sentence } satisfies FromSpectrogram);
  }
};

async function answer(asked: ToSpectrogram): Promise<FromSpectrogram> {
  if (asked.to - asked.from > longestReadings) {
    return { kind: 'failed', sentence: 'Zoom in to see which frequencies sound.' };
  }
  const { signal, rate, from } = await stretchOf(asked);
  const range = { from: asked.from - from, to: asked.to - from };
  const grid = spectrogramGrid(signal, range, asked.columns, frameFor(rate));
  return { kind: 'grid', asked, grid, highestHz: rate / 2 };
}

/** The first axis of a stretch: a mean of axes that swing against each other would be still. */
interface SignalPart {
  readonly signal: Float32Array;
  readonly rate: number;
  /** The reading of the recording that `signal` begins with. */
  readonly from: number;
}

let whole: { readonly address: string; readonly part: SignalPart } | null = null;

/** Of sound the stretch alone is fetched, with the frames that reach over its ends; else the file, once. */
async function stretchOf({ address, from, to }: ToSpectrogram): Promise<SignalPart> {
  if (whole?.address === address) return whole.part;
  const first = await fetchPart(address, 0, wavHeadBytes);
  const outline = outlineOfWav(first.bytes, first.fileBytes);
  if (!outline) {
    const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
    const { values, axes, sampleRateHz } = readRecording('recording', bytes, {});
    const part = { signal: firstOf(values, axes.length), rate: sampleRateHz, from: 0 };
    whole = { address, part };
    return part;
  }
  const { at, frameBytes, length, channels, sampleRateHz } = outline;
  const margin = frameFor(sampleRateHz);
  const start = Math.max(0, from - margin);
  const end = Math.min(length, to + margin);
  const { bytes } = await fetchPart(address, at + start * frameBytes, at + end * frameBytes);
  const values = readWavPart(first.bytes, bytes);
  return { signal: firstOf(values, channels), rate: sampleRateHz, from: start };
}

async function fetchPart(address: string, from: number, to: number) {
  const response = await fetch(address, { headers: { range: `bytes=${from}-${to - 1}` } });
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes, fileBytes: total === undefined ? bytes.length : Number(total) };
}

function firstOf(values: Float32Array, width: number): Float32Array {
  if (width === 1) return values;
  return Float32Array.from({ length: values.length / width }, (_, i) => values[i * width]!);
}
