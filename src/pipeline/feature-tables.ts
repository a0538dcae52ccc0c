import { stopIfCancelled, type Task } from '../base/task.ts';
import { type Block, planBlock } from '../dsp/block.ts';
import { type FeatureWork, featureRows } from '../dsp/feature-rows.ts';

/** What the program that makes features lends to that. */
export interface FeatureWorld {
  /** Lets others have the thread for a moment. */
  readonly pause: () => Promise<void>;
  /** Threads beside this one; features do not depend on their number. */
  readonly featureThreads?: FeatureThreads;
  /** Features that were made before are taken from here. */
  readonly featureStore?: FeatureStore;
}

export interface FeatureThreads {
  /** A thread that has room for one more part at this moment, or null. */
  free(): FeatureThread | null;
}

export interface FeatureThread {
  /** As `featureRows`; the windows are given away. */
  make(work: FeatureWork, windows: Float32Array<ArrayBuffer>): Promise<readonly Float32Array[]>;
}

/** Features by a name that is made of all that they depend on. What is lost there is made anew. */
export interface FeatureStore {
  /** A name for a content that no other content has. */
  nameOf(...parts: readonly (Uint8Array | string)[]): string;
  /** null: not there, or no longer as it was saved. */
  load(name: string): Promise<Float32Array | null>;
  save(name: string, features: Float32Array): Promise<void>;
}

/** Windows of which each may be made when it is asked for, so that not all need be held. */
export type WindowSource = Iterable<Float32Array> & { readonly length: number };

/** Windows are handed over and kept in parts of at most so many numbers, or so many windows. */
const partNumbers = 2 ** 19;
const partWindows = 256;

/** Stands in every name: another way to keep features begins anew. */
const storeForm = 'features 1';

/**
 * The features of many windows: for each block [windows, size], packed. Each part is taken from the
 * store, or made by whichever thread has time, this one among them. Threads that are still starting
 * are not waited for.
 */
export async function featureTables(
  work: FeatureWork,
  windows: WindowSource,
  stage: string,
  task: Task,
  world: FeatureWorld,
): Promise<Float32Array[]> {
  const sizes = work.blocks.map((block) => planBlock(block, work.signal).featureNames.length);
  const tables = sizes.map((size) => new Float32Array(size * windows.length));
  let done = 0;
  const place = ({ first, count }: Part, rows: readonly Float32Array[]) => {
    for (const [i, row] of rows.entries()) tables[i]!.set(row, first * sizes[i]!);
    done += count;
    task.progress(stage, done, windows.length);
  };
  const elsewhere = new Set<Promise<void>>();
  let failed: { readonly error: unknown } | null = null;
  try {
    for (const part of partsOf(windows, work)) {
      stopIfCancelled(task);
      if (failed) break;
      const finding = await find(part, work, world);
      if (finding.thread) {
        const settled = finding.rows
          .then((rows) => place(part, rows))
          .catch((error: unknown) => {
            failed ??= { error };
          })
          .finally(() => elsewhere.delete(settled));
        elsewhere.add(settled);
      } else {
        place(part, await finding.rows);
      }
      await world.pause();
    }
  } finally {
    // nothing of this is left running, also when it is cancelled
    await Promise.all(elsewhere);
  }
  if (failed) throw (failed as { readonly error: unknown }).error;
  stopIfCancelled(task);
  return tables;
}

/** Some windows one behind another. */
interface Part {
  readonly first: number;
  readonly count: number;
  readonly windows: Float32Array<ArrayBuffer>;
}

/** The cut depends on the form of a window alone, so that the same windows are the same parts. */
function* partsOf(windows: WindowSource, { signal }: FeatureWork): Generator<Part> {
  const length = signal.length * signal.axes.length;
  const most = Math.min(partWindows, Math.max(1, Math.floor(partNumbers / length)));
  const room = (first: number) => new Float32Array(Math.min(most, windows.length - first) * length);
  let first = 0;
  let count = 0;
  let packed = room(0);
  for (const window of windows) {
    packed.set(window, count * length);
    count++;
    if (count * length < packed.length) continue;
    yield { first, count, windows: packed };
    first += count;
    count = 0;
    packed = room(first);
  }
}

/** Rows that come soon, and whether another thread is at them meanwhile. */
interface Finding {
  readonly thread: boolean;
  readonly rows: Promise<readonly Float32Array[]>;
}

async function find({ windows }: Part, work: FeatureWork, world: FeatureWorld): Promise<Finding> {
  const { featureStore: store, featureThreads: threads } = world;
  const { signal } = work;
  const blocks = store ? work.blocks.filter(isWorthKeeping) : [];
  const content = blocks.length > 0 ? store!.nameOf(bytesOf(windows)) : '';
  const nameOf = (block: Block) =>
    store!.nameOf(storeForm, content, JSON.stringify({ block, signal }));
  const known = new Map<Block, Float32Array>();
  for (const block of blocks) {
    const rows = await store!.load(nameOf(block));
    if (rows) known.set(block, rows);
  }
  const missing = work.blocks.filter((block) => !known.has(block));
  const all = (made: readonly Float32Array[]) =>
    work.blocks.map((block) => known.get(block) ?? made[missing.indexOf(block)]!);
  if (missing.length === 0) return { thread: false, rows: Promise.resolve(all([])) };
  const less = { ...work, blocks: missing };
  const thread = missing.some(({ kind }) => kind !== 'raw') ? (threads?.free() ?? null) : null;
  const finish = async (made: readonly Float32Array[]) => {
    for (const [i, block] of missing.entries()) {
      if (blocks.includes(block)) await store!.save(nameOf(block), made[i]!);
    }
    return all(made);
  };
  if (thread) return { thread: true, rows: thread.make(less, windows).then(finish) };
  return { thread: false, rows: finish(featureRows(less, windows)) };
}

/** Hashing windows and reading features takes longer than making these (bench/results/signals.md). */
const quick: readonly Block['kind'][] = ['raw', 'mfe', 'spectrogram'];

function isWorthKeeping({ kind }: Block): boolean {
  return !quick.includes(kind);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
