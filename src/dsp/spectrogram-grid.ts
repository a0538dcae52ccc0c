import { hann, powerSpectrum, twiddles } from './fft.ts';
import { hzOf, melOf } from './log-mel/mel-bank.ts';

/** How strong each frequency is over time, for the eye: 0 is silence, 255 the loudest there is. */
export interface SpectrogramGrid {
  readonly columns: number;
  /** From 0 Hz upwards. */
  readonly rows: number;
  /** [columns][rows] */
  readonly values: Uint8Array;
}

/** What is weaker than the loudest by this much is drawn as silence. */
const rangeDb = 70;

/**
 * Powers of Hann-windowed frames of a signal's stretch `from` to `to`, evenly over `columns`. Frames
 * last about `frameS` and are of a power of two.
 */
export function spectrogramGrid(
  signal: Float32Array,
  range: { readonly from: number; readonly to: number },
  columns: number,
  frame: number,
): SpectrogramGrid {
  const table = twiddles(frame);
  const rows = frame / 2;
  const levels = new Float32Array(columns * rows);
  const buffer = new Float32Array(frame);
  for (let column = 0; column < columns; column++) {
    const middle = range.from + ((column + 0.5) / columns) * (range.to - range.from);
    const start = Math.round(middle - frame / 2);
    let mean = 0;
    for (let i = 0; i < frame; i++) {
      buffer[i] = signal[start + i] ?? 0;
      mean += buffer[i]! / frame;
    }
    // a sensor's resting value, such as gravity, would outshine everything else
    for (let i = 0; i < frame; i++) buffer[i]! -= mean;
    hann(buffer, buffer, frame, table, 1);
    powerSpectrum(buffer, frame, table, 1);
    for (let row = 1; row < rows; row++) {
      levels[column * rows + row] = 10 * Math.log10(buffer[2 * row]! + 1e-12);
    }
    levels[column * rows] = levels[column * rows + 1]!;
  }
  const loudest = levels.reduce((a, b) => Math.max(a, b), -120);
  const values = Uint8Array.from(levels, (level) =>
    Math.max(0, Math.min(255, Math.round(255 * (1 + (level - loudest) / rangeDb)))),
  );
  return { columns, rows, values };
}

/** The same in fewer rows, of equal breadth to the ear; each shows the strongest frequency that it touches. */
export function inMelRows(
  { columns, rows: bins, values }: SpectrogramGrid,
  highestHz: number,
  rows: number,
): SpectrogramGrid {
  const edge = (row: number) => (bins * hzOf((row / rows) * melOf(highestHz))) / highestHz;
  const fewer = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const [first, end] = [Math.floor(edge(row)), Math.min(bins, Math.ceil(edge(row + 1)))];
    for (let column = 0; column < columns; column++) {
      const touched = values.subarray(column * bins + first, column * bins + end);
      fewer[column * rows + row] = touched.reduce((most, value) => Math.max(most, value), 0);
    }
  }
  return { columns, rows, values: fewer };
}

/** The power of two nearest to 32 ms of sound, or to two thirds of a second of slower sensors. */
export function frameFor(sampleRateHz: number): number {
  const seconds = sampleRateHz >= 4000 ? 0.032 : 0.64;
  return 2 ** Math.max(4, Math.min(11, Math.round(Math.log2(seconds * sampleRateHz))));
}
