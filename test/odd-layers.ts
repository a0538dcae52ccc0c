/** Single layers of odd shapes whose gradients are checked, whichever engine makes them. */
import { Random } from '../src/base/random.ts';
import { GraphBuilder, noPad, samePad } from '../src/graph/builder.ts';
import type { Activation, Graph, Op, ValueId } from '../src/graph/op.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../src/tensor/tensor.ts';

export interface OddLayer {
  readonly name: string;
  readonly op: Op;
  /** Of each input. */
  readonly shapes: readonly Shape[];
}

const widths = [1, 2, 3, 5, 7];
export const depths = [1, 3, 8];
const strides = [1, 2];
export const activations: readonly Activation[] = ['none', 'relu', 'relu6'];

/** By what they are called together. */
export const oddLayers: ReadonlyMap<string, () => Iterable<OddLayer>> = new Map([
  ['dense layers', denseLayers],
  ['convolutions', convolutions],
  ['convolutions of one pixel', pointwiseConvolutions],
  ['depthwise convolutions', depthwiseConvolutions],
  ['transposed convolutions', transposedConvolutions],
  ['pools', pools],
  ['layers without weights', weightless],
  ['curves, padding and layer norm', curves],
  ['recurrent layers', recurrent],
]);

/** One layer between two dense ones, so that gradients arrive from behind and go on before. */
export function networkAround({ op, shapes }: OddLayer, then?: 'relu' | 'relu6'): Graph {
  const builder = new GraphBuilder('net');
  const inputs = shapes.map((shape, i) => {
    const x = builder.input(`x${i}`, [sizeOf(shape)]);
    const before = builder.add(dense(sizeOf(shape), sizeOf(shape), 'none'), [x]);
    return builder.add({ kind: 'reshape', shape }, [before]);
  });
  let y = builder.add(op, inputs);
  if (then) y = builder.add({ kind: 'activation', activation: then }, [y]);
  return closed(builder, y);
}

/** The network whose three classes are made from y. */
export function closed(builder: GraphBuilder, y: ValueId): Graph {
  const row = builder.add({ kind: 'reshape', shape: [builder.size(y)] }, [y]);
  const logits = builder.add(dense(builder.size(y), 3, 'none'), [row]);
  return builder.graph([builder.add({ kind: 'softmax' }, [logits])]);
}

function* denseLayers(): Iterable<OddLayer> {
  for (const inputs of [1, 2, 3, 5, 7, 8, 20]) {
    for (const outputs of [1, 3, 4, 8, 11]) {
      const op = dense(inputs, outputs, activations[(inputs + outputs) % 3]!);
      yield { name: `dense ${inputs} to ${outputs}`, op, shapes: [[inputs]] };
    }
  }
}

function* convolutions(): Iterable<OddLayer> {
  for (const { shape, stride, variant } of pictures()) {
    const [height, width, channels] = shape;
    const kernel: [number, number] = [Math.min(height, 1 + (variant % 3)), Math.min(3, width)];
    const dilation = [1, width >= 5 ? 2 : 1] as const;
    const pad = variant % 2 ? samePad([height, width], kernel, stride, dilation) : noPad;
    const outputs = [1, 3, 4, 9][variant % 4]!;
    const activation = activations[variant % 3]!;
    const slide = { activation, stride, dilation, pad };
    const weight = noise([outputs, ...kernel, channels]);
    const op: Op = { kind: 'conv2d', weight, bias: noise([outputs]), ...slide };
    yield { name: `conv2d ${kernel} / ${stride}, ${activation}`, op, shapes: [shape] };
  }
}

/** They gather nothing. */
function* pointwiseConvolutions(): Iterable<OddLayer> {
  for (const channels of [...depths, 17]) {
    for (const activation of activations) {
      const weight = noise([4, 1, 1, channels]);
      const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
      const op: Op = { kind: 'conv2d', weight, bias: noise([4]), activation, ...slide };
      yield { name: `pointwise, ${activation}`, op, shapes: [[2, 3, channels]] };
    }
  }
}

function* depthwiseConvolutions(): Iterable<OddLayer> {
  for (const { shape, stride, variant } of pictures()) {
    const [height, width, channels] = shape;
    const multiplier = 1 + (variant % 2);
    const kernel: [number, number] = [Math.min(height, 3), Math.min(variant % 3 ? 3 : 7, width)];
    const pad = variant % 2 ? samePad([height, width], kernel, stride) : noPad;
    const weight = noise([...kernel, channels * multiplier]);
    const slide = { stride, dilation: [1, 1], pad } as const;
    const bias = noise([channels * multiplier]);
    const activation = activations[variant % 3]!;
    const op: Op = { kind: 'depthwise2d', multiplier, weight, bias, activation, ...slide };
    yield { name: `depthwise2d ${kernel} / ${stride} × ${multiplier}`, op, shapes: [shape] };
  }
}

