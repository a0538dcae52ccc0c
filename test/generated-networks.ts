/** Networks as those of the field, from seeds: pictures and series, of one to five layers and an end. */
import { Random } from '../src/base/random.ts';
import { GraphBuilder, noPad } from '../src/graph/builder.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import type { ValueId } from '../src/graph/op.ts';
import { as, impulse, type Layer, opOf, quantization } from './port-graphs.ts';

interface Form {
  readonly weightBits: 8 | 4;
  /** The operation that takes the mean of a picture. */
  readonly mean: 'pool2d' | 'mean';
}

interface Making extends Form {
  readonly b: GraphBuilder;
  readonly name: string;
  readonly random: Random;
}

const usual: Form = { weightBits: 8, mean: 'pool2d' };

type Extents = readonly [height: number, width: number, channels: number];

export function generatedNetwork(number: number, seed: number, form = usual): Impulse {
  const name = `net_${number}`;
  const random = new Random(seed, name);
  const b = new GraphBuilder(name);
  const making = { b, name, random, ...form };
  const shape = inputShape(random);
  const like = quantization(firstScale, 5);
  const x = b.input('input', [shape[0] * shape[1] * shape[2]]);
  const q = b.add({ kind: 'quantize' }, [x], as(`${name}_in`, like));
  let at = b.add({ kind: 'reshape', shape }, [q], as(`${name}_picture`, like));
  let scale = firstScale;
  for (let i = 1 + random.below(5); i > 0; i--) {
    at = add(making, at, i, scale);
    scale = layerScale;
  }
  const scores = ending(making, at, scale);
  return impulse(name, b, scores, shape[0] * shape[1] * shape[2]);
}

const firstScale = 0.02;
const layerScale = 0.05;

function inputShape(random: Random): Extents {
  const pick = picker(random);
  if (random.below(3) === 0) return [1, pick([24, 32, 50, 64, 100]), pick([1, 3, 4, 6])];
  return [pick([8, 12, 16, 24]), pick([8, 10, 16, 24]), pick([1, 3, 4])];
}

/** One layer more: one with weights, a pooling, or a sum of what there is with a layer of it. */
function add(making: Making, at: ValueId, i: number, scale: number): ValueId {
  const { b, name, random, weightBits } = making;
  const [height, width, channels] = b.shape(at) as [number, number, number];
  const to = as(`${name}_layer_${i}`, quantization(layerScale, -128));
  if (random.below(8) === 0 && width >= 4 && scale === layerScale) {
    const size = [Math.min(2, height), 2] as const;
    const op = { kind: 'pool2d', mode: 'max', size, stride: size, pad: noPad } as const;
    return b.add({ ...op, activation: 'none' }, [at], to);
  }
  if (random.below(6) === 0 && channels >= 8) {
    const kernel = [Math.min(3, height), 3] as const;
    const same: Layer = {
      kind: 'conv2d',
      input: [height, width, channels],
      outputs: channels,
      kernel,
      weightBits,
    };
    const beside = b.add(
      opOf(same, random, scale),
      [at],
      as(`${name}_beside_${i}`, quantization(layerScale, -128)),
    );
    return b.add({ kind: 'add', activation: 'relu' }, [at, beside], to);
  }
  const layer = { ...weighted([height, width, channels], random), weightBits };
  return b.add(opOf(layer, random, scale), [at], to);
}

function weighted(input: Extents, random: Random): Layer {
  const pick = picker(random);
  const [height, width, channels] = input;
  const isSeries = height === 1;
  const wide = width >= 4 && (isSeries || height >= 4) ? pick([1, 1, 2]) : 1;
  const stride = isSeries ? ([1, wide] as const) : wide;
  const outputs = pick([8, 16, 16, 24, 32, 48]);
  const small = isSeries ? ([1, pick([3, 5, 7])] as const) : ([3, 3] as const);
  const other = isSeries
    ? ([1, pick([3, 5, 9])] as const)
    : pick([
        [1, 5],
        [5, 1],
        [5, 5],
      ] as const);
  const choices: readonly Layer[] = [
    { kind: 'conv2d', input, outputs, kernel: small, stride },
    { kind: 'conv2d', input, outputs, kernel: [1, 1] },
    { kind: 'depthwise2d', input, outputs: 1, kernel: small, stride },
    { kind: 'depthwise2d', input, outputs: 1, kernel: other },
  ];
  return channels < 4 ? choices[random.below(2)]! : pick(choices);
}

/** The mean of the picture where one frame can hold it, a dense layer, and at times a softmax. */
function ending({ b, name, random, ...form }: Making, from: ValueId, scale: number): ValueId {
  const [height, width, channels] = b.shape(from) as [number, number, number];
  const isMean = height * width <= 255 && random.below(4) > 0;
  const frame = { size: [height, width], stride: [1, 1], pad: noPad } as const;
  const row = quantization(layerScale, -128);
  const pool = { kind: 'pool2d', mode: 'average', ...frame, activation: 'none' } as const;
  const op = form.mean === 'pool2d' ? pool : meanOfPicture;
  const mean = isMean ? b.add(op, [from], as(`${name}_mean`, row)) : from;
  const inputs = isMean ? channels : height * width * channels;
  const flat = b.add({ kind: 'reshape', shape: [inputs] }, [mean], as(`${name}_row`, row));
  const outputs = picker(random)([2, 3, 5, 8, 12]);
  const input = [1, 1, inputs] as const;
  const dense: Layer = {
    kind: 'dense',
    input,
    outputs,
    activation: 'none',
    weightBits: form.weightBits,
  };
  const last = as(`${name}_last`, quantization(0.1, 10));
  const logits = b.add(opOf(dense, random, scale), [flat], last);
  if (random.below(2) === 0) return logits;
  return b.add({ kind: 'softmax' }, [logits], as(`${name}_shares`, quantization(1 / 256, -128)));
}

const meanOfPicture = { kind: 'mean', axes: [0, 1], keepDimensions: true } as const;

const picker =
  (random: Random) =>
  <T>(choices: readonly T[]): T =>
    choices[random.below(choices.length)]!;
