import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureHelp } from '../dsp/feature-table.ts';

/** Features in a folder, one file for each key: float32, little-endian. Half-written files are never read. */
export function featureCache(folder: string): NonNullable<FeatureHelp['cache']> {
  let turn = 0;
  return {
    async get(key) {
      const bytes = await readFile(join(folder, `${key}.f32`)).catch(() => null);
      if (!bytes || bytes.length % 4 !== 0) return null;
      return new Float32Array(Uint8Array.from(bytes).buffer);
    },
    async put(key, features) {
      await mkdir(folder, { recursive: true });
      const file = join(folder, `${key}.f32`);
      const part = `${file}.${process.pid}.${turn++}`;
      await writeFile(
        part,
        new Uint8Array(features.buffer, features.byteOffset, features.byteLength),
      );
      await rename(part, file);
    },
  };
}
