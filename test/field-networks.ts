/** Networks of more kinds than pictures and series alone: wide dense ones, four-bit weights, layers that remember. */
import { Random } from '../src/base/random.ts';
import { GraphBuilder } from '../src/graph/builder.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import type { Op, ValueId } from '../src/graph/op.ts';
import type { GateWeights } from '../src/graph/op-sequence.ts';
import { sizeOf, type Tensor, tensor } from '../src/tensor/tensor.ts';
import { generatedNetwork } from './generated-networks.ts';
import { as, impulse, type Layer, opOf, quantization } from './port-graphs.ts';

/**
 * Of eight networks four as generatedNetwork makes them, one of those with weights of four bits and a mean by an
 * operation of its own, one for spoken words, one dense, one that remembers.
 */
export function fieldNetwork(number: number, seed: number): Impulse {
  switch (kindOf(number)) {
    case 'spoken':
      return spokenNetwork(number, seed);
    case 'dense':
      return denseNetwork(number, seed);
    case 'remembering':
      return rememberingNetwork(number, seed);
    case 'four bits':
      return generatedNetwork(number, seed, { weightBits: 4, mean: 'mean' });
    default:
      return generatedNetwork(number, seed);
  }
}

/** Whether it is one of pictures and series with weights of eight bits. */
export function isGenerated(number: number): boolean {
  return kindOf(number) === undefined;
}

function kindOf(number: number) {
  const others = { 1: 'spoken', 3: 'four bits', 5: 'dense', 7: 'remembering' } as const;
  return others[(number % 8) as keyof typeof others] as
    | (typeof others)[keyof typeof others]
    | undefined;
}

/** Frames of bands under one large kernel, at times depthwise and pointwise layers, and a dense one. */
function spokenNetwork(number: number, seed: number): Impulse {
  const name = `net_${number}`;
  const random = new Random(seed, name);
  const pick = picker(random);
  const b = new GraphBuilder(name);
  const [height, width] = [pick([20, 25, 32, 49]), pick([8, 10, 13, 20, 40])];
  const like = quantization(firstScale, 5);
  const x = b.input('input', [height * width]);
  const q = b.add({ kind: 'quantize' }, [x], as(`${name}_in`, like));
  const shape = [height, width, 1] as const;
  let at = b.add({ kind: 'reshape', shape }, [q], as(`${name}_bands`, like));
  const stride = pick([1, 2, [2, 1]] as const);
  const kernel = pick([
    [10, 4],
    [10, 8],
    [8, 5],
    [7, 3],
    [5, 5],
  ] as const);
  const isDepthwise = random.below(2) === 0;
  const first = { input: shape, kernel, stride, outputs: pick([8, 16, 24, 30]) };
  const kind = isDepthwise ? 'depthwise2d' : 'conv2d';
  at = b.add(opOf({ ...first, kind }, random, firstScale), [at], as(`${name}_first`, layerForm));
  for (let i = random.below(3); i > 0; i--) {
    const input = b.shape(at) as [number, number, number];
    const tall = pick([
      [3, 3],
      [3, 3],
      [5, 1],
      [1, 5],
    ] as const);
    const own: Layer = { kind: 'depthwise2d', input, outputs: 1, kernel: tall };
    at = b.add(opOf(own, random, 0.05), [at], as(`${name}_own_${i}`, layerForm));
    const outputs = pick([8, 16, 24, 32, 64]);
    const point: Layer = { kind: 'conv2d', input, outputs, kernel: [1, 1] };
    at = b.add(opOf(point, random, 0.05), [at], as(`${name}_point_${i}`, layerForm));
  }
  const inputs = b.size(at);
  const flat = b.add({ kind: 'reshape', shape: [inputs] }, [at], as(`${name}_row`, layerForm));
  const dense: Layer = {
    kind: 'dense',
    input: [1, 1, inputs],
    outputs: pick([2, 4, 12]),
    activation: 'none',
  };
  const last = b.add(opOf(dense, random, 0.05), [flat], as(`${name}_last`, quantization(0.1, 10)));
  const shares = b.add(
    { kind: 'softmax' },
    [last],
    as(`${name}_shares`, quantization(1 / 256, -128)),
  );
  return impulse(name, b, shares, height * width);
}

const layerForm = quantization(0.05, -128);

/** Dense layers over a row, as of autoencoders and small regressions; one in four has weights of four bits. */
function denseNetwork(number: number, seed: number): Impulse {
  const name = `net_${number}`;
  const random = new Random(seed, name);
  const pick = picker(random);
  const b = new GraphBuilder(name);
  const weightBits = random.below(4) === 0 ? 4 : 8;
  const isWide = random.below(3) > 0;
  let inputs = isWide ? pick([64, 128, 256, 392, 490, 640]) : pick([1, 2, 3, 6, 9, 16, 33]);
  const size = inputs;
  let scale = firstScale;
  const x = b.input('input', [inputs]);
  let at = b.add({ kind: 'quantize' }, [x], as(`${name}_in`, quantization(firstScale, 5)));
  for (let i = 1 + random.below(5); i > 0; i--) {
    const widths = isWide ? [8, 16, 32, 64, 128, 128] : [1, 4, 8, 10, 16, 16];
    const outputs = i === 1 ? pick([1, 2, 3, 4, 8, 12, inputs]) : pick(widths);
    const activation = i === 1 ? 'none' : 'relu';
    const layer: Layer = { kind: 'dense', input: [1, 1, inputs], outputs, activation, weightBits };
    const zero = i === 1 ? 10 : -128;
    at = b.add(opOf(layer, random, scale), [at], as(`${name}_${i}`, quantization(0.05, zero)));
    scale = 0.05;
    inputs = outputs;
  }
  return impulse(name, b, at, size);
}

