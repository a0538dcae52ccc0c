import { Worker } from 'node:worker_threads';
import { Failure, type FailureCode } from '../../base/failure.ts';
import { isPicture, readPicture } from '../../formats/read-picture.ts';
import { type Axis, lengthOf, type Recording, readRecording } from '../../formats/recording.ts';
import { threadFile } from '../../toolchain/thread-file.ts';

/** What the database keeps of a recording's content. */
export interface Description {
  readonly kind: 'series' | 'picture';
  readonly axes: readonly Axis[];
  /** null: a picture. */
  readonly sampleRateHz: number | null;
  /** Readings of each axis, or pixels of a picture. */
  readonly length: number;
  readonly seconds: number;
  /** As the file itself states it. */
  readonly label: string | null;
  readonly notes: readonly string[];
}

/** Reading so much takes a moment that other calls should not have to wait for. */
const elsewhereFrom = 2 ** 21;

/** Reads a file as what it is; throws the Failure of the format that names line or byte. */
export async function describe(
  name: string,
  bytes: Uint8Array,
  sampleRateHz: number | undefined,
): Promise<Description> {
  const options = sampleRateHz === undefined ? {} : { sampleRateHz };
  if (bytes.length < elsewhereFrom) return describeHere({ name, bytes, options });
  return inThread({ name, bytes, options });
}

export function describeHere({ name, bytes, options }: ReadingTask): Description {
  if (!isPicture(bytes)) return describeRecording(readRecording(name, bytes, options));
  const { width, height, channels, notes } = readPicture(name, bytes);
  const colours = channels === 1 ? ['grey'] : ['red', 'green', 'blue'];
  return {
    kind: 'picture',
    axes: colours.map((colour) => ({ name: colour, unit: `${width} × ${height}` })),
    sampleRateHz: null,
    length: width * height,
    seconds: 0,
    label: null,
    notes,
  };
}

function describeRecording(recording: Recording): Description {
  const { axes, sampleRateHz, label, notes } = recording;
  const length = lengthOf(recording);
  return {
    kind: 'series',
    axes,
    sampleRateHz,
    length,
    seconds: length / sampleRateHz,
    label: label ?? null,
    notes,
  };
}

export interface ReadingTask {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly options: { readonly sampleRateHz?: number };
}

export type ReadingOutcome =
  | { readonly description: Description }
  | { readonly code: FailureCode; readonly message: string };

function inThread(task: ReadingTask): Promise<Description> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(threadFile(new URL('./describe-thread.ts', import.meta.url)), {
      workerData: task,
    });
    worker.once('error', reject);
    worker.once('message', (outcome: ReadingOutcome) => {
      if ('description' in outcome) resolve(outcome.description);
      else reject(new Failure(outcome.code, outcome.message));
    });
  });
}
