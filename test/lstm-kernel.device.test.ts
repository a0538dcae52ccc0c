import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { GraphBuilder } from '../src/graph/builder.ts';
import type { Graph } from '../src/graph/op.ts';
import type { GateWeights, LstmOp } from '../src/graph/op-sequence.ts';
import type { NetworkUnderProof } from '../src/pipeline/network/network-proof.ts';
import { type Tensor, tensor } from '../src/tensor/tensor.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { type Form, m4Forms, tools } from './m4-forms.ts';
import { answersOnCore } from './network-batch.ts';
import { meantAnswers } from './network-programs.ts';
import { quantization } from './port-graphs.ts';
import { randomCases } from './random-networks.ts';

/** Long short-term memory on an emulated Cortex-M4 against the meaning of the graph, bit for bit. */

/** A test of each form that kernels of a Cortex-M4 have. */
function onM4(name: string, work: (form: Form) => Promise<void>): void {
  for (const form of m4Forms) test(`${name}${form.how}`, { skip: form.skip }, () => work(form));
}

onM4(
  'long short-term memory of every size on a Cortex-M4 equals evaluate bit for bit',
  async (form) => {
    const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 96];
    const networks = sizes.flatMap((inputs, i): Memory[] => {
      const cells = sizes[(5 * i + 3) % sizes.length]!;
      const filling = (['random', 'high', 'low', 'signs'] as const)[i % 4]!;
      const [inputZero, hiddenZero] = [[-128, 127, 0, 3][i % 4]!, [0, -128, 127, -7][i % 4]!];
      return [
        { inputs, cells, time: 9, filling, inputZero, hiddenZero },
        { inputs, cells, time: 1 + (i % 3), gateScale: 0.3 / (inputs + 1), clip: 0.5 },
        { inputs, cells: 2, time: 2, gateScale: [0.1, 0.4, 2][i % 3]! },
      ];
    });
    const wide = { inputs: 512, cells: 130, time: 2, gateScale: 0.002 };
    await assertChosenAndSame(form, [...networks, wide]);
  },
);

onM4(
  'cells of every unit, limit and size of output on a Cortex-M4 equal evaluate bit for bit',
  async (form) => {
    const networks = Array.from({ length: 16 }, (_, bits): Memory[] => [
      { inputs: 6, cells: 5, time: 12, bits },
      { inputs: 3, cells: 7, time: 12, bits, clip: 2 ** (13 - bits), gateScale: 0.2 },
      { inputs: 5, cells: 3, time: 12, bits, clip: 10, hiddenScale: 2 ** -(7 + (bits % 9)) },
    ]);
    await assertChosenAndSame(form, networks.flat());
  },
);

onM4(
  'halves in cells are rounded away from zero on a Cortex-M4, as evaluate does',
  async (form) => {
    // gates that stand at ½ halve each cell, and outputs so fine that its last bit is seen
    const half = { inputs: 4, cells: 9, time: 40, still: ['input', 'forget'] } as const;
    await assertChosenAndSame(form, [
      { ...half, bits: 12, gateScale: 0.001, hiddenScale: 2 ** -13 },
      { ...half, bits: 11, gateScale: 0.002, hiddenScale: 2 ** -12 },
      { ...half, bits: 14, gateScale: 0.0005, hiddenScale: 2 ** -15 },
    ]);
  },
);

onM4(
  'sums at the bound are exact, and past it or past other bounds C is portable',
  async (form) => {
    // 127 times each weight, and 128 times the most of each input's distance from zero
    const reach = 5 * 127 * 128;
    const like = { inputs: 5, cells: 2, time: 3, filling: 'high', inputZero: 0 } as const;
    await assertChosenAndSame(form, [
      { ...like, bias: 2 ** 23 - 1 - reach },
      { ...like, bias: 1 + reach - 2 ** 23 },
    ]);
    const refused: readonly [Memory, RegExp][] = [
      [{ ...like, bias: 2 ** 23 - reach }, /row 1 may exceed 23 bits/],
      [{ ...like, inputs: 513 }, /more than 512 inputs or cells/],
      [{ ...like, filling: 'least' }, /weights of −128/],
      [{ ...like, gateScale: 10 }, /scale of its gate 0 is too large for its sums/],
      [{ ...like, bits: 16 }, /scale below 2\^-15/],
      [{ ...like, hiddenScale: 2 ** -5 }, /scale of its output is not within/],
    ];
    for (const [memory, why] of refused) {
      const { choice } = await compiled(form, networkOf(memory, 0));
      assert.equal(choice.name, 'portable C');
      assert.match(choice.reason, why);
    }
  },
);

