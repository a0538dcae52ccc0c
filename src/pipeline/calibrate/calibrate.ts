import { Random } from '../../base/random.ts';
import { stopIfCancelled, type Task } from '../../base/task.ts';
import type { Decoder } from '../../graph/decoder.ts';
import { evaluate } from '../../graph/evaluate.ts';
import type { Impulse } from '../../graph/impulse.ts';
import { isHeard, isNoise } from '../../project/sound-classes.ts';
import type { WindowPlan } from '../../project/windows.ts';
import { tensor } from '../../tensor/tensor.ts';
import type { CutData, Windows } from '../windows.ts';
import {
  composeStream,
  defaultStream,
  type KnownStream,
  type StreamParts,
} from './compose-stream.ts';
import { countErrors, type DecoderErrors, type ScoredStream } from './count-errors.ts';
import { balancedPoint, type DecoderPoint, pointFor, searchDecoder } from './search-decoder.ts';

/** A decoder chosen for a network, and what it does on a stream that had no part in choosing it. */
export interface Calibration {
  readonly decoder: Decoder;
  /** Settings that no other beat on the stream of training recordings. */
  readonly points: readonly DecoderPoint[];
  /** On the stream of test recordings: the highest score of each window alone, and the decoder. */
  readonly before: DecoderErrors;
  readonly after: DecoderErrors;
  /** Of each stream. */
  readonly seconds: number;
  readonly strideS: number;
}

export interface CalibrateOptions {
  /** Bearable false accepts an hour; otherwise misses and false accepts count alike. */
  readonly falseAcceptsPerHour?: number;
  /** Of the stream to choose on, and of the stream to tell the result by. */
  readonly seconds: number;
  readonly seed: number;
}

/** A detection for every second in which a word has half of the score: what there is without calibration. */
export function plainDecoder(heard: readonly boolean[], strideS: number): Decoder {
  return { windows: 1, threshold: 128, suppression: Math.round(1 / strideS), heard };
}

/**
 * Chooses the decoder of an impulse for words on a stream composed of training recordings, and tells
 * what it does on one composed of test recordings.
 */
export async function calibrate(
  impulse: Impulse,
  data: CutData,
  { seconds, seed, falseAcceptsPerHour }: CalibrateOptions,
  task: Task,
  pause: () => Promise<void>,
): Promise<Calibration> {
  const heard = data.labels.map(isHeard);
  const scored = async (part: 'train' | 'test') => {
    const random = new Random(seed, 'stream', part);
    const stream = composeStream(partsOf(data, part), random, { ...defaultStream, seconds });
    const stage = part === 'train' ? 'Listening, training words' : 'Listening, test words';
    return scoreStream(impulse, data.plan, stream, stage, task, pause);
  };
  const train = await scored('train');
  const points = searchDecoder(train, heard);
  const point =
    falseAcceptsPerHour === undefined
      ? balancedPoint(points)
      : pointFor(points, falseAcceptsPerHour);
  const test = await scored('test');
  const { strideS } = train;
  return {
    decoder: point.decoder,
    points,
    before: countErrors(test, plainDecoder(heard, strideS)),
    after: countErrors(test, point.decoder),
    seconds,
    strideS,
  };
}

/** The recordings of a part: its words, and its noises to lay under them. */
export function partsOf(data: CutData, part: 'train' | 'test'): StreamParts {
  const { labels, recordings, sources }: Windows = data[part];
  const labelOf = new Map(Array.from(recordings, (recording, i) => [recording, labels[i]!]));
  const clips = sources.map((values, recording) => ({ values, label: labelOf.get(recording)! }));
  const noisy = ({ label }: { label: number }) => isNoise(data.labels[label]!);
  return {
    clips: clips.filter((clip) => !noisy(clip)),
    noises: clips.filter(noisy).map(({ values }) => values),
    sampleRateHz: data.signal.sampleRateHz,
  };
}

/** Runs an impulse over every window of a stream, a stride apart. */
async function scoreStream(
  { features, network, signal }: Impulse,
  { stride }: WindowPlan,
  { audio, events }: KnownStream,
  stage: string,
  task: Task,
  pause: () => Promise<void>,
): Promise<ScoredStream> {
  const { length, sampleRateHz } = signal;
  const count = Math.floor((audio.length - length) / stride) + 1;
  const windowShape = features.values[features.inputs[0]!]!.shape;
  const shapes = network.inputs.map((id) => network.values[id]!.shape);
  const scores: Float32Array[] = [];
  for (let i = 0; i < count; i++) {
    const window = audio.slice(i * stride, i * stride + length);
    const made = evaluate(features, [tensor('f32', windowShape, window)]);
    const inputs = made.map(({ data }, k) => tensor('f32', shapes[k]!, data as Float32Array));
    scores.push(evaluate(network, inputs)[0]!.data as Float32Array);
    if (i % 16 === 15) {
      stopIfCancelled(task);
      task.progress(stage, i, count);
      await pause();
    }
  }
  task.progress(stage, count, count);
  const strideS = stride / sampleRateHz;
  return { scores, firstS: length / sampleRateHz, strideS, windowS: length / sampleRateHz, events };
}
