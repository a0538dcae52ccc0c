import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Envelopes } from './data/envelopes.ts';
import { GroupWriter } from './db/group-writer.ts';
import { type Database, openDatabase } from './db/open.ts';
import { Queue } from './jobs/queue.ts';
import type { ScratchStore } from './storage/blobs.ts';
import { Contents } from './storage/contents.ts';
import { openDiskBlobs } from './storage/disk-blobs.ts';
import { openS3Blobs } from './storage/s3-blobs.ts';

/** Where a studio keeps what people make, and what it takes. */
export interface StudioPlace {
  /** Holds the database file and the blobs, where these are not elsewhere. */
  readonly folder: string;
  /** A PostgreSQL database instead of the file. */
  readonly databaseUrl?: string | undefined;
  /** An S3 bucket instead of the folder of blobs. */
  readonly blobUrl?: string | undefined;
  /** The largest single recording, in bytes. */
  readonly recordingMost?: number | undefined;
  /** The largest archive, in bytes, packed and unpacked. */
  readonly archiveMost?: number | undefined;
}

/** A studio that is open: everything that its routes, jobs and commands work on. */
export interface Studio {
  readonly place: StudioPlace;
  readonly kind: 'sqlite' | 'postgres';
  readonly db: Database;
  readonly writer: GroupWriter;
  readonly contents: Contents;
  readonly envelopes: Envelopes;
  readonly scratch: ScratchStore;
  readonly queue: Queue;
  readonly limits: { readonly recording: number; readonly archive: number };
  readonly version: string;
  /** Makes the first owner; printed in the terminal, worthless once there is one. */
  readonly setupToken: string;
  close(): Promise<void>;
}

/** `asWorker`: beside a process that has the folder already, which must not be tidied under it. */
export async function openStudio(
  place: StudioPlace,
  { asWorker = false }: { readonly asWorker?: boolean } = {},
): Promise<Studio> {
  const { folder, databaseUrl, blobUrl } = place;
  const { db, kind, close } = await openDatabase(databaseUrl ?? join(folder, 'thimble.db'));
  const store = blobUrl ? openS3Blobs(blobUrl) : await openDiskBlobs(folder, !asWorker);
  const contents = new Contents(db, store);
  const queue = new Queue(db, kind === 'postgres');
  if (!asWorker) await queue.takeBack();
  return {
    place,
    kind,
    db,
    writer: new GroupWriter(db),
    contents,
    envelopes: new Envelopes(contents),
    scratch: store,
    queue,
    limits: { recording: place.recordingMost ?? 2 ** 28, archive: place.archiveMost ?? 2 ** 32 },
    version: toolVersion,
    setupToken: randomBytes(24).toString('base64url'),
    close,
  };
}

const packageFile = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
/** Thimble's own version. */
export const toolVersion = (JSON.parse(packageFile) as { version: string }).version;
