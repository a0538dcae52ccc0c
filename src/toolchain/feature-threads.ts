import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FeatureWork } from '../dsp/feature-rows.ts';
import type { FeatureThread, FeatureThreads } from '../pipeline/feature-tables.ts';
import { threadFile } from './thread-file.ts';

export interface ThreadQuestion {
  readonly id: number;
  readonly work: FeatureWork;
  /** The same number for the same work. */
  readonly workId: number;
  readonly windows: Float32Array<ArrayBuffer>;
}

export interface ThreadAnswer {
  readonly id: number;
  readonly rows: readonly Float32Array<ArrayBuffer>[];
}

/** A thread that is at one part has the next one waiting. */
const partsMost = 2;
/** Calls without a thread before any is started: for less work than that, starting takes longer. */
const alone = 4;

/**
 * Threads of Node for features beside the one that asks, so many in all as the machine runs at the
 * same time. They start when there is much to do, and do not keep the process alive.
 */
export function nodeFeatureThreads(
  count = availableParallelism(),
): FeatureThreads & { readonly end: () => void } {
  let asked = 0;
  let threads: FeatureWorker[] = [];
  const workIds = new Map<string, number>();
  const idOf = (work: FeatureWork) => {
    const said = JSON.stringify(work);
    if (!workIds.has(said)) workIds.set(said, workIds.size);
    return workIds.get(said)!;
  };
  return {
    free() {
      asked++;
      if (asked > alone && threads.length === 0) {
        threads = Array.from({ length: count - 1 }, () => new FeatureWorker(idOf));
      }
      return threads.find((thread) => thread.hasRoom) ?? null;
    },
    end() {
      for (const thread of threads) thread.end();
      threads = [];
      asked = 0;
    },
  };
}

class FeatureWorker implements FeatureThread {
  readonly #worker: Worker;
  readonly #idOf: (work: FeatureWork) => number;
  readonly #waiting = new Map<number, Waiting>();
  #ready = false;
  #asked = 0;

  constructor(idOf: (work: FeatureWork) => number) {
    this.#idOf = idOf;
    this.#worker = new Worker(threadFile(new URL('./feature-thread.ts', import.meta.url)));
    this.#worker.on('message', (message: ThreadAnswer | 'ready') => {
      if (message === 'ready') this.#ready = true;
      else this.#settle(message.id)?.resolve(message.rows);
    });
    this.#worker.on('error', (error) => this.#giveUp(error));
    this.#worker.on('exit', () => this.#giveUp(new Error('a thread for features ended')));
    // listening for messages keeps a process alive, so this comes behind it
    this.#worker.unref();
  }

  get hasRoom(): boolean {
    return this.#ready && this.#waiting.size < partsMost;
  }

  make(work: FeatureWork, windows: Float32Array<ArrayBuffer>): Promise<readonly Float32Array[]> {
    const question: ThreadQuestion = { id: this.#asked++, work, workId: this.#idOf(work), windows };
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(question, [windows.buffer]);
    });
  }

  end(): void {
    void this.#worker.terminate();
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    return waiting;
  }

  #giveUp(error: unknown): void {
    this.#ready = false;
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(error);
  }
}

interface Waiting {
  readonly resolve: (rows: readonly Float32Array[]) => void;
  readonly reject: (error: unknown) => void;
}
