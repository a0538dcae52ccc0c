import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureStore } from '../pipeline/feature-tables.ts';

/** A folder keeps at most so many bytes of features, unless told. */
const bytesMost = 2 ** 30;
/** When there is too much, so much of the bound is left: it is not reached again at once. */
const shareLeft = 0.8;
/** What nobody asked for in so long goes, too. */
const unusedMs = 30 * 24 * 3600 * 1000;
/** A write takes no such time: its process is gone. */
const unfinishedMs = 60_000;

const suffix = '.features';
const aside = '.unfinished';
const digestBytes = 32;

/**
 * Features as files of a folder, named by what they were made from:
 *
 *     ab12….features    32 bytes SHA-256 of the rest, then float32, little-endian
 *     *.unfinished      being written; renamed when whole, removed when its process is gone
 *
 * A file whose bytes are not what was written is removed and counts as not there. The files that were
 * not asked for longest go first when there are too many bytes. A folder that cannot be written to is a
 * folder in which nothing is found: features are made, and no work fails for it.
 */
export function openFeatureStore(folder: string, most = bytesMost): FeatureStore {
  let bytes: Promise<number> | null = null;
  const pathOf = (name: string) => join(folder, `${name}${suffix}`);
  return {
    nameOf(...parts) {
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      return hash.digest('hex');
    },
    async load(name) {
      const kept = await readFile(pathOf(name)).catch(() => null);
      if (!kept) return null;
      if (!isWhole(kept)) {
        await rm(pathOf(name), { force: true }).catch(() => {});
        return null;
      }
      const now = new Date();
      await utimes(pathOf(name), now, now).catch(() => {});
      const { buffer, byteOffset } = kept;
      return new Float32Array(buffer.slice(byteOffset + digestBytes, byteOffset + kept.length));
    },
    async save(name, features) {
      const content = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
      const unfinished = join(folder, `${randomUUID()}${aside}`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(unfinished, Buffer.concat([digestOf(content), content]), { flag: 'wx' });
        await rename(unfinished, pathOf(name));
      } catch {
        await rm(unfinished, { force: true }).catch(() => {});
        return;
      }
      // the first count finds this file already
      const before = bytes;
      bytes = before
        ? before.then((sum) => sum + content.length + digestBytes)
        : tidy(folder, most);
      if ((await bytes) > most) bytes = tidy(folder, most);
      await bytes;
    },
  };
}

function digestOf(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

function isWhole(kept: Buffer): boolean {
  return (
    kept.length >= digestBytes &&
    (kept.length - digestBytes) % 4 === 0 &&
    digestOf(kept.subarray(digestBytes)).equals(kept.subarray(0, digestBytes))
  );
}

/** Removes what is too old or too much; the bytes that are left. */
async function tidy(folder: string, most: number): Promise<number> {
  const now = Date.now();
  const names = await readdir(folder).catch(() => []);
  const files = [];
  for (const name of names.filter((one) => one.endsWith(suffix) || one.endsWith(aside))) {
    const path = join(folder, name);
    const about = await stat(path).catch(() => null);
    if (!about) continue;
    const kept = name.endsWith(suffix) ? unusedMs : unfinishedMs;
    if (now - about.mtimeMs > kept) await rm(path, { force: true }).catch(() => {});
    else if (name.endsWith(suffix)) files.push({ path, at: about.mtimeMs, size: about.size });
  }
  files.sort((a, b) => a.at - b.at);
  let sum = files.reduce((all, { size }) => all + size, 0);
  if (sum <= most) return sum;
  for (const { path, size } of files) {
    if (sum <= shareLeft * most) break;
    await rm(path, { force: true }).catch(() => {});
    sum -= size;
  }
  return sum;
}
