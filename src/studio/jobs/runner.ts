import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Worker } from 'node:worker_threads';
import { threadFile } from '../../toolchain/thread-file.ts';
import type { Studio } from '../studio.ts';
import type { Claimed, Finding } from './queue.ts';
import type { ThreadInput, ThreadMessage } from './thread.ts';
import type { Outcome } from './work.ts';

const lookEveryMs = 300;
const renewEveryMs = 1000;

/** Takes jobs from the queue, each into a thread of its own, as long as it is told to. */
export class Runner {
  readonly #studio: Studio;
  readonly #most: number;
  readonly #log: (text: string) => void;
  readonly #name = `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  readonly #at = new Map<string, Worker>();
  #stopped = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(studio: Studio, most: number, log: (text: string) => void) {
    this.#studio = studio;
    this.#most = most;
    this.#log = log;
  }

  start(): void {
    this.#looking = this.#look();
  }

  /** Ends at once; what was at work waits again, from its last checkpoint, without a mark against it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#looking;
    for (const [job, thread] of this.#at) {
      await thread.terminate();
      await this.#studio.queue.release(job, this.#name);
    }
  }

  async #look(): Promise<void> {
    while (!this.#stopped) {
      const job = this.#at.size < this.#most ? await this.#claim() : null;
      if (job) this.#begin(job);
      else await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  /** A database that does not answer for a moment is asked again, for ever. */
  async #claim(): Promise<Claimed | null> {
    return this.#studio.queue.claim(this.#name).catch((error) => {
      this.#log(`jobs cannot be looked for: ${error instanceof Error ? error.message : error}`);
      return null;
    });
  }

  #begin(job: Claimed): void {
    const workerData: ThreadInput = { place: this.#studio.place, job };
    const thread = new Worker(threadFile(new URL('./thread.ts', import.meta.url)), { workerData });
    this.#at.set(job.id, thread);
    let progress: unknown = null;
    let ended = false;
    const findings: Finding[] = [];
    const fail = (error: Error) => this.#log(`job ${job.id}: ${error.message}`);
    // one after another, so that events keep their order
    let telling: Promise<unknown> = Promise.resolve();
    const tell = () => {
      const told = progress;
      progress = null;
      const found = findings.splice(0);
      telling = telling
        .then(() => this.#studio.queue.renew(job.id, this.#name, told, found))
        .then((word) => {
          if (word === 'cancel') thread.postMessage('cancel');
          if (word === 'lost') void thread.terminate();
        })
        .catch(fail);
    };
    const renew = setInterval(tell, renewEveryMs);
    const end = (message: ThreadMessage) => {
      if (ended) return;
      ended = true;
      tell();
      telling.then(() => this.#end(job, message)).catch(fail);
    };
    thread.on('message', (message: ThreadMessage) => {
      if ('progress' in message) progress = message.progress;
      else if ('found' in message) findings.push(message.found);
      else end(message);
    });
    thread.on('error', (error) => {
      this.#log(`job ${job.id}: ${error instanceof Error ? error.stack : error}`);
      const what = error instanceof Error ? error.message : String(error);
      end({
        error: `A mistake in the program ended this job (${what}): the log of the server tells more.`,
      });
    });
    thread.on('exit', () => {
      clearInterval(renew);
      this.#at.delete(job.id);
    });
  }

  async #end(job: Claimed, message: ThreadMessage): Promise<void> {
    const { queue } = this.#studio;
    if ('outcome' in message) {
      const { outcome } = message;
      await queue.finish(job.id, this.#name, 'done', { result: outcome.result }, (transaction) =>
        writeRun(transaction, outcome),
      );
    } else if ('error' in message) {
      await queue.finish(job.id, this.#name, 'failed', { error: message.error });
    } else {
      await queue.finish(job.id, this.#name, 'cancelled', {});
    }
  }
}

type Transaction = Parameters<NonNullable<Parameters<Studio['queue']['finish']>[4]>>[0];

async function writeRun(transaction: Transaction, { run }: Outcome): Promise<void> {
  if (!run) return;
  await transaction
    .updateTable('runs')
    .set({ accuracy: JSON.stringify(run.accuracy), files: JSON.stringify(run.files) })
    .where('id', '=', run.id)
    .execute();
}
