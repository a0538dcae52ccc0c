import { join } from 'node:path';
import type { Command } from 'commander';
import type { StudioPlace } from '../../../studio/studio.ts';

export interface DataOptions {
  readonly data: string;
}

/** Where a studio keeps its things, the same for every command that opens one. */
export function dataOptions(command: Command): Command {
  return command
    .option(
      '--data <folder>',
      'folder that holds everything',
      process.env.THIMBLE_DATA ?? join('out', 'studio'),
    )
    .addHelpText(
      'afterAll',
      '\nDATABASE_URL names a PostgreSQL database, BLOB_URL an S3 bucket, to be used instead of that folder.',
    );
}

export function placeOf({ data }: DataOptions): StudioPlace {
  const { DATABASE_URL, BLOB_URL } = process.env;
  return { folder: data, databaseUrl: DATABASE_URL || undefined, blobUrl: BLOB_URL || undefined };
}
