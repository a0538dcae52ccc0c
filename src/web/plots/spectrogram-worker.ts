/** Spectrograms beside the page: decodes a recording once, then paints any stretch of it. */
import { readRecording } from '../../formats/recording.ts';
import type { SpectrogramGrid } from './spectrogram-grid.ts';
import { frameFor, spectrogramGrid } from './spectrogram-grid.ts';

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

let known: {
  readonly address: string;
  readonly signal: Float32Array;
  readonly rate: number;
} | null = null;

self.onmessage = async ({ data }: MessageEvent<ToSpectrogram>) => {
  try {
    self.postMessage(await answer(data));
  } catch (error) {
    const sentence = error instanceof Error ? error.message : 'The recording could not be read.';
    self.postMessage({ kind: 'failed', sentence } satisfies FromSpectrogram);
  }
};

async function answer(asked: ToSpectrogram): Promise<FromSpectrogram> {
  if (known?.address !== asked.address) {
    const bytes = new Uint8Array(await (await fetch(asked.address)).arrayBuffer());
    const { values, axes, sampleRateHz } = readRecording('recording', bytes, {});
    const signal = new Float32Array(values.length / axes.length);
    // the first axis stands for all: a mean of axes that swing against each other would be still
    for (let i = 0; i < signal.length; i++) signal[i] = values[i * axes.length]!;
    known = { address: asked.address, signal, rate: sampleRateHz };
  }
  const { signal, rate } = known;
  const grid = spectrogramGrid(signal, asked, asked.columns, frameFor(rate));
  return { kind: 'grid', asked, grid, highestHz: rate / 2 };
}
