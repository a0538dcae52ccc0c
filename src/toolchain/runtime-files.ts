import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const runtime = join(import.meta.dirname, '../../runtime');

/** The C that stands on a device: runtime/dsp and runtime/nn, file name to text. */
export function readRuntime(): Promise<ReadonlyMap<string, string>> {
  return readFolders(['dsp', 'nn']);
}

/** Start-up and the programs that prove and measure a library. */
export function readFirmware(): Promise<ReadonlyMap<string, string>> {
  return readFolders(['firmware']);
}

async function readFolders(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const name of names) {
    for (const file of (await readdir(join(runtime, name))).sort()) {
      if (/\.[ch]$/.test(file)) files.set(file, await readFile(join(runtime, name, file), 'utf8'));
    }
  }
  return files;
}
