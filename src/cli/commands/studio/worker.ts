import { Command } from 'commander';
import { Failure } from '../../../base/failure.ts';
import { Runner } from '../../../studio/jobs/runner.ts';
import { openStudio } from '../../../studio/studio.ts';
import { numberFrom } from '../../number-from.ts';
import { type DataOptions, dataOptions, placeOf } from './data-folder.ts';
import { untilStopped } from './serve.ts';

/** thimble worker */
export function workerCommand(): Command {
  return dataOptions(new Command('worker'))
    .description('Do jobs of a studio on PostgreSQL, on this machine, as many as it can take.')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=postgres://thimble@db/thimble thimble worker')
    .option('--jobs <n>', 'jobs at a time', numberFrom(1), 1)
    .action(async (options: DataOptions & { readonly jobs: number }) => {
      const stopped = untilStopped();
      const studio = await openStudio(placeOf(options), { asWorker: true });
      if (studio.kind !== 'postgres') {
        await studio.close();
        throw new Failure(
          'bad-option',
          'Workers beside the server need PostgreSQL: set DATABASE_URL. On the data folder alone the server itself does the jobs (thimble serve --workers N).',
        );
      }
      const runner = new Runner(studio, options.jobs, (text) => console.error(text));
      runner.start();
      console.log('Waiting for jobs; Ctrl-C ends it, and what is at work goes to the next.');
      await stopped;
      await runner.stop();
      await studio.close();
    });
}
