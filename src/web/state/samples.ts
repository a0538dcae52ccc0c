import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { CallOf } from '../../api/routes.ts';
import { counted } from '../parts/words.ts';
import { client } from './client.ts';
import { queryClient, refresh, type Sample } from './queries.ts';
import { tell } from './tell.tsx';

/** Samples of a project: finding them, and changing many at once so that it can be undone. */

export type SampleFilter = Omit<NonNullable<CallOf<'listSamples'>['query']>, 'cursor' | 'limit'>;
export type SampleChange = CallOf<'changeSamples'>['body']['change'];

/** All samples that pass a filter, page after page. */
export const samplesQuery = (project: string, filter: SampleFilter) =>
  infiniteQueryOptions({
    queryKey: [project, 'samples', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      client.listSamples({
        params: { project },
        query: { ...filter, limit: 200, ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const sampleQuery = (project: string, sample: string | undefined) =>
  queryOptions({
    queryKey: [project, 'sample', sample],
    enabled: sample !== undefined,
    queryFn: () => client.getSample({ params: { project, sample: sample! } }),
  });

/** Least and largest values of a stretch of a recording; its content never changes. */
export const readingsQuery = (
  project: string,
  sample: string,
  points: number,
  range: { readonly from?: number; readonly to?: number } = {},
) =>
  queryOptions({
    queryKey: ['readings', project, sample, points, range.from, range.to],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => client.getReadings({ params: { project, sample }, query: { points, ...range } }),
  });

/** Samples that stand for all: of each label, and from the first to the last. */
export const examplesQuery = (project: string) =>
  queryOptions({
    queryKey: [project, 'examples'],
    queryFn: () => client.exampleSamples({ params: { project }, query: { most: 500 } }),
  });

export const countsQuery = (project: string) =>
  queryOptions({
    queryKey: [project, 'counts'],
    queryFn: () => client.countSamples({ params: { project } }),
  });

/** Where the file of a sample lies, for pictures and sound. */
export const fileAddress = (project: string, sample: string): string =>
  `/api/projects/${project}/samples/${sample}/file`;

/** Where a small spectrogram of a recording lies: a picture whose cover is the strength of each frequency. */
export const spectrogramAddress = (project: string, sample: string): string =>
  `/api/projects/${project}/samples/${sample}/spectrogram`;

/** The same change to many samples, with the way back. */
export const changeSamples = (
  project: string,
  samples: readonly Sample[],
  change: SampleChange,
  said: string,
): Promise<void> =>
  changeEach(
    project,
    samples.map((sample) => ({ sample, change })),
    said,
  );

interface OneChange {
  readonly sample: Sample;
  readonly change: SampleChange;
}

/** To each sample its own change, all of them with one way back. */
export async function changeEach(
  project: string,
  changes: readonly OneChange[],
  said: string,
): Promise<void> {
  await send(project, changes);
  const back = changes.map(({ sample, change }) => ({ sample, change: before(sample, change) }));
  tell.undoable(said, () => send(project, back));
}

export async function deleteSamples(project: string, samples: readonly Sample[]): Promise<void> {
  const ids = samples.map(({ id }) => id);
  await client.deleteSamples({ params: { project }, body: { samples: ids } });
  await refresh(project);
  tell.undoable(`${counted(ids.length, 'sample')} deleted.`, async () => {
    await client.restoreSamples({ params: { project }, body: { samples: ids } });
    await refresh(project);
  });
}

/**
 * Makes samples of stretches of a recording and takes the recording out, with the way back; `undone` is told
 * when it is there again. Gives the new samples.
 */
export async function cutSample(
  project: string,
  sample: Sample,
  stretches: CallOf<'cutSample'>['body']['stretches'],
  undone: () => unknown,
): Promise<readonly Sample[]> {
  const params = { project };
  const cut = { params: { project, sample: sample.id }, body: { stretches } };
  const { samples } = await client.cutSample(cut);
  await refresh(project);
  const name = sample.name.split('/').at(-1);
  tell.undoable(`${name} became ${counted(samples.length, 'sample')}.`, async () => {
    await client.deleteSamples({ params, body: { samples: samples.map(({ id }) => id) } });
    await client.restoreSamples({ params, body: { samples: [sample.id] } });
    await refresh(project);
    undone();
  });
  return samples;
}

async function send(project: string, changes: readonly OneChange[]): Promise<void> {
  // samples that change alike go together
  for (const alike of Map.groupBy(changes, ({ change }) => JSON.stringify(change)).values()) {
    const body = { samples: alike.map(({ sample }) => sample.id), change: alike[0]!.change };
    await client.changeSamples({ params: { project }, body });
  }
  await Promise.all([
    refresh(project),
    queryClient.invalidateQueries({ queryKey: [project, 'sample'] }),
  ]);
}

function before(sample: Sample, change: SampleChange): SampleChange {
  return Object.fromEntries(
    (Object.keys(change) as (keyof SampleChange)[]).map((name) => [name, sample[name]]),
  );
}
