import { streamFormOf } from '../../compile/emit/framed-form.ts';
import { type Decoder, StreamDecoder } from '../../graph/decoder.ts';
import { type Answer, type Answering, answerWindow } from '../../pipeline/answer.ts';
import type { SignalModel } from '../../pipeline/model.ts';
import { WindowStream } from './window-stream.ts';

export interface StreamAnswer extends Answer {
  /** So many readings of the stream had come. */
  readonly end: number;
  /** The label that the decoder tells of, or null. */
  readonly heard: number | null;
}

/** What of a model runs on a stream. */
type Streamed = Pick<SignalModel, 'signal' | 'strideReadings'> & Answering;

/**
 * A model on readings that come as they like: what the library on the device answers to the same ones, at the
 * same readings, and what its decoder tells of, bit for bit.
 */
export class ModelStream {
  readonly #model: Streamed;
  readonly #windows: WindowStream;
  readonly #decoder: StreamDecoder | null;

  /** Without a decoder nothing is told of. */
  constructor(model: Streamed, decoder: Decoder | null) {
    const { signal, strideReadings, learned } = model;
    const { ready, stride } = streamFormOf({ signal, features: learned.features }, strideReadings);
    this.#model = model;
    this.#windows = new WindowStream(ready, stride, signal.axes.length);
    this.#decoder = decoder && new StreamDecoder(decoder);
  }

  /** Answers for the windows that these readings make ready, each computed when it is asked for. */
  *push(readings: Float32Array): Generator<StreamAnswer> {
    const { length, axes } = this.#model.signal;
    for (const { end, window } of this.#windows.push(readings)) {
      const whole = new Float32Array(length * axes.length);
      whole.set(window);
      const answer = answerWindow(this.#model, whole);
      yield { ...answer, end, heard: this.#decoder?.push(answer.scores) ?? null };
    }
  }
}
