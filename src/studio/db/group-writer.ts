import type { Transaction } from 'kysely';
import type { Database } from './open.ts';
import type { Schema } from './schema.ts';

type Write<T> = (transaction: Transaction<Schema>) => Promise<T>;

/**
 * Puts writes that arrive together into one transaction: a disk syncs a few hundred times a second,
 * but takes thousands of rows with each. A write is answered only after its commit.
 */
export class GroupWriter {
  readonly #db: Database;
  readonly #most: number;
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(db: Database, most = 500) {
    this.#db = db;
    this.#most = most;
  }

  write<T>(write: Write<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ write, resolve: resolve as (value: unknown) => void, reject });
      if (this.#busy) return;
      this.#busy = true;
      // those who ask in the same turn of the loop come along
      setImmediate(() => this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#most);
      try {
        const values = await this.#db.transaction().execute(async (transaction) => {
          const results: unknown[] = [];
          for (const { write } of group) results.push(await write(transaction));
          return results;
        });
        for (const [i, { resolve }] of group.entries()) resolve(values[i]);
      } catch (error) {
        if (group.length === 1) group[0]!.reject(error);
        else await this.#oneByOne(group);
      }
    }
    this.#busy = false;
  }

  /** One of a group cannot be written: each now stands or falls alone. */
  async #oneByOne(group: readonly Waiting[]): Promise<void> {
    for (const { write, resolve, reject } of group) {
      await this.#db.transaction().execute(write).then(resolve, reject);
    }
  }
}

interface Waiting {
  readonly write: Write<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}
