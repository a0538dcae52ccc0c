import { Failure } from '../base/failure.ts';
import { type ReadOptions, type Recording, readRecording } from './recording.ts';
import { cutWav, outlineOfWav } from './wav.ts';

/** Readings from `start` up to, not with, `end`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A part of a recording as a file of its own. */
export interface CutRecording {
  readonly bytes: Uint8Array;
  readonly ending: 'wav' | 'csv';
  /** The rate to read it with, where the file itself does not say; null where it does. */
  readonly givenRateHz: number | null;
}

/**
 * Stretches of a recording, one after the other as files, so that no more than one is held at a time. A WAV
 * stays one of the same coding; everything else becomes CSV with the units in its header, in which each
 * number reads as the same float32. Readings that are unevenly spaced keep their times. A Failure says so
 * where a stretch does not lie in the recording, before the first is cut.
 */
export function* cutRecording(
  name: string,
  bytes: Uint8Array,
  options: ReadOptions,
  stretches: readonly Stretch[],
): Generator<CutRecording> {
  const outline = outlineOfWav(bytes, bytes.length);
  if (outline) {
    requireInside(name, outline.length, stretches);
    for (const { start, end } of stretches) {
      yield { bytes: cutWav(bytes, start, end), ending: 'wav', givenRateHz: null };
    }
    return;
  }
  const recording = readRecording(name, bytes, options);
  requireInside(name, recording.values.length / recording.axes.length, stretches);
  const givenRateHz = recording.timesS ? null : recording.sampleRateHz;
  for (const stretch of stretches) {
    const text = csvOf(recording, stretch);
    yield { bytes: new TextEncoder().encode(text), ending: 'csv', givenRateHz };
  }
}

function requireInside(name: string, length: number, stretches: readonly Stretch[]): void {
  for (const { start, end } of stretches) {
    if (start >= 0 && start < end && end <= length) continue;
    throw new Failure(
      'bad-option',
      `${name} has readings 0 to ${length - 1}: nothing can be cut from ${start} to ${end}.`,
    );
  }
}

function csvOf({ axes, values, timesS }: Recording, { start, end }: Stretch): string {
  const header = axes.map((axis) => quoted(axis.unit ? `${axis.name} (${axis.unit})` : axis.name));
  const lines = [[...(timesS ? ['time_s'] : []), ...header].join(',')];
  for (let i = start; i < end; i++) {
    const row = Array.from(values.subarray(i * axes.length, (i + 1) * axes.length), String);
    if (timesS) row.unshift((timesS[i]! - timesS[start]!).toFixed(6));
    lines.push(row.join(','));
  }
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return /[",\n;\t|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