function* transposedConvolutions(): Iterable<OddLayer> {
  for (const { shape, stride, variant } of pictures()) {
    const [height, width, channels] = shape;
    const kernel = [1 + (variant % 2), Math.min(3, 1 + width)] as const;
    const pad = { ...noPad, top: variant % 2, left: variant % kernel[1] };
    const size = [height + 1, (width - 1) * stride[1] + kernel[1] - pad.left] as const;
    const outputs = [1, 3, 9][variant % 3]!;
    const rest = { bias: noise([outputs]), activation: activations[variant % 3]! };
    const weight = noise([outputs, ...kernel, channels]);
    const op: Op = { kind: 'transposeConv2d', weight, size, stride, pad, ...rest };
    yield { name: `transposed ${kernel} / ${stride}`, op, shapes: [shape] };
  }
}

function* pools(): Iterable<OddLayer> {
  for (const { shape, stride, variant } of pictures()) {
    const [height, width] = shape;
    const size: [number, number] = [Math.min(2, height), Math.min(3, width)];
    const pad = variant % 2 ? samePad([height, width], size, stride) : noPad;
    for (const mode of ['max', 'average'] as const) {
      const activation = activations[variant % 3]!;
      const op: Op = { kind: 'pool2d', mode, size, stride, pad, activation };
      yield { name: `${mode} pool ${size}`, op, shapes: [shape] };
    }
  }
}

function* weightless(): Iterable<OddLayer> {
  const layer = (op: Op, ...shapes: Shape[]) => ({ name: op.kind, op, shapes });
  yield layer({ kind: 'activation', activation: 'relu' }, [5]);
  yield layer({ kind: 'activation', activation: 'relu6' }, [1, 3, 7]);
  yield layer({ kind: 'reshape', shape: [2, 3] }, [3, 2, 1]);
  yield layer({ kind: 'reshape', shape: [6, 5, 4] }, [3, 5, 8]);
  yield layer({ kind: 'dropout', rate: 0.4 }, [9]);
  yield layer({ kind: 'dropout', rate: 0.8 }, [2, 3, 11]);
  for (const activation of activations) yield layer({ kind: 'add', activation }, [7], [7]);
  for (const axis of [0, 1, 2]) {
    const shapes = [1, 3, 2].map((side) => [2, 3, 2].with(axis, side));
    yield layer({ kind: 'concat', axis }, ...shapes);
  }
}

function* curves(): Iterable<OddLayer> {
  for (const shape of [[5], [1, 3, 7], [1, 3, 8], [2, 2, 9]]) {
    const channels = [shape.at(-1)!];
    const pads = shape.map((_, d) => [d, 2 - d] as const);
    const ops: Op[] = [
      { kind: 'logistic' },
      { kind: 'tanh' },
      { kind: 'hardSwish' },
      { kind: 'leakyRelu', alpha: 0.3 },
      { kind: 'pad', pads, value: 0 },
      { kind: 'layerNorm', gamma: noise(channels), beta: noise(channels), epsilon: 1e-2 },
    ];
    for (const op of ops) yield { name: op.kind, op, shapes: [shape] };
  }
}

/** Through all of time. */
function* recurrent(): Iterable<OddLayer> {
  for (const [time, inputs, cells] of [
    [1, 3, 2],
    [4, 1, 3],
    [5, 3, 1],
    [5, 8, 8],
    [3, 5, 17],
  ] as const) {
    const gate = () => gateOf(inputs, cells);
    const weights = { update: gate(), reset: gate(), candidate: gate() };
    const gru: Op = { kind: 'gru', ...weights, recurrentBias: noise([cells]) };
    yield { name: `gru to ${cells}`, op: gru, shapes: [[time, inputs]] };
    const op = lstm(inputs, cells, 0);
    yield { name: `lstm to ${cells}`, op, shapes: [[time, inputs]] };
  }
}

/** A layer of long short-term memory of noise. */
export function lstm(inputs: number, cells: number, cellClip: number): Op {
  const gate = () => gateOf(inputs, cells);
  const gates = { input: gate(), forget: gate(), cell: gate(), output: gate() };
  return { kind: 'lstm', gates, cellClip };
}

function gateOf(inputs: number, cells: number) {
  return {
    weight: noise([cells, inputs]),
    recurrent: noise([cells, cells]),
    bias: noise([cells]),
  };
}

/** Odd shapes with a stride for each, and a number to vary other settings by. */
function* pictures() {
  let variant = 0;
  for (const width of widths) {
    for (const channels of depths) {
      for (const stride of strides) {
        const shape = [variant % 2 ? 3 : 1, width, channels] as const;
        yield { shape, stride: [1, stride] as const, variant: variant++ };
      }
    }
  }
}

/** With this seed no sum lies so near a kink of a rectifier that float32 and float64 see it on either side. */
const random = new Random(15, 'odd layers');

/** A dense layer of noise. */
export function dense(inputs: number, outputs: number, activation: Activation): Op {
  return { kind: 'dense', weight: noise([outputs, inputs]), bias: noise([outputs]), activation };
}

/** Reproducible numbers, most of them below 1. */
export function noise(shape: Shape): Tensor<'f32'> {
  const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal() / 2);
  return tensor('f32', shape, values);
}

/** As a variance that changes nothing. */
export function ones(size: number): Float32Array {
  return new Float32Array(size).fill(1);
}
