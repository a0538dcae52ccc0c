/** Reads one large recording in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../base/failure.ts';
import { describeHere, type ReadingOutcome, type ReadingTask } from './describe.ts';

let outcome: ReadingOutcome;
try {
  outcome = { description: describeHere(workerData as ReadingTask) };
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  outcome = { code: error.code, message: error.message };
}
parentPort!.postMessage(outcome);
