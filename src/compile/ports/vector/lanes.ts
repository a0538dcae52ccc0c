import type { Channel } from '../channel.ts';
import type { Steps } from '../steps.ts';

/** Outputs that lie side by side: thimble_lanes_vector. */
export const lanes = 16;

/**
 * Where sums of 16 bits end: 1 at the last tap of each group, so many taps as fit for any int8 inputs in
 * every one of the channels (thimble_parts_s8_vector.h).
 */
export function lastOfGroups(channels: readonly Channel[], taps: number): Int8Array {
  const last = new Int8Array(taps);
  let ends = reachOf(channels, 0);
  for (let tap = 1; tap < taps; tap++) {
    const more = reachOf(channels, tap);
    const sum = ends.map(([low, high], i) => [low + more[i]![0], high + more[i]![1]] as const);
    const fits = sum.every(([low, high]) => low >= -(2 ** 15) && high < 2 ** 15);
    if (!fits) last[tap - 1] = 1;
    ends = fits ? sum : more;
  }
  last[taps - 1] = 1;
  return last;
}

/** The least and the largest product of one tap. */
function reachOf(channels: readonly Channel[], tap: number): (readonly [number, number])[] {
  return channels.map(({ weights }) => {
    const w = weights[tap]!;
    return w > 0 ? [-128 * w, 127 * w] : [127 * w, -128 * w];
  });
}

/** The words of thimble_steps_s8_vector.h: six vectors of sixteen channels, the missing ones 0. */
export function stepWordsOf(steps: readonly Steps[]): number[] {
  const words = (of: (one: Steps) => number) =>
    Array.from({ length: lanes }, (_, i) => (steps[i] ? of(steps[i]) : 0));
  return [
    ...words(({ apart }) => apart),
    ...words(({ least }) => least),
    ...words(({ most }) => most),
    ...words(({ multiplier }) => multiplier),
    ...words(({ constant }) => constant),
    ...words(({ shift }) => shift),
  ];
}

/** [taps][width] of up to `width` channels, 0 where none is. */
export function sideBySide(channels: readonly Channel[], taps: number, width: number): Int16Array {
  const weights = new Int16Array(taps * width);
  for (const [lane, channel] of channels.entries()) {
    for (let tap = 0; tap < taps; tap++) weights[tap * width + lane] = channel.weights[tap]!;
  }
  return weights;
}

/** One after another. */
export function joined<T extends Int8Array | Int16Array>(parts: readonly T[]): T {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const all = new (parts[0]!.constructor as new (length: number) => T)(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
