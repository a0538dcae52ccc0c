import { Failure } from '../base/failure.ts';
import type { Signal } from './block.ts';
import { butterworth, filterInPlace } from './butterworth.ts';

/** One reading in so many is kept, after what it could not show is filtered out. */
export interface Decimation {
  readonly ratio: number;
  /** Readings that are left. */
  readonly length: number;
  readonly sampleRateHz: number;
  /** A Butterworth low-pass of order 8 at 0.8 of half the new rate; none for a ratio of 1. */
  readonly sections: Float32Array;
}

/** Throws a Failure for a ratio that leaves fewer than `least` readings. */
export function planDecimation(ratio: number, signal: Signal, least: number): Decimation {
  const length = Math.floor(signal.length / ratio);
  if (!Number.isInteger(ratio) || ratio < 1 || length < least) {
    const most = Math.max(1, Math.floor(signal.length / least));
    throw new Failure(
      'bad-option',
      `Keeping one reading in ${ratio} is not possible: of a window of ${signal.length} at least ${least} must be left; give a whole number from 1 to ${most}, or a longer window.`,
    );
  }
  const sampleRateHz = signal.sampleRateHz / ratio;
  const filter = { kind: 'low', cutoffHz: 0.4 * sampleRateHz, order: 8 } as const;
  const sections = ratio === 1 ? new Float32Array(0) : butterworth(filter, signal);
  return { ratio, length, sampleRateHz, sections };
}

/** In place: of every `ratio` readings of `x` the last one comes to its beginning. */
export function decimateInPlace(
  x: Float32Array,
  { ratio, length, sections }: Decimation,
): Float32Array {
  if (ratio === 1) return x;
  filterInPlace(x, x.length, sections, 'low');
  for (let i = 0; i < length; i++) x[i] = x[ratio * i + ratio - 1]!;
  return x.subarray(0, length);
}
