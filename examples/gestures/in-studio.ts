/** The gesture example as a project of a studio. */

import { Failure } from '../../src/base/failure.ts';
import type { Task } from '../../src/base/task.ts';
import type { Report } from '../../src/pipeline/report/report.ts';
import type { Files } from '../../src/simulate/recorded-folder.ts';
import { bringFolder } from '../../src/studio/data/bring.ts';
import { startOfTraining, startRun } from '../../src/studio/data/runs.ts';
import { newId } from '../../src/studio/new-id.ts';
import type { Studio } from '../../src/studio/studio.ts';

const who = 'npm start';

/** Makes the project and brings its recordings; null where the studio holds projects already. */
export async function newExample(studio: Studio, files: Files): Promise<string | null> {
  const { db, contents } = studio;
  if (await db.selectFrom('projects').select('id').limit(1).executeTakeFirst()) return null;
  const id = newId();
  const description = 'Recordings made by a simulation of a wrist: none of them is of a person.';
  const row = { id, name: 'Wrist gestures (simulated)', description, created_at: Date.now() };
  await db.insertInto('projects').values(row).execute();
  const arrived = await Promise.all(
    [...files].map(async ([path, bytes]) => ({ path, bytes, kept: await contents.keep(bytes) })),
  );
  await bringFolder(studio, { project: id, who }, arrived, {});
  return id;
}

/** Goes through all stages as anybody would, and gives the report of the build. */
export async function tripOfExample(
  studio: Studio,
  project: string,
  seed: number,
  task: Task,
): Promise<Report> {
  const wish = { seed, board: 'nano33ble', target: 'arduino' };
  const done = async (started: Promise<{ run: string; job: string }>) => {
    const { run, job } = await started;
    await ended(studio, job, task);
    return run;
  };
  await done(startRun(studio, project, 'features', wish, who));
  const training = await done(startRun(studio, project, 'training', wish, who));
  await done(startOfTraining(studio, project, 'test', training, {}, who));
  return reportOf(
    studio,
    await done(startOfTraining(studio, project, 'build', training, wish, who)),
  );
}

async function ended({ queue }: Studio, job: string, task: Task): Promise<void> {
  for (let last = 0; ; ) {
    for (const { number, kind, data } of await queue.eventsAfter(job, last)) {
      last = number;
      const said = JSON.parse(data);
      if (kind === 'progress') task.progress(said.stage, said.done, said.total);
      else if (said.state === 'done') return;
      else if (said.state === 'failed' || said.state === 'cancelled') {
        throw new Failure('tool-failed', said.error ?? 'The job was cancelled.');
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function reportOf({ db, contents }: Studio, run: string): Promise<Report> {
  const { files } = await db
    .selectFrom('runs')
    .select('files')
    .where('id', '=', run)
    .executeTakeFirstOrThrow();
  const report = (JSON.parse(files) as { name: string; content: string }[]).find(
    ({ name }) => name === 'report.json',
  )!;
  return JSON.parse(new TextDecoder().decode(await contents.get(report.content)));
}
