import { Random } from '../../base/random.ts';
import { stopIfCancelled, type Task } from '../../base/task.ts';
import { streamFormOf } from '../../compile/emit/framed-form.ts';
import { isSound } from '../../dsp/sound.ts';
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

/** What listening to a stream of training recordings has shown: the settings to pick a decoder from. */
export interface Listening {
  /** Settings that no other beat, from few false accepts to few misses. */
  readonly points: readonly DecoderPoint[];
  /** Of the stream. */
  readonly seconds: number;
  /** From one window to the next, as the device takes them. */
  readonly strideS: number;
}

/** A decoder chosen for a network, and what it does on a stream that had no part in choosing it. */
export interface Calibration extends Listening {
  readonly decoder: Decoder;
  /** On the stream of test recordings: the highest score of each window alone, and the decoder. */
  readonly before: DecoderErrors;
  readonly after: DecoderErrors;
}

/** What is listened to: a network in whole numbers behind its features. */
type Listener = Pick<Impulse, 'features' | 'network' | 'signal'>;

/** Of each of the two streams by which a decoder is chosen and told of. */
const streamSeconds = 300;

/** Words come and go in a stream, and a decoder says when; of other sounds each window counts. */
export function isOfWords({ signal, plan }: CutData): boolean {
  return isSound(signal.axes, signal.sampleRateHz) && plan.kind === 'whole';
}

/** A detection for every second in which a word has half of the score: what there is without calibration. */
export function plainDecoder(heard: readonly boolean[], strideS: number): Decoder {
  return { windows: 1, threshold: 128, suppression: Math.round(1 / strideS), heard };
}

/** The decoder for so many bearable false accepts an hour; unless told, misses and false accepts count alike. */
export function decoderOf({ points }: Listening, falseAcceptsPerHour?: number): Decoder {
  const point =
    falseAcceptsPerHour === undefined
      ? balancedPoint(points)
      : pointFor(points, falseAcceptsPerHour);
  return point.decoder;
}

/** Finds the settings to pick a decoder from on a stream composed of training recordings. */
export async function listenTo(
  impulse: Listener,
  data: CutData,
  seed: number,
  task: Task,
  pause: () => Promise<void>,
): Promise<Listening> {
  const train = await scored(impulse, data, 'train', seed, task, pause);
  const points = searchDecoder(train, data.labels.map(isHeard));
  return { points, seconds: streamSeconds, strideS: train.strideS };
}

/**
 * Tells what the decoder that is picked does on a stream composed of test recordings. A model that was
 * trained before it was asked to listen does so now.
 */
export async function calibrate(
  impulse: Listener,
  data: CutData,
  known: Listening | null,
  { seed, falseAcceptsPerHour }: { readonly seed: number; readonly falseAcceptsPerHour?: number },
  task: Task,
  pause: () => Promise<void>,
): Promise<Calibration> {
  const listening = known ?? (await listenTo(impulse, data, seed, task, pause));
  const decoder = decoderOf(listening, falseAcceptsPerHour);
  const test = await scored(impulse, data, 'test', seed, task, pause);
  return {
    ...listening,
    decoder,
    before: countErrors(test, plainDecoder(decoder.heard, listening.strideS)),
    after: countErrors(test, decoder),
  };
}

function scored(
  impulse: Listener,
  data: CutData,
  part: 'train' | 'test',
  seed: number,
  task: Task,
  pause: () => Promise<void>,
): Promise<ScoredStream> {
  const random = new Random(seed, 'stream', part);
  const options = { ...defaultStream, seconds: streamSeconds };
  const stream = composeStream(partsOf(data, part), random, options);
  const stage = part === 'train' ? 'Listening, training words' : 'Listening, test words';
  return scoreStream(impulse, data.plan, stream, stage, task, pause);
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
  { features, network, signal }: Listener,
  plan: WindowPlan,
  { audio, events }: KnownStream,
  stage: string,
  task: Task,
  pause: () => Promise<void>,
): Promise<ScoredStream> {
  const { length, sampleRateHz } = signal;
  const { stride } = streamFormOf({ features, signal }, plan.stride);
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
