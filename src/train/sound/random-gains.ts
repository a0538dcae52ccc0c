import type { Random } from '../../base/random.ts';

/** Factors of power for each bin, frame or reading: straight lines, in decibels, between five random points. */
export function gainsOver(count: number, random: Random, most: number): Float32Array {
  const points = Array.from({ length: 5 }, () => random.between(-most, most));
  return Float32Array.from({ length: count }, (_, at) => {
    const place = (4 * at) / count;
    const left = Math.floor(place);
    const decibels = points[left]! + (place - left) * (points[left + 1]! - points[left]!);
    return 10 ** (decibels / 10);
  });
}
