import type { z } from 'zod';
import type { impulseSettings } from '../../api/work.ts';
import { client } from './client.ts';
import { type Overview, overviewQuery, queryClient, type Run, refresh } from './queries.ts';
import { tell } from './tell.tsx';

export type ImpulseSettings = z.infer<typeof impulseSettings>;

/** Keeps what a person chose as a new version of the project's impulse; the old one is an undo away. */
export async function saveImpulse(project: string, settings: ImpulseSettings): Promise<void> {
  const { impulse } = await queryClient.ensureQueryData(overviewQuery(project));
  const tidy = tidied(settings);
  if (impulse && same(impulse.settings, tidy)) return;
  await keep(project, impulse, tidy);
  tell.undoable('The impulse is changed.', () => keep(project, impulse, impulse?.settings ?? {}));
}

async function keep(
  project: string,
  impulse: Overview['impulse'],
  settings: ImpulseSettings,
): Promise<void> {
  const now = impulse ?? (await queryClient.fetchQuery(overviewQuery(project))).impulse;
  if (now) {
    await client.changeImpulse({ params: { project, impulse: now.id }, body: { settings } });
  } else {
    await client.createImpulse({ params: { project }, body: { name: 'Impulse', settings } });
  }
  await refresh(project);
}

/** Starts a training by the project's impulse as it is now. */
export async function startTraining(project: string): Promise<Run> {
  const { impulse } = await queryClient.fetchQuery(overviewQuery(project));
  const run = await client.startTraining({
    params: { project },
    body: impulse ? { impulse: impulse.id } : {},
  });
  await refresh(project);
  return run;
}

/** What was chosen, in one order, without what was not: equal settings are the same text as JSON. */
export const tidied = (settings: ImpulseSettings): ImpulseSettings =>
  Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const same = (a: ImpulseSettings, b: ImpulseSettings): boolean =>
  JSON.stringify(tidied(a)) === JSON.stringify(tidied(b));
