import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server of S3 buckets on this machine; it knows its keys, but does not check what they sign. */
export interface S3 {
  /** As BLOB_URL has it: a bucket and a prefix of its own each time. */
  place(): string;
  stop(): Promise<void>;
}

interface Server {
  run(): Promise<{ readonly port: number }>;
  close(): Promise<void>;
}

/** It comes without types. */
const S3rver = createRequire(import.meta.url)('s3rver') as new (
  options: Readonly<Record<string, unknown>>,
) => Server;

export async function startS3(): Promise<S3> {
  const directory = mkdtempSync(join(tmpdir(), 'thimble-s3-'));
  const options = { address: '127.0.0.1', port: 0, silent: true, directory };
  const server = new S3rver({ ...options, configureBuckets: [{ name: 'thimble' }] });
  const { port } = await server.run();
  let places = 0;
  return {
    place: () => `s3://S3RVER:S3RVER@127.0.0.1:${port}/thimble/studio-${places++}?insecure=1`,
    async stop() {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
