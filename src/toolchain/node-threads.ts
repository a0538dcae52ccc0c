import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ThreadSource } from '../train/wasm/compiled-trainer.ts';

/** Threads of Node for training, as many as the machine runs at the same time. */
export function nodeThreads(count = availableParallelism()): ThreadSource {
  const source = new URL('./train-thread.ts', import.meta.url);
  const file = import.meta.url.endsWith('.js') ? source.href.replace(/ts$/, 'js') : source.href;
  return {
    count,
    start(workerData) {
      const worker = new Worker(new URL(file), { workerData });
      worker.unref();
      return { ready: Promise.resolve(), end: () => void worker.terminate() };
    },
  };
}
