/** A worker of a page: trains what it is sent, with another worker where memory can be shared. */
import type { ThreadSource } from '../../src/train/wasm/compiled-trainer.ts';
import { unpacked } from './packed.ts';
import { runTraining, type TrainingTask } from './training.ts';

self.onmessage = async ({ data }: MessageEvent<string>) => {
  const shared = typeof SharedArrayBuffer !== 'undefined' && self.crossOriginIsolated;
  const world = shared ? { threads: twoThreads } : {};
  const outcome = await runTraining(unpacked(data) as TrainingTask, world);
  self.postMessage({ ...outcome, threads: shared ? 2 : 1 });
};

/** A browser starts no worker while the one that wants it is waiting: so that one waits for `ready`. */
const twoThreads: ThreadSource = {
  count: 2,
  start(task) {
    const worker = new Worker(new URL('./thread-worker.ts', import.meta.url), { type: 'module' });
    worker.postMessage(task);
    const ready = new Promise<void>((resolve) => {
      worker.onmessage = () => resolve();
    });
    return { ready, end: () => worker.terminate() };
  },
};
