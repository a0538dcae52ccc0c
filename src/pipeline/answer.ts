import { type Frame, imageOf } from '../dsp/image.ts';
import { type Centre, findCentres } from '../graph/centres.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Graph } from '../graph/op.ts';
import { sizeOf, tensor } from '../tensor/tensor.ts';
import { ruleOf } from './judge-scenes.ts';
import type { PictureModel } from './model.ts';

/** What a model answers for one window or picture: exactly what the library answers on the device. */
export interface Answer {
  /** The network's inputs, one after the other. */
  readonly features: Float32Array;
  /** [labels], from int8 by one scale. */
  readonly scores: Float32Array;
}

/** What of a model answers: its features, and its network in whole numbers. */
export interface Answering {
  readonly learned: {
    readonly features: Graph;
    readonly int8: { readonly network: Graph };
  };
}

/** `window` holds [readings, axes] interleaved, at the model's own rate. */
export function answerWindow({ learned }: Answering, window: Float32Array): Answer {
  const { features, int8 } = learned;
  const { shape } = features.values[features.inputs[0]!]!;
  const rows = evaluate(features, [tensor('f32', shape, window)]);
  const inputs = int8.network.inputs.map((id, k) => {
    const { shape: wanted } = int8.network.values[id]!;
    return tensor('f32', wanted, (rows[k]!.data as Float32Array).slice(0, sizeOf(wanted)));
  });
  const [scores] = evaluate(int8.network, inputs);
  return {
    features: Float32Array.from(rows.flatMap(({ data }) => [...(data as Float32Array)])),
    scores: scores!.data as Float32Array,
  };
}

export interface PictureAnswer extends Answer {
  /** Of a model that finds things; null of one that answers to the whole picture. */
  readonly centres: readonly Centre[] | null;
}

/** `frame` is whatever a camera gives. */
export function answerPicture(
  { image, labels, learned }: PictureModel,
  frame: Frame,
): PictureAnswer {
  const picture = imageOf(image, frame);
  const { network } = learned.int8;
  const rule = ruleOf({ image, labels, network });
  const { shape } = network.values[network.inputs[0]!]!;
  const [scores] = evaluate(network, [tensor('i8', shape, picture)]);
  return {
    features: Float32Array.from(picture),
    scores: scores!.data as Float32Array,
    centres: rule && findCentres(rule, scores!.data),
  };
}
