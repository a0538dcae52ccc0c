/** The notices that are owed for the packages whose code stands in the pages' files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** For the pages and for their workers, which are made apart. */
export interface Licences {
  /** Writes licences.txt beside the pages: name, version and licence of each package that is in them. */
  readonly ofPages: Plugin;
  /** Finds the packages in the workers, all of which are made before the pages are written. */
  readonly ofWorkers: Plugin;
}

export function licences(root: string): Licences {
  const packages = new Set<string>();
  const moduleParsed = ({ id }: { readonly id: string }) => {
    const found = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id);
    if (found) packages.add(found[1]!);
  };
  return {
    ofWorkers: { name: 'thimble-licences-of-workers', moduleParsed },
    ofPages: {
      name: 'thimble-licences',
      moduleParsed,
      generateBundle() {
        const source = [...packages]
          .sort()
          .map((name) => notice(root, name))
          .join('\n');
        this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
      },
    },
  };
}

function notice(root: string, name: string): string {
  const folder = join(root, 'node_modules', name);
  const file = join(folder, 'package.json');
  if (!existsSync(file)) throw new Error(`${name} is in the pages, but has no package.json.`);
  const { version, license } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string;
    license?: string;
  };
  const text = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const head = `${'='.repeat(72)}\n${name} ${version} (${license ?? 'see below'})\n${'='.repeat(72)}\n`;
  return `${head}${text ? readFileSync(join(folder, text), 'utf8') : ''}\n`;
}
