/** Reads one large recording in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../base/failure.ts';
import { readRecording } from '../../formats/recording.ts';
import { descriptionOf, type ReadingOutcome, type ReadingTask } from './describe.ts';

const { name, bytes, options } = workerData as ReadingTask;
let outcome: ReadingOutcome;
try {
  outcome = { description: descriptionOf(readRecording(name, bytes, options)) };
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  outcome = { code: error.code, message: error.message };
}
parentPort!.postMessage(outcome);
