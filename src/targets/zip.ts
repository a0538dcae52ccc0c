import { type Zippable, zipSync } from 'fflate';

/** Files as one zip archive: sorted by path and dated 1980, so that equal files give equal bytes. */
export function zipArchive(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries: Zippable = {};
  // A zip holds local time: the same wall clock everywhere, whatever the time zone.
  const mtime = new Date(1980, 0, 1, 0, 0, 0);
  for (const [path, bytes] of sorted) entries[path] = [bytes, { mtime, level: 9, os: 3 }];
  return zipSync(entries);
}
