import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ThreadSource } from '../train/wasm/compiled-trainer.ts';
import { threadFile } from './thread-file.ts';
import { joinVectors } from './wide-vectors.ts';

/** Threads of Node for training, as many as the machine runs at the same time, on its widest vectors. */
export function nodeThreads(count = availableParallelism()): ThreadSource {
  const file = threadFile(new URL('./train-thread.ts', import.meta.url));
  return {
    count,
    wide: joinVectors(),
    start(workerData) {
      const worker = new Worker(file, { workerData });
      worker.unref();
      return { ready: Promise.resolve(), end: () => void worker.terminate() };
    },
  };
}
