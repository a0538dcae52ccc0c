/** A thread that makes features of the windows it is sent: started by `nodeFeatureThreads`. */
import { parentPort } from 'node:worker_threads';
import { featureRows } from '../dsp/feature-rows.ts';
import type { ThreadAnswer, ThreadQuestion } from './feature-threads.ts';

/** A block that comes again is the same object again, by which its plan is found. */
let known: ThreadQuestion['work'] | null = null;
let knownAs = -1;

parentPort!.on('message', ({ id, work, workId, windows }: ThreadQuestion) => {
  if (workId !== knownAs) [known, knownAs] = [work, workId];
  const rows = featureRows(known!, windows);
  const answer: ThreadAnswer = { id, rows };
  parentPort!.postMessage(
    answer,
    rows.map(({ buffer }) => buffer),
  );
});
parentPort!.postMessage('ready');