async function assertChosenAndSame(form: Form, memories: readonly Memory[]): Promise<void> {
  const requests: NetworkUnderProof[] = [];
  const meant: Tensor[][][] = [];
  for (const [i, memory] of memories.entries()) {
    const graph = networkOf(memory, i);
    const cases = [...randomCases(graph, i, 2), ...endCases(graph)];
    const { request, choice } = await compiled(form, graph, cases);
    assert.equal(
      choice.name,
      `two-row${form.suffix}`,
      `${JSON.stringify(memory)}: ${choice.reason}`,
    );
    requests.push(request);
    meant.push(meantAnswers(graph, cases));
  }
  const answers = await answersOnCore(requests, 'cortex-m4', tools, form.compile);
  for (const [i, memory] of memories.entries()) {
    const values = (runs: (typeof meant)[number]) => runs.map(([h]) => Array.from(h!.data));
    assert.deepEqual(values(answers[i]!), values(meant[i]!), JSON.stringify(memory));
  }
}

async function compiled({ language }: Form, graph: Graph, cases: Tensor[][] = []) {
  const compiledNetwork = compileNetwork(graph, await readRuntime(), {
    optimise: 'speed',
    header: { toolVersion: '0.0.0', seed: 0 },
    kernels: kernelsFor('cortex-m4', 'speed', language),
  });
  return { request: { ...compiledNetwork, cases }, choice: compiledNetwork.layers[0]!.choice! };
}

interface Memory {
  readonly inputs: number;
  readonly cells: number;
  readonly time: number;
  readonly filling?: 'random' | 'high' | 'low' | 'signs' | 'least';
  readonly inputZero?: number;
  readonly hiddenZero?: number;
  readonly hiddenScale?: number;
  /** Of the real gates, for the largest inputs: how far random weights take them. */
  readonly gateScale?: number;
  /** The unit of the cells is 2^-bits. */
  readonly bits?: number;
  readonly clip?: number;
  readonly bias?: number;
  /** Gates without weights. */
  readonly still?: readonly (keyof LstmOp['gates'])[];
}

function networkOf(memory: Memory, number: number): Graph {
  const { inputs, time, still = [], clip = 0, bits = 12 } = memory;
  const { inputZero = 5, hiddenZero = 0, hiddenScale = 1 / 128 } = memory;
  const random = new Random(number, 'lstm kernel');
  const b = new GraphBuilder(`memory_${number}`);
  const x = b.input('x', [time, inputs], 'i8', quantization(inputScale, inputZero));
  const gate = (name: keyof LstmOp['gates']) => gateOf(memory, random, still.includes(name));
  const op: LstmOp = {
    kind: 'lstm',
    gates: {
      input: gate('input'),
      forget: gate('forget'),
      cell: gate('cell'),
      output: gate('output'),
    },
    cellClip: clip,
    hiddenQuantization: quantization(hiddenScale, hiddenZero),
    cellQuantization: { scales: [2 ** -bits], zeroPoint: 0, axis: null },
  };
  const form = { name: 'h', type: 'i8', quantization: op.hiddenQuantization! } as const;
  return b.graph([b.add(op, [x], form)]);
}

const inputScale = 0.02;

function gateOf(memory: Memory, random: Random, still: boolean): GateWeights {
  const { inputs, cells, gateScale = 0.05, filling = 'random', bias } = memory;
  const weight = () => {
    if (still) return 0;
    if (filling === 'random') return random.below(255) - 127;
    if (filling === 'signs') return random.below(2) ? 127 : -127;
    return { high: 127, low: -127, least: -128 }[filling];
  };
  const weights = (width: number) =>
    tensor('i8', [cells, width], Int8Array.from({ length: cells * width }, weight));
  const biases = () => (still ? 0 : (bias ?? random.below(6000) - 3000));
  return {
    weight: weights(inputs),
    weightQuantization: quantization(gateScale * random.between(0.1, 0.2), 0),
    recurrent: weights(cells),
    recurrentQuantization: quantization(gateScale * random.between(0.2, 0.4), 0),
    bias: tensor('i32', [cells], Int32Array.from({ length: cells }, biases)),
  };
}

/** Both ends of int8 alone, and mixed. */
function endCases({ values, inputs }: Graph) {
  const { shape } = values[inputs[0]!]!;
  const random = new Random(1, 'ends');
  const fillings = [() => 127, () => -128, () => (random.below(2) ? 127 : -128)];
  return fillings.map((value) => {
    const size = shape.reduce((product, side) => product * side, 1);
    return [tensor('i8', shape, Int8Array.from({ length: size }, value))];
  });
}
