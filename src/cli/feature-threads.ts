import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Failure } from '../base/failure.ts';
import type { FeatureHelp, FeatureRequest } from '../dsp/feature-table.ts';
import { threadFile } from '../toolchain/thread-file.ts';

/** Threads of Node that compute features; `end` lets them go. */
export interface FeatureThreads extends NonNullable<FeatureHelp['threads']> {
  end(): Promise<void>;
}

export function featureThreads(count = availableParallelism()): FeatureThreads {
  const file = threadFile(new URL('./feature-thread.ts', import.meta.url));
  const all: Worker[] = [];
  const idle: Worker[] = [];
  const take = () => {
    const free = idle.pop();
    if (free) return free;
    const worker = new Worker(file);
    all.push(worker);
    return worker;
  };
  return {
    count,
    async run(request) {
      const worker = take();
      const features = await ask(worker, request);
      idle.push(worker);
      return features;
    },
    async end() {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, request: FeatureRequest): Promise<Float32Array> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error) => reject(new Failure('tool-failed', error.message));
    worker.once('error', onError);
    worker.once('message', (features: Float32Array) => {
      worker.off('error', onError);
      resolve(features);
    });
    worker.postMessage(request);
  });
}
