import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Failure } from '../../src/base/failure.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type S3, startS3 } from './s3.ts';
import { studioUnderTest, type UnderTest } from './studio-under-test.ts';

let postgres: Postgres | null = null;
let s3: S3;
before(async () => {
  [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
});
after(() => Promise.all([postgres?.stop(), s3.stop()]));

/** Tests what the contract promises on every database and store that a studio may stand on. */
export function onEveryBackend(
  what: string,
  run: (studio: UnderTest) => Promise<void>,
  workers = 0,
): void {
  for (const name of ['SQLite', 'PostgreSQL', 'SQLite and S3']) {
    test(`${what} (${name})`, async (context) => {
      if (name === 'PostgreSQL' && !postgres) return context.skip('PostgreSQL is not installed');
      const databaseUrl = name === 'PostgreSQL' ? await postgres!.database() : undefined;
      const blobUrl = name.endsWith('S3') ? s3.place() : undefined;
      await using studio = await studioUnderTest({ databaseUrl, blobUrl, workers });
      await run(studio);
    });
  }
}

/** Where the S3 of these tests keeps its objects, as BLOB_URL names it. */
export const placeInS3 = (): string => s3.place();

/** The server says no, with one of these codes. */
export async function refused(answer: Promise<unknown>, ...codes: string[]): Promise<void> {
  const failure = await answer.then(
    () => assert.fail('it was not refused'),
    (error: unknown) => error,
  );
  assert.ok(failure instanceof Failure, String(failure));
  assert.ok(codes.includes(failure.code), `${failure.code}: ${failure.message}`);
}
