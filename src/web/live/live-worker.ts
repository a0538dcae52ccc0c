/** Runs a model beside the page: readings or frames in, answers out, with the bits of the device. */
import { Failure } from '../../base/failure.ts';
import { streamFormOf } from '../../compile/emit/framed-form.ts';
import type { Frame } from '../../dsp/image.ts';
import { isSound } from '../../dsp/sound.ts';
import { readRecording } from '../../formats/recording.ts';
import type { Centre } from '../../graph/centres.ts';
import { answerPicture, answerWindow } from '../../pipeline/answer.ts';
import { decoderOf, type Listening } from '../../pipeline/calibrate/calibrate.ts';
import { type Model, type SignalModel, unpackModel } from '../../pipeline/model.ts';
import { ratesOf, settingsOf } from '../../pipeline/report/decoder-figures.ts';
import type { DecoderSettings, ListeningRates } from '../../pipeline/report/report.ts';
import { ModelStream } from './model-stream.ts';
import { readingsOfRecording } from './recording-readings.ts';

export type ToLive =
  | { readonly kind: 'open'; readonly model: Uint8Array }
  /** A new stream; of words with the decoder of that place in `About.listening`, or as the library has it. */
  | { readonly kind: 'begin'; readonly point?: number | undefined }
  /** Interleaved, at the model's rate. */
  | { readonly kind: 'readings'; readonly values: Float32Array }
  | { readonly kind: 'recording'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** One window by itself, whatever came before. */
  | { readonly kind: 'window'; readonly values: Float32Array };

export interface About {
  readonly labels: readonly string[];
  /** The picture as the network sees it, in pixels; null: the model looks at a signal. */
  readonly picture: { readonly width: number; readonly height: number } | null;
  /** null: the model looks at pictures. */
  readonly signal: {
    readonly axes: readonly string[];
    readonly sampleRateHz: number;
    readonly length: number;
    readonly stride: number;
    readonly sound: boolean;
  } | null;
  /** Of words: how detections can be decoded. */
  readonly listening: AboutListening | null;
}

export interface AboutListening {
  /** From few false accepts to few misses, on the stream of training words. */
  readonly points: readonly (DecoderSettings & ListeningRates)[];
  /** The place of that which the library gets, unless told another. */
  readonly chosen: number;
  readonly heard: readonly string[];
}

export type FromLive =
  | { readonly kind: 'opened'; readonly about: About }
  | {
      readonly kind: 'answer';
      /** So many readings had come; 0 for frames and single windows. */
      readonly end: number;
      /** The label that the decoder tells of; null where it tells of nothing, or there is none. */
      readonly heard: number | null;
      /** Of a model that finds things in pictures: what it has found. */
      readonly centres: readonly Centre[] | null;
      readonly scores: Float32Array;
      readonly features: Float32Array;
      readonly milliseconds: number;
    }
  /** The new stream is there: no answer of the one before comes after this. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly sentence: string };

let model: Model | null = null;
let stream: ModelStream | null = null;

const tell = (message: FromLive): void => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToLive>) => {
  try {
    take(data);
  } catch (error) {
    const known = error instanceof Failure || error instanceof Error;
    tell({ kind: 'failed', sentence: known ? error.message : 'The model could not be run.' });
  }
};

function take(message: ToLive): void {
  if (message.kind === 'open') {
    model = unpackModel('the model', message.model);
    stream = null;
    tell({ kind: 'opened', about: aboutOf(model) });
  } else if (message.kind === 'begin') {
    stream = model?.kind === 'signal' ? streamFrom(model, message.point) : null;
    tell({ kind: 'begun' });
  } else if (model?.kind === 'picture' && message.kind === 'frame') {
    const begun = performance.now();
    const answer = answerPicture(model, message.frame);
    tell({ kind: 'answer', end: 0, heard: null, ...answer, milliseconds: since(begun) });
  } else if (model?.kind === 'signal') {
    takeSignal(model, message);
  }
}

function takeSignal(model: SignalModel, message: ToLive): void {
  if (message.kind === 'window') {
    const begun = performance.now();
    const answer = answerWindow(model, message.values);
    const milliseconds = since(begun);
    tell({ kind: 'answer', end: 0, heard: null, centres: null, ...answer, milliseconds });
  } else if (message.kind === 'readings') {
    stream ??= streamFrom(model);
    answerAll(stream, message.values);
  } else if (message.kind === 'recording') {
    const recording = readRecording(message.name, message.bytes, {});
    const readings = readingsOfRecording(recording, model.signal);
    stream ??= streamFrom(model);
    if (answerAll(stream, readings) === 0) {
      const { length, sampleRateHz } = model.signal;
      const seconds = (length / sampleRateHz).toFixed(2);
      tell({
        kind: 'failed',
        sentence: `${message.name} is shorter than a window of ${seconds} s.`,
      });
    }
    tell({ kind: 'ended' });
  }
}

/** Tells of each answer as soon as it is there; returns their number. */
function answerAll(stream: ModelStream, readings: Float32Array): number {
  let count = 0;
  let begun = performance.now();
  for (const answer of stream.push(readings)) {
    tell({ kind: 'answer', centres: null, ...answer, milliseconds: since(begun) });
    count++;
    begun = performance.now();
  }
  return count;
}

/** A stream with the decoder of a point, or with that which the library gets. */
function streamFrom(model: SignalModel, point?: number): ModelStream {
  const { listening } = model;
  if (!listening) return new ModelStream(model, null);
  const asked = point === undefined ? undefined : listening.points[point]?.decoder;
  return new ModelStream(model, asked ?? decoderOf(listening));
}

function aboutOf(of: Model): About {
  if (of.kind === 'picture') {
    const { width, height } = of.image;
    return { labels: of.labels, picture: { width, height }, signal: null, listening: null };
  }
  const { axes, sampleRateHz, length } = of.signal;
  const { stride } = streamFormOf(
    { signal: of.signal, features: of.learned.features },
    of.strideReadings,
  );
  return {
    labels: of.labels,
    picture: null,
    signal: { axes, sampleRateHz, length, stride, sound: isSound(axes, sampleRateHz) },
    // a model of before this was known of models has none
    listening: of.listening ? listeningOf(of.listening, of.labels) : null,
  };
}

function listeningOf(listening: Listening, labels: readonly string[]): AboutListening {
  const { points, strideS } = listening;
  const chosen = decoderOf(listening);
  return {
    points: points.map(({ decoder, errors }) => ({
      ...settingsOf(decoder, strideS),
      ...ratesOf(errors),
    })),
    chosen: points.findIndex(({ decoder }) => decoder === chosen),
    heard: labels.filter((_, label) => chosen.heard[label]),
  };
}

const since = (begun: number): number => performance.now() - begun;
