/** The guide's page as a part of the studio, so that help is there without any network. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { marked } from 'marked';
import type { Plugin } from 'vite';

/** Makes HTML of a file of Markdown that is imported; its pictures become files of the pages. */
export function guide(): Plugin {
  return {
    name: 'thimble-guide',
    transform(text, id) {
      if (!id.endsWith('.md')) return null;
      const pictures = new Map<string, string>();
      const html = marked
        .parse(text, { async: false })
        // headings are places that pages link to
        .replace(
          /<h2>([^<]+)<\/h2>/g,
          (_, title: string) => `<h2 id="${placeOf(title)}">${title}</h2>`,
        )
        .replace(/src="(pictures\/[^"]+)"/g, (_, path: string) => {
          const source = readFileSync(join(dirname(id), path));
          const name = basename(path);
          if (!pictures.has(path)) {
            pictures.set(path, this.emitFile({ type: 'asset', name, source }));
          }
          return `src="PICTURE:${pictures.get(path)}"`;
        });
      const code = JSON.stringify(html).replace(
        /PICTURE:([\w$-]+)/g,
        (_, reference: string) => `" + import.meta.ROLLUP_FILE_URL_${reference} + "`,
      );
      return { code: `export default ${code};`, map: null };
    },
  };
}

const placeOf = (title: string): string => title.toLowerCase().replace(/\W+/g, '-');
