import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import type { z } from 'zod';
import type { Client } from '../../../api/client.ts';
import { testResult, trainingResult } from '../../../api/results.ts';
import type { ReplyOf } from '../../../api/routes.ts';
import { Failure } from '../../../base/failure.ts';
import type { KernelLanguage, Optimise } from '../../../compile/options.ts';
import { percent } from '../../../pipeline/report/figures.ts';
import { numberFrom } from '../../number-from.ts';
import { follow } from './follow.ts';
import { writeWhole } from './keep.ts';
import { loggedIn } from './login.ts';

type Run = ReplyOf<'getRun'>;

/** thimble train */
export function trainCommand(): Command {
  return new Command('train')
    .description("Train on the server's samples as they are now.")
    .option('--impulse <name>', 'by its settings (default: all by the data)')
    .option('--board <name>', 'board that it is for (default: that of the project)')
    .option('--seed <n>', 'the same seed gives the same network', numberFrom(0), 1)
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', '\nExamples:\n  thimble train\n  thimble train --impulse short --seed 7')
    .action(async ({ impulse, board, seed, json }: TrainOptions) => {
      const { client, project } = await loggedIn();
      const wanted = impulse === undefined ? {} : { impulse: await idOf(client, project, impulse) };
      const body = { ...wanted, ...(board !== undefined && { board }), seed };
      const run = await ended(
        client,
        await client.startTraining({ params: { project }, body }),
        project,
      );
      const result = trainingResult.parse(await fileOf(client, project, run, 'training.json'));
      console.log(json ? JSON.stringify({ run, result }, null, 2) : told(run, result));
    });
}

interface TrainOptions {
  readonly impulse?: string;
  readonly board?: string;
  readonly seed: number;
  readonly json?: boolean;
}

/** thimble test */
export function testCommand(): Command {
  return new Command('test')
    .description('Run a trained network on the test part, on the server.')
    .argument('[training]', 'its id (default: the newest)')
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', '\nExamples:\n  thimble test\n  thimble test --json > test.json')
    .action(async (training: string | undefined, { json }: { readonly json?: boolean }) => {
      const { client, project } = await loggedIn();
      const body = { training: training ?? (await newestTraining(client, project)) };
      const run = await ended(
        client,
        await client.startTest({ params: { project }, body }),
        project,
      );
      const result = testResult.parse(await fileOf(client, project, run, 'test.json'));
      if (json) {
        console.log(JSON.stringify({ run, result }, null, 2));
        return;
      }
      const { accuracy, macroF1 } = result;
      console.log(
        `Test part: int8 ${percent(accuracy.int8)}, macro F1 ${percent(macroF1.int8)}; float32 ${percent(accuracy.float)}.`,
      );
      for (const { label, recall, precision, count } of result.classes.int8) {
        console.log(
          `  ${label}: ${percent(recall)} of ${count} found, ${percent(precision)} of the answers right`,
        );
      }
    });
}

/** Builds the newest training's model on the server and fetches what came out. */
export async function buildOnServer(options: {
  readonly board?: string;
  readonly target?: string;
  readonly optimise?: Optimise;
  readonly kernels?: KernelLanguage;
  readonly out?: string;
  readonly json?: boolean;
}): Promise<void> {
  const { client, project } = await loggedIn();
  const { board, target, optimise, kernels, out = 'out' } = options;
  const body = {
    training: await newestTraining(client, project),
    // what is not said is as the project has it
    ...(board !== undefined && { board }),
    ...(target !== undefined && { target }),
    ...(optimise !== undefined && { optimise }),
    ...(kernels !== undefined && { kernels }),
  };
  const run = await ended(client, await client.startBuild({ params: { project }, body }), project);
  await mkdir(out, { recursive: true });
  for (const { name: file } of run.files) {
    const response = await client.getRunFile({ params: { project, run: run.id, file } });
    await writeWhole(join(out, file), (aside) =>
      pipeline(Readable.fromWeb(response.body as never), createWriteStream(aside, { flush: true })),
    );
  }
  const files = run.files.map(({ name }) => join(out, name));
  console.log(options.json ? JSON.stringify({ run, files }, null, 2) : files.join('\n'));
}

async function ended(client: Client, { id, job }: Run, project: string): Promise<Run> {
  const { state, error } = await follow(client, project, job);
  if (state === 'done') return client.getRun({ params: { project, run: id } });
  if (state === 'cancelled') throw new Failure('cancelled', 'It was cancelled.');
  throw new Failure('tool-failed', error ?? 'It failed, and did not say why.');
}

async function fileOf(client: Client, project: string, { id: run }: Run, file: string) {
  return (await client.getRunFile({ params: { project, run, file } })).json();
}

async function newestTraining(client: Client, project: string): Promise<string> {
  const query = { kind: 'training', order: 'desc', limit: 20 } as const;
  const { items } = await client.listRuns({ params: { project }, query });
  const newest = items.find(({ state }) => state === 'done');
  if (newest) return newest.id;
  throw new Failure('not-found', 'There is no trained network yet: thimble train');
}

async function idOf(client: Client, project: string, name: string): Promise<string> {
  const { items } = await client.listImpulses({ params: { project }, query: { limit: 500 } });
  const found = items.find((impulse) => impulse.name === name);
  if (found) return found.id;
  const names = items.map((impulse) => impulse.name).join(', ') || 'none yet';
  throw new Failure('not-found', `There is no impulse ${name}. There are: ${names}.`);
}

function told({ id }: Run, result: z.infer<typeof trainingResult>): string {
  const { history, bestEpoch, parameters, seconds, validation, costs } = result;
  const fits = costs.filter((board) => board.fits).length;
  return [
    `Training ${id}: ${parameters} parameters, ${history.length} epochs in ${seconds.toFixed(1)} s, best epoch ${bestEpoch}.`,
    ...(validation
      ? [
          `Validation part: ${percent(validation.accuracy)}, macro F1 ${percent(validation.macroF1)}.`,
        ]
      : []),
    `It fits ${fits} of ${costs.length} boards. Next: thimble test, thimble build`,
  ].join('\n');
}
