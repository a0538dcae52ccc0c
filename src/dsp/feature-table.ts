import { contentHash } from '../base/hash.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import { type Block, planBlock, type Signal } from './block.ts';

/** Features of some windows that lie one after another: what a thread is asked and answers. */
export interface FeatureRequest {
  readonly block: Block;
  readonly signal: Signal;
  /** [windows, length, axes] */
  readonly windows: Float32Array;
}

/** What the program that asks for features may lend: threads, and a memory of what was computed. */
export interface FeatureHelp {
  /** Computes requests elsewhere, so many at a time; without it they are computed here. */
  readonly threads?: {
    readonly count: number;
    run(request: FeatureRequest): Promise<Float32Array>;
  };
  /** Keeps features by a key of 64 hexadecimal digits; a key is never given other features. */
  readonly cache?: {
    get(key: string): Promise<Float32Array | null>;
    put(key: string, features: Float32Array): Promise<void>;
  };
}

/** Windows that are computed and kept together. */
const windowsPerPart = 64;

/**
 * The features of many windows, [windows, features]: part by part, on as many threads as there are,
 * and only those that the cache does not know by the content of their windows and the block's settings.
 * Progress counts windows. Throws a Failure for impossible settings and where a person cancels.
 */
export async function featureTable(
  block: Block,
  signal: Signal,
  windows: readonly Float32Array[],
  task: Task,
  help: FeatureHelp = {},
): Promise<Float32Array> {
  const width = planBlock(block, signal).shape.reduce((a, b) => a * b);
  const table = new Float32Array(windows.length * width);
  const starts = Array.from(
    { length: Math.ceil(windows.length / windowsPerPart) },
    (_, part) => part * windowsPerPart,
  );
  let done = 0;
  const work = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      stopIfCancelled(task);
      const part = windows.slice(start, start + windowsPerPart);
      table.set(await partOf({ block, signal, windows: packed(part) }, help), start * width);
      done += part.length;
      task.progress('Computing features', done, windows.length);
    }
  };
  const workers = Array.from({ length: Math.max(1, help.threads?.count ?? 1) }, async () => {
    await work().catch((error) => {
      starts.length = 0; // what is under way ends, nothing begins
      throw error;
    });
  });
  for (const end of await Promise.allSettled(workers)) {
    if (end.status === 'rejected') throw end.reason;
  }
  return table;
}

/** Features of windows that lie one after another, computed here. */
export function computeFeatures({ block, signal, windows }: FeatureRequest): Float32Array {
  const plan = planBlock(block, signal);
  const size = signal.length * signal.axes.length;
  const width = plan.shape.reduce((a, b) => a * b);
  const features = new Float32Array((windows.length / size) * width);
  for (let k = 0; k * size < windows.length; k++) {
    features.set(plan.evaluate(windows.subarray(k * size, (k + 1) * size)), k * width);
  }
  return features;
}

async function partOf(request: FeatureRequest, { threads, cache }: FeatureHelp) {
  const compute = async () => (threads ? threads.run(request) : computeFeatures(request));
  if (!cache) return compute();
  const key = keyOf(request);
  const known = await cache.get(key);
  if (known) return known;
  const features = await compute();
  await cache.put(key, features);
  return features;
}

/** Of everything that features depend on; a block's version stands for its arithmetic. */
function keyOf({ block, signal, windows }: FeatureRequest): string {
  const bytes = new Uint8Array(windows.buffer, windows.byteOffset, windows.byteLength);
  return contentHash(JSON.stringify([block, signal]), bytes);
}

function packed(windows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(windows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const window of windows) {
    all.set(window, at);
    at += window.length;
  }
  return all;
}
