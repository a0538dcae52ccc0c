import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const runtime = join(import.meta.dirname, '../../runtime');

/** The C that stands on a device: runtime/dsp, runtime/nn and the ports, file name to text. */
export async function readRuntime(): Promise<ReadonlyMap<string, string>> {
  const ports = await readdir(join(runtime, 'port'));
  const folders = ports.sort().flatMap((port) => [join('port', port), join('port', port, 'dsp')]);
  return readFolders(['dsp', 'nn', ...folders]);
}

/** Start-up and the programs that prove and measure a library; headers as an architecture has them. */
export async function readFirmware(
  headers: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, string>> {
  const files = await readFolders(['firmware']);
  const own = Object.entries(headers).map(([name, file]) => [name, files.get(file)!] as const);
  return new Map([...files, ...own]);
}

async function readFolders(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const name of names) {
    for (const file of (await readdir(join(runtime, name)).catch(() => [])).sort()) {
      if (/\.(c|h|inc|S)$/.test(file))
        files.set(file, await readFile(join(runtime, name, file), 'utf8'));
    }
  }
  return files;
}
