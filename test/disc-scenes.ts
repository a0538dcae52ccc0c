import { encode } from 'fast-png';
import { Random } from '../src/base/random.ts';
import type { Box } from '../src/formats/labels-file.ts';

/** A small picture and what is where in it. */
export interface DiscScene {
  /** "test/5": a fifth are for the test. */
  readonly name: string;
  readonly png: Uint8Array<ArrayBuffer>;
  readonly boxes: readonly Box[];
}

/** Pixels along each side of a picture. */
export const discSide = 32;
const across = 8;

/** Grey noise with up to three bright and dark discs. */
export function discScenes(count: number): DiscScene[] {
  const random = new Random(3, 'scenes');
  return Array.from({ length: count }, (_, n) => {
    const data = Uint8Array.from({ length: discSide ** 2 }, () => 110 + random.below(30));
    const boxes: Box[] = [];
    for (const corner of [0, 1, 2]) {
      if (random.below(4) === 0) continue;
      const label = random.below(2) === 0 ? 'bright' : 'dark';
      const x = (corner % 2) * 16 + 6 + random.below(4);
      const y = (corner >> 1) * 16 + 6 + random.below(4);
      for (let i = 0; i < data.length; i++) {
        const away = Math.hypot((i % discSide) + 0.5 - x, Math.floor(i / discSide) + 0.5 - y);
        if (away < across / 2) data[i] = label === 'bright' ? 240 : 10;
      }
      boxes.push({ label, x: x - across / 2, y: y - across / 2, width: across, height: across });
    }
    const picture = { width: discSide, height: discSide, data, channels: 1, depth: 8 } as const;
    const png = Uint8Array.from(encode(picture));
    return { name: `${n % 5 === 0 ? 'test' : 'train'}/${n}`, png, boxes };
  });
}
