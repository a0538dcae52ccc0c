import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import type { Client } from '../../../api/client.ts';
import type { ReplyOf } from '../../../api/routes.ts';
import { Failure } from '../../../base/failure.ts';
import type { SourceFile } from '../../../project/source-file.ts';
import { folderFiles } from '../../folder-files.ts';
import { terminalTask } from '../../progress.ts';
import { follow } from './follow.ts';
import { writeWhole } from './keep.ts';
import { loggedIn } from './login.ts';
import { testCommand, trainCommand } from './remote-runs.ts';

/** Commands that work on a server through its API. */
export function remoteCommands(): Command[] {
  return [
    uploadCommand(),
    samplesCommand(),
    trainCommand(),
    testCommand(),
    jobsCommand(),
    exportCommand(),
  ];
}

/** One request holds so many files and bytes, so that one that fails costs little, and memory stays flat. */
const filesAtOnce = 100;
const bytesAtOnce = 2 ** 24;

async function* groupsOf(files: readonly SourceFile[]) {
  let group: { path: string; bytes: Uint8Array }[] = [];
  let bytes = 0;
  for (const file of files) {
    const content = await file.read();
    group.push({ path: file.path, bytes: content });
    bytes += content.length;
    if (group.length < filesAtOnce && bytes < bytesAtOnce) continue;
    yield group;
    group = [];
    bytes = 0;
  }
  if (group.length > 0) yield group;
}

function uploadCommand(): Command {
  return new Command('upload')
    .description('Send a folder of recordings, with its labels, to the server.')
    .addHelpText('after', '\nExample:\n  thimble upload recordings')
    .argument('<data>', 'folder of recordings, as for `thimble build`')
    .option('--json', 'print what was sent and what was skipped as JSON')
    .action(async (data: string, { json }: { readonly json?: boolean }) => {
      const { client, project } = await loggedIn();
      const files = await folderFiles(data);
      const task = terminalTask(process.stderr, new AbortController().signal, () =>
        performance.now(),
      );
      const lists = files.filter(({ path }) => /(^|\/)(labels\.csv|info\.labels)$/.test(path));
      const rest = files.filter((file) => !lists.includes(file));
      let sent = 0;
      const skipped: { file: string; reason: string }[] = [];
      for await (const group of groupsOf(rest)) {
        const form = new FormData();
        // the lists go with each part, cut down to what is in it, so that labels are known
        for (const file of lists) {
          form.append('file', new Blob([(await file.read()) as BlobPart]), file.path);
        }
        for (const { path, bytes } of group) {
          form.append('file', new Blob([bytes as BlobPart]), path);
        }
        const reply = await client.uploadFiles({ params: { project }, body: form });
        sent += reply.samples.length;
        skipped.push(
          ...reply.skipped.filter(({ reason }) => !reason.endsWith('which is not in the folder.')),
        );
        task.progress('Uploading', sent + skipped.length, rest.length);
      }
      task.clear();
      if (json) console.log(JSON.stringify({ sent, skipped }, null, 2));
      else {
        console.log(`${sent} recordings sent.`);
        for (const { file, reason } of skipped) console.log(`  ${file}: ${reason}`);
      }
    });
}

function samplesCommand(): Command {
  return new Command('samples')
    .description('List the samples of the project.')
    .addHelpText(
      'after',
      '\nExamples:\n  thimble samples --label walk\n  thimble samples --json | jq .seconds',
    )
    .option('--label <label>', 'only these')
    .option('--search <text>', 'in their names')
    .option('--json', 'print them as JSON')
    .action(
      async ({ label, search, json }: { label?: string; search?: string; json?: boolean }) => {
        const { client, project } = await loggedIn();
        for await (const sample of allSamples(client, project, { label, search })) {
          if (json) console.log(JSON.stringify(sample));
          else
            console.log(
              `${sample.id}  ${sample.label ?? '(no label)'}  ${sample.seconds.toFixed(2)} s  ${sample.part ?? '–'}  ${sample.name}`,
            );
        }
      },
    );
}

async function* allSamples(
  client: Client,
  project: string,
  filter: { readonly label: string | undefined; readonly search: string | undefined },
): AsyncGenerator<ReplyOf<'getSample'>> {
  let cursor: string | undefined;
  do {
    const query = { ...filter, sort: 'name' as const, limit: 500, cursor };
    const page = await client.listSamples({ params: { project }, query });
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor);
}

function jobsCommand(): Command {
  return new Command('jobs')
    .description('List long work, or follow, cancel or resume one.')
    .addHelpText('after', '\nExamples:\n  thimble jobs\n  thimble jobs 01K… --cancel')
    .argument('[job]', 'its id')
    .option('--cancel', 'stop it')
    .option('--resume', 'go on with it')
    .option('--json', 'print as JSON')
    .action(
      async (
        job: string | undefined,
        options: { cancel?: boolean; resume?: boolean; json?: boolean },
      ) => {
        const { client, project } = await loggedIn();
        if (!job) {
          const { items } = await client.listJobs({
            params: { project },
            query: { order: 'desc' },
          });
          for (const item of items) console.log(options.json ? JSON.stringify(item) : lineOf(item));
          return;
        }
        const params = { project, job };
        if (options.cancel) await client.cancelJob({ params });
        if (options.resume) await client.resumeJob({ params });
        const ended = options.cancel
          ? await client.getJob({ params })
          : await follow(client, project, job);
        console.log(options.json ? JSON.stringify(ended) : lineOf(ended));
        if (ended.state === 'failed')
          throw new Failure('tool-failed', ended.error ?? 'The job failed.');
      },
    );
}

function lineOf({ id, kind, state, progress, error }: ReplyOf<'getJob'>): string {
  const far =
    state === 'running' && progress
      ? `  ${progress.stage} ${progress.done} of ${progress.total}`
      : '';
  return `${id}  ${kind}  ${state}${far}${error ? `  ${error}` : ''}`;
}

function exportCommand(): Command {
  return new Command('export')
    .description('Write the whole project into one file.')
    .addHelpText('after', '\nExample:\n  thimble export gestures.thimble')
    .argument('<file>', 'such as gestures.thimble')
    .action(async (file: string) => {
      const { client, project } = await loggedIn();
      const response = await client.exportProject({ params: { project } });
      await writeWhole(file, (aside) =>
        pipeline(
          Readable.fromWeb(response.body as never),
          createWriteStream(aside, { flush: true }),
        ),
      );
      console.log(`The project is in ${file}; \`thimble import\` reads it elsewhere.`);
    });
}
