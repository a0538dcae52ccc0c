import { encode } from 'fast-png';
import { frameFor, inMelRows, spectrogramGrid } from '../../dsp/spectrogram-grid.ts';
import { readRecording } from '../../formats/recording.ts';
import { outlineOfWav, readWavPart, wavHeadBytes } from '../../formats/wav.ts';
import type { Contents } from '../storage/contents.ts';
import { largeFrom } from './envelopes.ts';

interface Recorded {
  readonly name: string;
  readonly content: string;
  readonly bytes: number;
  readonly given_rate_hz: number | null;
}

interface PictureSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The spectrogram of a recording's first axis for a list of many: a PNG, low sounds below, whose cover
 * (alpha) says how strong a sound is, so that a page paints it in a colour of its own.
 */
export async function spectrogramPicture(
  contents: Contents,
  recorded: Recorded,
  { columns, rows }: PictureSize,
): Promise<Uint8Array> {
  const { signal, range, rate } = await heardIn(contents, recorded, columns);
  const grid = spectrogramGrid(signal, range, columns, frameFor(rate));
  const { values } = inMelRows(grid, rate / 2, rows);
  const data = new Uint8Array(2 * columns * rows);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const share = values[column * rows + row]! / 255;
      data[2 * ((rows - 1 - row) * columns + column) + 1] = Math.round(255 * share * share);
    }
  }
  return encode({ width: columns, height: rows, channels: 2, depth: 8, data });
}

interface Heard {
  readonly signal: Float32Array;
  /** What of the signal is drawn. */
  readonly range: { readonly from: number; readonly to: number };
  readonly rate: number;
}

/** Of a large sound file the frames in the middle of each column alone, else the whole recording. */
async function heardIn(contents: Contents, recorded: Recorded, columns: number): Promise<Heard> {
  const { name, content, bytes, given_rate_hz } = recorded;
  if (bytes >= largeFrom) {
    const frames = await framesOf(contents, recorded, columns);
    if (frames) return frames;
  }
  const options = given_rate_hz === null ? {} : { sampleRateHz: given_rate_hz };
  const { values, axes, sampleRateHz } = readRecording(name, await contents.get(content), options);
  const signal = firstOf(values, axes.length);
  return { signal, range: { from: 0, to: signal.length }, rate: sampleRateHz };
}

async function framesOf(
  contents: Contents,
  { content, bytes }: Recorded,
  columns: number,
): Promise<Heard | null> {
  const head = await contents.part(content, { from: 0, to: wavHeadBytes });
  const outline = outlineOfWav(head, bytes);
  if (!outline) return null;
  const { at, frameBytes, length, channels, sampleRateHz: rate } = outline;
  const frame = frameFor(rate);
  const signal = new Float32Array(columns * frame);
  await Promise.all(
    Array.from({ length: columns }, async (_, column) => {
      const middle = Math.round(((column + 0.5) * length) / columns);
      const first = Math.min(length - frame, Math.max(0, middle - frame / 2));
      const part = { from: at + first * frameBytes, to: at + (first + frame) * frameBytes };
      const values = readWavPart(head, await contents.part(content, part));
      signal.set(firstOf(values, channels), column * frame);
    }),
  );
  return { signal, range: { from: 0, to: signal.length }, rate };
}

function firstOf(values: Float32Array, width: number): Float32Array {
  return Float32Array.from({ length: values.length / width }, (_, i) => values[i * width]!);
}
