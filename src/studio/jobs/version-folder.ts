import type { Listing } from '../../project/listing.ts';
import type { Split } from '../../project/sample.ts';
import type { SourceFile } from '../../project/source-file.ts';
import type { Annotations } from '../data/sample-rows.ts';
import type { VersionLine } from '../data/versions.ts';
import type { Studio } from '../studio.ts';

/** A dataset version as a folder that is already listed: no file says otherwise what it is. */
export interface VersionFolder {
  readonly files: readonly SourceFile[];
  readonly listing: Listing;
  /** The samples that paths came from; null where there is none, as for composed noise. */
  readonly samplesOf: (sources: readonly string[]) => (string | null)[];
  /** What is known of samples besides their labels, as far as it divides them. */
  readonly factsOf: (samples: readonly (string | null)[]) => Fact[];
}

/** Something known of samples, such as who moved: a value for each of them, null where it is not known. */
interface Fact {
  readonly name: string;
  readonly values: (string | null)[];
}

export function folderOf(studio: Studio, lines: readonly VersionLine[]): VersionFolder {
  const seen = new Map<string, string>();
  const named = lines.map((line) => {
    const path = seen.has(line.name) ? `${line.id}/${line.name}` : line.name;
    seen.set(path, line.id);
    return { path, line };
  });
  return {
    files: named.map(({ path, line }) => ({ path, read: () => studio.contents.get(line.content) })),
    listing: {
      listed: named.map(({ path, line }) => {
        const { segments, boxes } = JSON.parse(line.annotations) as Annotations;
        return {
          path,
          label: line.label,
          segments: segments.map(({ start, end, label }) => ({
            startIndex: start,
            endIndex: end - 1,
            label,
          })),
          boxes,
          split: line.part as Split | null,
          group: line.group,
        };
      }),
      skipped: [],
      notes: [],
    },
    samplesOf: (sources) =>
      // "#2" behind a path is the second labelled part of a file
      sources.map((source) => seen.get(source) ?? seen.get(source.replace(/#\d+$/, '')) ?? null),
    factsOf: (samples) => factsOf(new Map(lines.map((line) => [line.id, line])), samples),
  };
}

/** Facts with more values than this name single samples and not groups of them. */
const valuesMost = 200;

/** The group, and each metadata, that has at least two values among these samples. */
function factsOf(
  lines: ReadonlyMap<string, VersionLine>,
  samples: readonly (string | null)[],
): Fact[] {
  const known = samples.map((id): Readonly<Record<string, string>> => {
    const line = id === null ? undefined : lines.get(id);
    if (!line) return {};
    return { ...JSON.parse(line.metadata), ...(line.group !== null && { group: line.group }) };
  });
  const names = new Set(['group', ...known.flatMap((facts) => Object.keys(facts))]);
  return [...names].flatMap((name) => {
    const values = known.map((facts) => facts[name] ?? null);
    const different = new Set(values).size;
    return different >= 2 && different <= valuesMost ? [{ name, values }] : [];
  });
}
