import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { GraphBuilder, noPad, samePad } from '../../graph/builder.ts';
import { checkGraph } from '../../graph/check.ts';
import { evaluate } from '../../graph/evaluate.ts';
import type { Activation, Graph, ValueId } from '../../graph/op.ts';
import { type Shape, sizeOf, tensor } from '../../tensor/tensor.ts';
import { channelRanges } from './channel-ranges.ts';
import { withoutDeadChannels } from './dead-channels.ts';

test('random networks with dead channels answer the same without them', () => {
  let removed = 0;
  for (let seed = 0; seed < 250; seed++) {
    const random = new Random(seed, 'dead channels');
    const graph = randomNetwork(random);
    const smaller = withoutDeadChannels(graph, [1, 4][seed % 2]);
    assert.deepEqual(checkGraph(smaller), []);
    removed += channelsOf(graph) - channelsOf(smaller);
    assert.ok(weightsOf(smaller) <= weightsOf(graph));
    for (const input of inputsOf(graph, random)) {
      const [before, after] = [evaluate(graph, [input]), evaluate(smaller, [input])];
      assert.deepEqual(after, before, `network ${seed}`);
    }
  }
  assert.ok(removed > 2000, `${removed} channels removed`);
});

test('no value ever leaves the range that was found for its channel', () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = new Random(seed, 'ranges');
    const graph = randomNetwork(random);
    const ranges = channelRanges(graph);
    const all: Graph = { ...graph, outputs: graph.values.map((_, id) => id) };
    for (const input of inputsOf(graph, random)) {
      for (const [id, { shape, data }] of evaluate(all, [input]).entries()) {
        const { low, high } = ranges[id]!;
        const channels = shape.at(-1)!;
        const inside = data.every((v, i) => low[i % channels]! <= v && v <= high[i % channels]!);
        assert.ok(inside, `network ${seed}, value ${graph.values[id]!.name}`);
      }
    }
  }
});

test('a constant at a padded border stays, unless it is the zero point', () => {
  for (const [constant, left] of [
    [20, 2],
    [0, 1],
  ] as const) {
    const net = new Net(new Random(1, 'border'));
    const x = net.input([3, 3, 2]);
    const made = net.layer(x, 'conv2d', 2, [1, 1], 'none', (o) => (o === 1 ? constant : null), 0);
    const alive = () => null;
    const read = net.layer(made, 'conv2d', 3, [3, 3], 'none', alive, 0, true);
    const smaller = withoutDeadChannels(net.graph(read));
    const { op } = smaller.nodes[0]!;
    assert.equal(op.kind === 'conv2d' && op.weight.shape[0], left);
  }
});

test('a network without dead channels is given back as it is', () => {
  const net = new Net(new Random(1, 'alive'));
  const graph = net.graph(net.layer(net.input([4, 4, 3]), 'conv2d', 4, [2, 2], 'none', () => null));
  assert.equal(withoutDeadChannels(graph), graph);
});

const activations: readonly Activation[] = ['none', 'relu', 'relu6'];

function randomNetwork(random: Random): Graph {
  const net = new Net(random);
  const pick = (limit: number) => 1 + random.below(limit);
  let x = net.input([pick(4), pick(4), pick(5)]);
  for (let layers = 1 + pick(5); layers > 0; layers--) x = net.anyLayer(x);
  const row = net.reshape(x, [net.size(x)]);
  const outputs = [net.layer(row, 'dense', pick(6), [1, 1], 'none')];
  if (random.below(4) === 0) outputs.push(x);
  return net.graph(...outputs);
}

class Net {
  readonly #random: Random;
  readonly #builder = new GraphBuilder('net');

  constructor(random: Random) {
    this.#random = random;
  }

  input(shape: Shape): ValueId {
    return this.#builder.input('x', shape, 'i8', this.#quantization(0.05));
  }

  graph(...outputs: readonly ValueId[]): Graph {
    return this.#builder.graph(outputs);
  }

  size(x: ValueId): number {
    return this.#builder.size(x);
  }

  reshape(x: ValueId, shape: Shape): ValueId {
    return this.#builder.add({ kind: 'reshape', shape }, [x], this.#like(x));
  }

