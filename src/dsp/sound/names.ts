import type { Signal } from '../block.ts';
import type { PowerFrames } from './power-frames.ts';

/** Of every frame, by the second in its middle, every column. */
export function frameNames(
  { frames, hop, taken }: Pick<PowerFrames, 'frames' | 'hop' | 'taken'>,
  { sampleRateHz }: Signal,
  columns: readonly string[],
): string[] {
  return Array.from({ length: frames }, (_, k) => {
    const seconds = ((k * hop + taken / 2) / sampleRateHz).toFixed(3);
    return columns.map((column) => `${seconds} s ${column}`);
  }).flat();
}
