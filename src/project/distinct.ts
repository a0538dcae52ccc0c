import type { Skipped } from './listing.ts';
import type { Labelled } from './sample.ts';
import { quoted, type Thing, things } from './wording.ts';

/** The same content twice in one part count once; with two labels, they count as the first says. */
export function keepOnce<S extends Labelled>(all: readonly S[], thing: Thing) {
  const first = new Map<string, S>();
  const samples: S[] = [];
  const skipped: Skipped[] = [];
  let copies = 0;
  for (const sample of all) {
    const key = `${sample.split} ${sample.id}`;
    const twin = first.get(key);
    if (!twin) {
      first.set(key, sample);
      samples.push(sample);
    } else if (twin.label === sample.label) copies++;
    else {
      const is = (label: string | null) =>
        label === null ? 'has no label' : `is ${quoted(label)}`;
      skipped.push({
        file: sample.source,
        reason:
          `${sample.source} ${is(sample.label)}, but holds the same ` +
          `${thing === 'picture' ? 'picture' : 'readings'} as ${twin.source}, ` +
          `which ${is(twin.label)}: remove one of them.`,
      });
    }
  }
  const notes =
    copies > 0 ? [`${things(copies, thing)} of which there are copies: kept once.`] : [];
  return { samples, skipped, notes };
}

/** What files say of themselves, each sentence once. */
export function notesOf(
  found: readonly { readonly path: string; readonly notes: readonly string[] }[],
  thing: Thing,
): string[] {
  const sources = new Map<string, string[]>();
  for (const { path, notes } of found) {
    for (const note of notes) {
      if (!sources.has(note)) sources.set(note, []);
      sources.get(note)!.push(path);
    }
  }
  return [...sources].map(([note, paths]) => {
    if (paths.length === found.length) return note;
    return paths.length === 1 ? `${paths[0]}: ${note}` : `${things(paths.length, thing)}: ${note}`;
  });
}

export function noteUnlabelled(samples: readonly Labelled[], thing: Thing): string[] {
  const count = samples.filter(({ label }) => label === null).length;
  return count > 0
    ? [`${things(count, thing)} without a label: neither learned from nor tested.`]
    : [];
}
