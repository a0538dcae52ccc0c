import { sigmoidTable } from '../../../graph/sigmoid16.ts';
import { halfwords } from './halfwords.ts';

/**
 * The lines of thimble_lstm_dsp.inc between the entries of the table of the logistic function, from
 * 256 before zero to 255 after it: where each begins, less a half, over how far it climbs.
 */
export function sigmoidLines(): Int32Array {
  const heights = Array.from({ length: 513 }, (_, i) => height(i - 256));
  return Int32Array.from({ length: 512 }, (_, i) =>
    halfwords(heights[i + 1]! - heights[i]!, heights[i]!),
  );
}

/** 65536 × (logistic function − ½) at an entry; level beyond the last one of the table. */
function height(entry: number): number {
  const size = sigmoidTable[Math.min(255, Math.abs(entry))]! - 32768;
  return entry < 0 ? -size : size;
}
