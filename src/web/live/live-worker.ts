/** Runs a model beside the page: readings or frames in, answers out, with the bits of the device. */
import { Failure } from '../../base/failure.ts';
import type { Frame } from '../../dsp/image.ts';
import { isSound } from '../../dsp/sound.ts';
import { readRecording } from '../../formats/recording.ts';
import { answerPicture, answerWindow } from '../../pipeline/answer.ts';
import { type Model, unpackModel } from '../../pipeline/model.ts';
import { readingsOfRecording } from './recording-readings.ts';
import { WindowStream } from './window-stream.ts';

export type ToLive =
  | { readonly kind: 'open'; readonly model: Uint8Array }
  /** Interleaved, at the model's rate. */
  | { readonly kind: 'readings'; readonly values: Float32Array }
  | { readonly kind: 'recording'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** One window by itself, whatever came before. */
  | { readonly kind: 'window'; readonly values: Float32Array };

export interface About {
  readonly labels: readonly string[];
  /** null: the model looks at pictures. */
  readonly signal: {
    readonly axes: readonly string[];
    readonly sampleRateHz: number;
    readonly length: number;
    readonly stride: number;
    readonly sound: boolean;
  } | null;
}

export type FromLive =
  | { readonly kind: 'opened'; readonly about: About }
  | {
      readonly kind: 'answer';
      /** The reading after the window's last; 0 for frames and single windows. */
      readonly end: number;
      readonly scores: Float32Array;
      readonly features: Float32Array;
      readonly milliseconds: number;
    }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly sentence: string };

let model: Model | null = null;
let stream: WindowStream | null = null;

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
  } else if (model?.kind === 'picture' && message.kind === 'frame') {
    const begun = performance.now();
    tell({
      kind: 'answer',
      end: 0,
      ...answerPicture(model, message.frame),
      milliseconds: since(begun),
    });
  } else if (model?.kind === 'signal') {
    takeSignal(message);
  }
}

function takeSignal(message: ToLive): void {
  if (model?.kind !== 'signal') return;
  if (message.kind === 'window') {
    answer(message.values, 0);
  } else if (message.kind === 'readings') {
    stream ??= streamOf();
    for (const { end, window } of stream!.push(message.values)) answer(window, end);
  } else if (message.kind === 'recording') {
    const recording = readRecording(message.name, message.bytes, {});
    const windows = streamOf()!.push(readingsOfRecording(recording, model.signal));
    if (windows.length === 0) {
      const { length, sampleRateHz } = model.signal;
      const seconds = (length / sampleRateHz).toFixed(2);
      tell({
        kind: 'failed',
        sentence: `${message.name} is shorter than a window of ${seconds} s.`,
      });
    }
    for (const { end, window } of windows) answer(window, end);
    tell({ kind: 'ended' });
  }
}

function answer(window: Float32Array, end: number): void {
  if (model?.kind !== 'signal') return;
  const begun = performance.now();
  tell({ kind: 'answer', end, ...answerWindow(model, window), milliseconds: since(begun) });
}

function streamOf(): WindowStream | null {
  if (model?.kind !== 'signal') return null;
  const { signal, strideReadings } = model;
  return new WindowStream(signal.length, strideReadings, signal.axes.length);
}

function aboutOf(of: Model): About {
  if (of.kind === 'picture') return { labels: of.labels, signal: null };
  const { axes, sampleRateHz, length } = of.signal;
  return {
    labels: of.labels,
    signal: {
      axes,
      sampleRateHz,
      length,
      stride: of.strideReadings,
      sound: isSound(axes, sampleRateHz),
    },
  };
}

const since = (begun: number): number => performance.now() - begun;
