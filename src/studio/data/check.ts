import type { Studio } from '../studio.ts';
import { allTables } from './archive.ts';

export interface Checked {
  readonly checked: number;
  readonly wrong: readonly {
    readonly content: string;
    readonly state: 'damaged' | 'lacking';
    /** What names it, in words. */
    readonly usedBy: readonly string[];
  }[];
}

/** Reads every content that anything names, and compares it with its name. */
export async function checkContents(studio: Studio): Promise<Checked> {
  const tables = await allTables(studio);
  const users = new Map<string, string[]>();
  const use = (content: string, by: string) =>
    users.set(content, [...(users.get(content) ?? []), by]);
  for (const { content, name } of (tables.get('samples') ?? []) as {
    content: string;
    name: string;
  }[]) {
    use(content, `sample ${name}`);
  }
  for (const { content, number } of (tables.get('dataset_versions') ?? []) as {
    content: string;
    number: number;
  }[]) {
    use(content, `dataset version ${number}`);
  }
  for (const { id, files } of (tables.get('runs') ?? []) as { id: string; files: string }[]) {
    for (const { content, name } of JSON.parse(files) as { content: string; name: string }[])
      use(content, `${name} of build ${id}`);
  }
  const wrong: Checked['wrong'][number][] = [];
  for (const [content, usedBy] of [...users].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sound = await studio.contents.isSound(content);
    if (sound !== true)
      wrong.push({ content, state: sound === null ? 'lacking' : 'damaged', usedBy });
  }
  return { checked: users.size, wrong };
}