/** Readings one after another through a layer that remembers (LSTM) or a filter of what was (SVDF), and a dense layer. */
function rememberingNetwork(number: number, seed: number): Impulse {
  const name = `net_${number}`;
  const random = new Random(seed, name);
  const b = new GraphBuilder(name);
  const isSvdf = random.below(2) === 0;
  const size = isSvdf
    ? picker(random)([16, 40, 96, 160, 392])
    : picker(random)([8, 16, 28, 49]) * picker(random)([3, 10, 13, 28]);
  const x = b.input('input', [size]);
  const like = quantization(firstScale, 5);
  let at = b.add({ kind: 'quantize' }, [x], as(`${name}_in`, like));
  if (isSvdf) {
    for (let i = 1 + random.below(3); i > 0; i--) at = svdf(b, at, `${name}_filter_${i}`, random);
  } else {
    const time = [8, 16, 28, 49].find((steps) => [3, 10, 13, 28].includes(size / steps))!;
    const shape = [time, size / time];
    at = b.add({ kind: 'reshape', shape }, [at], as(`${name}_series`, like));
    at = lstm(b, at, `${name}_memory`, random);
    const flat = as(`${name}_row`, quantization(1 / 128, 0));
    at = b.add({ kind: 'reshape', shape: [b.size(at)] }, [at], flat);
  }
  const outputs = 2 + random.below(8);
  const input = [1, 1, b.size(at)] as const;
  const dense: Layer = { kind: 'dense', input, outputs, activation: 'none' };
  const scale = isSvdf ? 0.05 : 1 / 128;
  const last = as(`${name}_last`, quantization(0.1, 10));
  return impulse(name, b, b.add(opOf(dense, random, scale), [at], last), size);
}

const firstScale = 0.02;

function svdf(b: GraphBuilder, x: ValueId, name: string, random: Random): ValueId {
  const pick = picker(random);
  const [units, rank, memory] = [pick([4, 8, 16, 32]), pick([1, 1, 2]), pick([4, 8, 10, 16])];
  const filters = units * rank;
  const isWide = random.below(2) === 0;
  const numbers = filters * memory;
  const op: Op = {
    kind: 'svdf',
    rank,
    featureWeight: bytes(random, [filters, b.size(x)]),
    featureQuantization: quantization(0.005, 0),
    timeWeight: isWide
      ? tensor('i16', [filters, memory], integers(random, numbers, 32767))
      : bytes(random, [filters, memory]),
    timeQuantization: quantization(isWide ? 0.00003 : 0.01, 0),
    bias: tensor('i32', [units], biases(random, units)),
    activation: 'relu',
    stateQuantization: quantization(isWide ? 0.001 : 0.05, 0),
  };
  return b.add(op, [x], as(name, quantization(0.05, -128)));
}

function lstm(b: GraphBuilder, x: ValueId, name: string, random: Random): ValueId {
  const cells = picker(random)([4, 8, 10, 16, 20, 32]);
  const inputs = b.shape(x)[1]!;
  const gate = (): GateWeights => ({
    weight: bytes(random, [cells, inputs]),
    weightQuantization: quantization(0.02 * random.between(0.1, 0.3), 0),
    recurrent: bytes(random, [cells, cells]),
    recurrentQuantization: quantization(0.02 * random.between(0.2, 0.5), 0),
    bias: tensor('i32', [cells], biases(random, cells)),
  });
  const hidden = quantization(1 / 128, 0);
  const op: Op = {
    kind: 'lstm',
    gates: { input: gate(), forget: gate(), cell: gate(), output: gate() },
    cellClip: 0,
    hiddenQuantization: hidden,
    cellQuantization: quantization(2 ** -12, 0),
  };
  return b.add(op, [x], as(name, hidden));
}

function bytes(random: Random, shape: readonly number[]): Tensor<'i8'> {
  const values = Int8Array.from({ length: sizeOf(shape) }, () => random.below(255) - 127);
  return tensor('i8', shape, values);
}

function integers(random: Random, count: number, most: number): Int16Array {
  return Int16Array.from({ length: count }, () => random.below(2 * most + 1) - most);
}

function biases(random: Random, count: number): Int32Array {
  return Int32Array.from({ length: count }, () => random.below(6000) - 3000);
}

const picker =
  (random: Random) =>
  <T>(choices: readonly T[]): T =>
    choices[random.below(choices.length)]!;
