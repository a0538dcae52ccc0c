import { Random } from '../src/base/random.ts';
import { GraphBuilder, noPad, samePad } from '../src/graph/builder.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import type { Activation, Graph, Op, Pad, Rounding, ValueId } from '../src/graph/op.ts';
import { type Quantization, type Shape, sizeOf, tensor } from '../src/tensor/tensor.ts';

/** One layer as networks in the field have them, between a quantize and a dequantize. */

export type Filling =
  | 'random'
  /** All weights the largest, all the least, or of both at random. */
  | 'high'
  | 'low'
  | 'signs'
  /** All −128, which quantising never makes and a model file may hold; or −128 and 127 at random. */
  | 'least'
  | 'ends';

export interface Layer {
  readonly kind: 'dense' | 'conv2d' | 'depthwise2d';
  /** [height, width, channels]; of a dense layer the width is its rows. */
  readonly input: readonly [height: number, width: number, channels: number];
  /** Output channels; of a depthwise layer the multiplier. */
  readonly outputs: number;
  readonly kernel?: readonly [height: number, width: number];
  readonly stride?: number | readonly [height: number, width: number];
  readonly dilation?: readonly [height: number, width: number];
  readonly pad?: 'same' | 'valid' | Pad;
  readonly activation?: Activation;
  /** Of the output; −128 where it follows a ReLU, unless told. */
  readonly outputZero?: number;
  readonly inputZero?: number;
  readonly filling?: Filling;
  /** In the place of the filling. */
  readonly weight?: (channel: number, tap: number) => number;
  /** Of its weights: 8 unless told. */
  readonly weightBits?: 8 | 4;
  /** The folded bias of every channel; random unless told. */
  readonly bias?: (channel: number, weights: Int8Array) => number;
  /** The real scale of a channel's sums, as a share of what spreads them over int8. */
  readonly spread?: (channel: number) => number;
  /** The real scale of every channel's sums itself. */
  readonly sumScale?: number;
}

/** Layers side by side in one network, each from an int8 input of its own to an output of its own. */
export function layersNetwork(name: string, layers: readonly Layer[], rounding: Rounding): Graph {
  const b = new GraphBuilder(name, rounding);
  const outputs = layers.map((layer, i) => {
    const random = new Random(9, `${name}_${i}`);
    const { input, kind, activation = 'relu', inputZero = random.below(256) - 128 } = layer;
    const { outputZero = activation === 'none' ? random.below(100) - 50 : -128 } = layer;
    const shape = kind === 'dense' ? input.slice(1) : input;
    const inputScale = Math.fround(0.02);
    const x = b.input(`input_${i}`, shape, 'i8', quantization(inputScale, inputZero));
    const to = as(`output_${i}`, quantization(outputScale, outputZero));
    return b.add(opOf(layer, random, inputScale), [x], to);
  });
  return b.graph(outputs);
}

export function layerImpulse(name: string, layer: Layer): Impulse {
  const random = new Random(9, name);
  const b = new GraphBuilder(name);
  const [height, width, channels] = layer.input;
  const rows = width > 1 ? [width, channels] : [channels];
  const shape = layer.kind === 'dense' ? rows : [height, width, channels];
  const activation = layer.activation ?? 'relu';
  const { inputZero = random.below(256) - 128 } = layer;
  const { outputZero = activation === 'none' ? random.below(100) - 50 : -128 } = layer;
  const inputScale = Math.fround(0.02);
  const x = b.input('input', [sizeOf(shape)]);
  const q = b.add({ kind: 'quantize' }, [x], as(`${name}_in`, quantization(inputScale, inputZero)));
  const picture = b.add(
    { kind: 'reshape', shape },
    [q],
    as('picture', quantization(inputScale, inputZero)),
  );
  const output = quantization(outputScale, outputZero);
  const y = b.add(opOf(layer, random, inputScale), [picture], as(`${name}_out`, output));
  return impulse(name, b, y, sizeOf(shape));
}

interface Pool {
  readonly mode: 'max' | 'average';
  readonly size: readonly [height: number, width: number];
  readonly stride?: number;
  /** On all four sides. */
  readonly pad?: number;
}

/** Pooling of a picture, with an activation that cuts off both ends. */
export function poolImpulse(
  name: string,
  picture: Shape,
  { mode, size, stride = 1, pad = 0 }: Pool,
  zero: number,
): Impulse {
  const b = new GraphBuilder(name);
  const quantized = quantization(0.05, zero);
  const x = b.input('input', [sizeOf(picture)]);
  const q = b.add({ kind: 'quantize' }, [x], as(`${name}_in`, quantized));
  const shaped = b.add({ kind: 'reshape', shape: picture }, [q], as('picture', quantized));
  const sides = { top: pad, bottom: pad, left: pad, right: pad };
  const slide = { stride: [stride, stride], pad: sides } as const;
  const op: Op = { kind: 'pool2d', mode, size, ...slide, activation: 'reluN1To1' };
  return impulse(name, b, b.add(op, [shaped], as(`${name}_out`, quantized)), sizeOf(picture));
}

