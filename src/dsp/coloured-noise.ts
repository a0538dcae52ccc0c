import type { Random } from '../base/random.ts';

/** White noise through a one-pole filter of random corner: from a hiss to a rumble. Deviation is above 1. */
export function colouredNoise(length: number, random: Random): Float32Array {
  const kept = random.between(0, 0.98);
  let last = 0;
  return Float32Array.from({ length }, () => {
    last = kept * last + random.normal();
    return last;
  });
}
