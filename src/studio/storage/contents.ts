import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Kysely } from 'kysely';
import { insertRow } from '../db/insert-row.ts';
import type { Database } from '../db/open.ts';
import type { Schema } from '../db/schema.ts';
import type { BlobStore, ByteRange } from './blobs.ts';

/** Up to this size a content lies in the database: one commit then makes it and its row durable. */
const smallMost = 32 * 1024;

/** A content that is kept, or will be with the transaction that names it. */
export interface Kept {
  readonly content: string;
  readonly bytes: number;
  /** To be called in that transaction. */
  readonly settle: (transaction: Kysely<Schema>) => Promise<void>;
}

/** All contents, wherever they lie: small ones in the database, others in the blob store. */
export class Contents {
  readonly #db: Database;
  readonly #blobs: BlobStore;

  constructor(db: Database, blobs: BlobStore) {
    this.#db = db;
    this.#blobs = blobs;
  }

  /** Large bytes are on disk when this answers; small ones when `settle` is committed. */
  async keep(bytes: Uint8Array): Promise<Kept> {
    if (bytes.length > smallMost) {
      const content = await this.#blobs.put(bytes);
      return { content, bytes: bytes.length, settle: async () => {} };
    }
    const content = createHash('sha256').update(bytes).digest('hex');
    return {
      content,
      bytes: bytes.length,
      settle: async (transaction) => {
        const row = { content, bytes: Buffer.from(bytes) };
        await insertRow(transaction, 'small_blobs', row, { unlessThere: true });
      },
    };
  }

  async keepStream(stream: Readable, most: number): Promise<Kept> {
    const kept = await this.#blobs.putStream(stream, most);
    return { ...kept, settle: async () => {} };
  }

  async get(content: string): Promise<Uint8Array> {
    return (await this.#small(content)) ?? this.#blobs.get(content);
  }

  async stream(content: string, part?: ByteRange): Promise<Readable> {
    const small = await this.#small(content);
    if (!small) return this.#blobs.stream(content, part);
    return Readable.from([Buffer.from(part ? small.subarray(part.from, part.to) : small)]);
  }

  /** A part of it, in memory. */
  async part(content: string, part: ByteRange): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await this.stream(content, part)) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
  }

  /** Whether the bytes under this name are those; null: there are none. */
  async isSound(content: string): Promise<boolean | null> {
    const small = await this.#small(content);
    if (!small) return this.#blobs.isSound(content);
    return createHash('sha256').update(small).digest('hex') === content;
  }

  async #small(content: string): Promise<Uint8Array | null> {
    const row = await this.#db
      .selectFrom('small_blobs')
      .select('bytes')
      .where('content', '=', content)
      .executeTakeFirst();
    return row ? new Uint8Array(row.bytes) : null;
  }
}