/** Wraps a network over a window that is passed on as it is. */
export function impulse(name: string, b: GraphBuilder, y: ValueId, size: number): Impulse {
  const real = b.add({ kind: 'dequantize' }, [y], { name: `${name}_real`, type: 'f32' });
  const scores = b.add({ kind: 'reshape', shape: [b.size(real)] }, [real]);
  const window = new GraphBuilder('features');
  const readings = window.input('readings', [size, 1]);
  const flat = window.add({ kind: 'reshape', shape: [size] }, [readings]);
  return {
    name,
    signal: { axes: ['value'], sampleRateHz: 100, length: size },
    labels: Array.from({ length: b.size(scores) }, (_, i) => `label ${i}`),
    features: window.graph([flat]),
    network: b.graph([scores]),
  };
}

export function as(name: string, quantized: Quantization) {
  return { name, type: 'i8', quantization: quantized } as const;
}

export function quantization(scale: number, zeroPoint: number): Quantization {
  return { scales: [Math.fround(scale)], zeroPoint, axis: null };
}

const outputScale = 0.05;

/** The operation with weights drawn from `random`; its output has scale 0.05. */
export function opOf(layer: Layer, random: Random, inputScale: number): Op {
  const { kind, input, outputs } = layer;
  const activation = layer.activation ?? 'relu';
  const [height, width, channels] = input;
  if (kind === 'dense') {
    const parts = weightsOf(layer, random, inputScale, [outputs, channels], outputs, (i, o) =>
      Math.floor(i / channels) === o ? i % channels : null,
    );
    return { kind, ...parts, activation };
  }
  const kernel = layer.kernel ?? ([3, 3] as const);
  const { stride: step = 1, dilation = [1, 1] as const } = layer;
  const stride = typeof step === 'number' ? ([step, step] as const) : step;
  const how = layer.pad ?? 'same';
  const same = () => samePad([height, width], kernel, stride, dilation);
  const pad = how === 'same' ? same() : how === 'valid' ? noPad : how;
  const slide = { stride, dilation, pad, activation };
  const taps = kernel[0] * kernel[1];
  if (kind === 'conv2d') {
    const patch = taps * channels;
    const shape = [outputs, ...kernel, channels];
    const parts = weightsOf(layer, random, inputScale, shape, outputs, (i, o) =>
      Math.floor(i / patch) === o ? i % patch : null,
    );
    return { kind, ...parts, ...slide };
  }
  const all = channels * outputs;
  const parts = weightsOf(layer, random, inputScale, [...kernel, all], all, (i, o) =>
    i % all === o ? Math.floor(i / all) : null,
  );
  return { kind, ...parts, ...slide, multiplier: outputs };
}

/** `tapOf` tells which tap of channel o a weight is, or null. */
function weightsOf(
  layer: Layer,
  random: Random,
  inputScale: number,
  shape: Shape,
  outputs: number,
  tapOf: (index: number, o: number) => number | null,
) {
  const { weightBits = 8 } = layer;
  const [least, most] = weightBits === 8 ? [-127, 127] : [-8, 7];
  const draw: { readonly [F in Filling]: () => number } = {
    random: () => random.below(most + 1 - least) + least,
    high: () => most,
    low: () => least,
    signs: () => (random.below(2) ? most : least),
    least: () => (weightBits === 8 ? -128 : least),
    ends: () => (random.below(2) ? most : weightBits === 8 ? -128 : least),
  };
  const size = sizeOf(shape);
  const weight = Int8Array.from({ length: size }, draw[layer.filling ?? 'random']);
  const taps = size / outputs;
  for (let o = 0; layer.weight && o < outputs; o++) {
    for (let i = 0; i < size; i++) {
      const tap = tapOf(i, o);
      if (tap !== null) weight[i] = layer.weight(o, tap);
    }
  }
  const channel = (o: number) => {
    const weights = new Int8Array(taps);
    for (let i = 0; i < size; i++) {
      const tap = tapOf(i, o);
      if (tap !== null) weights[tap] = weight[i]!;
    }
    return weights;
  };
  const bias = Int32Array.from({ length: outputs }, (_, o) =>
    layer.bias ? layer.bias(o, channel(o)) : random.below(20000) - 10000,
  );
  const scales = Array.from({ length: outputs }, (_, o) => {
    const reach = 40 / (73 * 0.575 * most * Math.sqrt(taps));
    const wanted = layer.sumScale ?? reach * random.between(0.5, 2) * (layer.spread?.(o) ?? 1);
    return Math.fround((wanted * outputScale) / inputScale);
  });
  return {
    weight: tensor(weightBits === 8 ? 'i8' : 'i4', shape, weight),
    bias: tensor('i32', [outputs], bias),
    weightQuantization: { scales, zeroPoint: 0, axis: 0 },
  };
}
