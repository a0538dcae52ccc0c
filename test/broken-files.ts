import { Random } from '../src/base/random.ts';

/** A file cut short or with some bits turned, the same for the same seed. */
export function broken(bytes: Uint8Array, seed: number): Uint8Array {
  const random = new Random(seed, 'broken file');
  if (random.below(4) === 0) return bytes.slice(0, random.below(bytes.length));
  const flipped = Uint8Array.from(bytes);
  for (let k = random.below(8); k >= 0; k--) {
    // most tables of a FlatBuffer stand near one end, the weights between
    const near = random.below(Math.min(3000, bytes.length));
    const at = [near, bytes.length - 1 - near, random.below(bytes.length)][random.below(3)]!;
    flipped[at]! ^= 1 << random.below(8);
  }
  return flipped;
}