  anyLayer(x: ValueId): ValueId {
    const random = this.#random;
    const shape = this.#builder.shape(x);
    const kernel = [1 + random.below(shape[0]!), 1 + random.below(shape[1]!)] as const;
    const activation = activations[random.below(3)]!;
    const add = this.#builder.add.bind(this.#builder);
    const to = () => ({ type: 'i8', quantization: this.#quantization(0.1) }) as const;
    const quantization = { scales: [1 / 256], zeroPoint: -128, axis: null };
    const shares = { quantization };
    const twin = () => add({ kind: 'quantize' }, [x], to());
    const pool = { kind: 'pool2d', size: kernel, stride: [1, 1], pad: noPad, activation } as const;
    const choices = [
      () => this.layer(x, 'conv2d', 1 + random.below(9), kernel, activation),
      () => this.layer(x, 'conv2d', 1 + random.below(9), [1, 1], activation),
      () => this.layer(x, 'depthwise2d', shape[2]! * (1 + random.below(2)), kernel, activation),
      () => add({ ...pool, mode: random.below(2) ? 'max' : 'average' }, [x], this.#like(x)),
      () => add({ kind: 'add', activation }, [x, twin()], to()),
      () => add({ kind: 'add', activation }, [x, this.#sameSize(x)], to()),
      () => add({ kind: 'concat', axis: random.below(3) }, [x, twin()], this.#like(x)),
      () => add({ kind: 'activation', activation: 'relu' }, [x], to()),
      () => add({ kind: 'softmax' }, [x], shares),
    ];
    const weights = [8, 6, 8, 2, 2, 4, 2, 2, 1];
    const turns = weights.flatMap((weight, choice) => Array<number>(weight).fill(choice));
    return choices[turns[random.below(turns.length)]!]!();
  }

  /** Channels for which `constant` gives steps above the zero point hold that for every input. */
  layer(
    x: ValueId,
    kind: 'dense' | 'conv2d' | 'depthwise2d',
    outputs: number,
    kernel: readonly [number, number],
    activation: Activation,
    constant: (o: number) => number | null = () => this.#sometimesConstant(),
    zeroPoint?: number,
    padded = this.#random.below(3) > 0,
  ): ValueId {
    const random = this.#random;
    const shape = this.#builder.shape(x);
    const channels = shape.at(-1)!;
    const weightShape = {
      dense: [outputs, channels],
      conv2d: [outputs, ...kernel, channels],
      depthwise2d: [...kernel, outputs],
    }[kind];
    const to = this.#quantization(0.1, zeroPoint);
    const scaleIn = this.#builder.graph([]).values[x]!.quantization!.scales[0]!;
    const constants = Array.from({ length: outputs }, (_, o) => constant(o));
    const tiny = (to.scales[0]! * 1e-7) / scaleIn;
    const weights = {
      weight: tensor('i8', weightShape, this.#weights(sizeOf(weightShape))),
      bias: tensor(
        'i32',
        [outputs],
        constants.map((c) => (c === null ? random.below(2000) - 1000 : Math.round(c * 1e7))),
      ),
      weightQuantization: {
        scales: constants.map((c) => (c === null ? random.between(0.002, 0.02) : tiny)),
        zeroPoint: 0,
        axis: 0,
      },
      activation,
    };
    const as = { type: 'i8', quantization: to } as const;
    if (kind === 'dense') return this.#builder.add({ kind, ...weights }, [x], as);
    const side = [shape[0]!, shape[1]!] as const;
    const pad = padded ? samePad(side, kernel, [1, 1]) : noPad;
    const slide = { stride: [1, 1], dilation: [1, 1], pad } as const;
    const op = { ...weights, ...slide };
    return kind === 'conv2d'
      ? this.#builder.add({ kind, ...op }, [x], as)
      : this.#builder.add({ kind, ...op, multiplier: outputs / channels }, [x], as);
  }

  #sometimesConstant(): number | null {
    const turn = this.#random.below(4);
    if (turn === 0) return 0;
    return turn === 1 ? this.#random.below(300) - 150 : null;
  }

  /** Another layer of the same shape, so that both sides of an add may lose channels. */
  #sameSize(x: ValueId): ValueId {
    return this.layer(x, 'conv2d', this.#builder.shape(x)[2]!, [1, 1], 'none');
  }

  #weights(size: number): Int8Array {
    const sparse = this.#random.below(2) === 0;
    const weight = () => (sparse && this.#random.below(2) ? 0 : this.#random.below(255) - 127);
    return Int8Array.from({ length: size }, weight);
  }

  #quantization(scale: number, zeroPoint = this.#random.below(256) - 128) {
    return { scales: [Math.fround(scale * this.#random.between(0.5, 1))], zeroPoint, axis: null };
  }

  #like(x: ValueId) {
    const { type, quantization } = this.#builder.graph([]).values[x]!;
    return { type, ...(quantization && { quantization }) };
  }
}

/** The extremes, and noise. */
function inputsOf({ values, inputs }: Graph, random: Random) {
  const { shape } = values[inputs[0]!]!;
  const fill = (value: () => number) =>
    tensor('i8', shape, Int8Array.from({ length: sizeOf(shape) }, value));
  return [() => -128, () => 127, () => (random.below(2) ? 127 : -128), () => random.bits()].map(
    fill,
  );
}

function channelsOf({ values }: Graph): number {
  return values.reduce((sum, { shape }) => sum + shape.at(-1)!, 0);
}

function weightsOf({ nodes }: Graph): number {
  return nodes.reduce((sum, { op }) => sum + ('weight' in op ? op.weight.data.length : 0), 0);
}
