/** Does one job in a thread of its own, on a connection of its own, and tells how far it is. */
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../base/failure.ts';
import { openStudio, type StudioPlace } from '../studio.ts';
import type { Claimed, Finding } from './queue.ts';
import { type Outcome, work } from './work.ts';

export interface ThreadInput {
  readonly place: StudioPlace;
  readonly job: Claimed;
}

export type ThreadMessage =
  | { readonly progress: { readonly stage: string; readonly done: number; readonly total: number } }
  | { readonly found: Finding }
  | { readonly outcome: Outcome }
  | { readonly cancelled: true }
  | { readonly error: string };

const { place, job } = workerData as ThreadInput;
const stop = new AbortController();
parentPort!.on('message', () => stop.abort());
const tell = (message: ThreadMessage) => parentPort!.postMessage(message);

const studio = await openStudio(place, { asWorker: true });
try {
  const outcome = await work(studio, job, {
    signal: stop.signal,
    progress: (stage, done, total) => tell({ progress: { stage, done, total } }),
    found: (kind, what) => tell({ found: { kind, what } }),
  });
  tell({ outcome });
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  tell(error.code === 'cancelled' ? { cancelled: true } : { error: error.message });
} finally {
  await studio.close();
  parentPort!.close();
}
