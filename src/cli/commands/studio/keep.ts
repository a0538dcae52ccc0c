import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { Failure } from '../../../base/failure.ts';
import { readArchive, writeArchive } from '../../../studio/data/archive.ts';
import { checkContents } from '../../../studio/data/check.ts';
import { openStudio, type Studio } from '../../../studio/studio.ts';
import { type DataOptions, dataOptions, placeOf } from './data-folder.ts';

/** thimble backup, restore, check: work on the data folder or database itself, also beside a server. */
export function keepCommands(): Command[] {
  return [
    dataOptions(new Command('backup'))
      .description('Write everything into one file, also while the studio runs.')
      .addHelpText('after', '\nExample:\n  thimble backup thimble.tar')
      .argument('<file>', 'where to write it, such as thimble-2026-11-25.tar')
      .action((file: string, options: DataOptions) =>
        withStudio(options, async (studio) => {
          await writeWhole(file, (aside) =>
            pipeline(writeArchive(studio, null), createWriteStream(aside, { flush: true })),
          );
          console.log(
            `Everything is in ${file}: people, projects, recordings, builds. Keep it as you keep a password.`,
          );
        }),
      ),
    dataOptions(new Command('restore'))
      .description('Read a backup into an empty data folder or database.')
      .addHelpText('after', '\nExample:\n  thimble restore thimble.tar --data fresh')
      .argument('<file>', 'what `thimble backup` wrote')
      .action((file: string, options: DataOptions) =>
        withStudio(options, async (studio) => {
          const projects = await readArchive(studio, openToRead(file), 'everything', null);
          console.log(
            `Restored: ${projects.length} ${projects.length === 1 ? 'project' : 'projects'}.`,
          );
        }),
      ),
    dataOptions(new Command('check'))
      .description('Compare every kept content with its name, and name what is damaged or lacking.')
      .addHelpText('after', '\nExamples:\n  thimble check\n  thimble check --json')
      .option('--json', 'print what was found as JSON')
      .action((options: DataOptions & { readonly json?: boolean }) =>
        withStudio(options, async (studio) => {
          const found = await checkContents(studio);
          if (options.json) console.log(JSON.stringify(found, null, 2));
          else
            for (const { content, state, usedBy } of found.wrong)
              console.log(`${content} is ${state}: ${usedBy.join(', ')}`);
          if (found.wrong.length > 0) {
            throw new Failure(
              'bad-data',
              `${found.wrong.length} of ${found.checked} contents are damaged or lacking: bring them back from a backup, or delete what uses them.`,
            );
          }
          if (!options.json) console.log(`${found.checked} contents, all as they should be.`);
        }),
      ),
  ];
}

export async function withStudio(
  options: DataOptions,
  use: (studio: Studio) => Promise<void>,
): Promise<void> {
  const studio = await openStudio(placeOf(options), { asWorker: true });
  try {
    await use(studio);
  } finally {
    await studio.close();
  }
}

/** A file is there whole or not at all. */
export async function writeWhole(
  file: string,
  write: (aside: string) => Promise<void>,
): Promise<void> {
  const aside = `${file}.part`;
  try {
    await write(aside);
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC')
      throw new Failure(
        'no-space',
        `The disk of ${file} is full: nothing was written. Choose another place.`,
      );
    if (code === 'ENOENT' || code === 'EACCES')
      throw new Failure(
        'no-permission',
        `${file} cannot be written (${code}): choose another place.`,
      );
    throw error;
  }
}

export function openToRead(file: string) {
  return createReadStream(file);
}
