import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Sample } from '../../state/queries.ts';
import { examplesQuery, fileAddress, sampleQuery } from '../../state/samples.ts';
import type { Example } from './effect/example.ts';

/** So many samples stand for all where their content is looked at. */
const lookedMost = 6;

interface Examples {
  /** Some hundred, of all labels. */
  readonly all: readonly Sample[];
  /** The one that is looked at, and a few of other labels. */
  readonly looked: readonly Sample[];
}

/** Samples of a kind that stand for all of the project; `wanted` is among them, whichever it is. */
export function useExamples(
  project: string,
  kind: Sample['kind'],
  wanted: string | undefined,
): Examples | null {
  const { data } = useQuery(examplesQuery(project));
  const among = data?.items.some(({ id }) => id === wanted);
  const other = useQuery({ ...sampleQuery(project, wanted), enabled: among === false && !!wanted });
  return useMemo(() => {
    if (!data) return null;
    const all = data.items.filter((one) => one.kind === kind);
    const first = all.find(({ id }) => id === wanted) ?? other.data ?? all[0];
    return first?.kind === kind ? { all, looked: [first, ...othersOf(all, first)] } : null;
  }, [data, other.data, kind, wanted]);
}

/** One of each label in turn, then a second one, until there are enough. */
function othersOf(all: readonly Sample[], first: Sample): Sample[] {
  const groups = [...Map.groupBy(all, ({ label }) => label).values()].map((alike) =>
    alike.filter(({ id }) => id !== first.id),
  );
  const inTurn = [0, 1].flatMap((turn) => groups.flatMap((alike) => alike[turn] ?? []));
  return inTurn.slice(0, lookedMost - 1);
}

/** As workers take it: under its own name and id, since two samples may have one name. */
export function exampleOf(project: string, { id, name, label, annotations }: Sample): Example {
  return { name: `${id}/${name}`, label, annotations, address: fileAddress(project, id) };
}
