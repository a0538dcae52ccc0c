import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unwatched } from '../src/base/task.ts';
import { type CompiledImpulse, compileNetwork } from '../src/compile/compile.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { deviceTools, findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { golden, goldenNames, noGoldens } from './goldens.ts';
import { everyOperation, randomNetworks } from './int8-graphs.ts';
import { type Layer, layerImpulse } from './port-graphs.ts';
import { type PortRun, runOnPort } from './port-program.ts';

/** Each port on its emulated core against the meaning of the graph, bit for bit. */

const tools = await findTools();
const required = process.env.THIMBLE_REQUIRE_TOOLS === '1';
const skip = required ? false : (missingTools(tools, deviceTools) ?? false);

test('every operation and random networks on a Cortex-M4 equal evaluate bit for bit', {
  skip,
}, async () => {
  const impulses = [...everyOperation(), ...randomNetworks(60)];
  allSame(await runOnPort(impulses, kernelsFor('cortex-m4', 'speed'), 'cortex-m4', tools));
});

test('convolutions of every shape on a Cortex-M4 equal evaluate bit for bit', {
  skip,
}, async () => {
  const layers: Layer[] = [];
  const activations = ['relu', 'none', 'relu6'] as const;
  for (const [i, channels] of [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64].entries()) {
    const activation = activations[i % 3]!;
    const conv = { kind: 'conv2d', activation } as const;
    const outputs = [16, 5, 8, 1, 12, 2][i % 6]!;
    layers.push(
      { ...conv, input: [3, 4, channels], outputs, kernel: [1, 1] },
      { ...conv, input: [5, 5, channels], outputs, kernel: [1, 1], stride: 2 },
      { ...conv, input: [5, 6, channels], outputs, kernel: [3, 3] },
      { ...conv, input: [6, 7, channels], outputs: 3, kernel: [3, 2], stride: 2 },
      { ...conv, input: [7, 9, channels], outputs: 4, kernel: [2, 3], pad: 'valid' },
      { ...conv, input: [9, 5, channels], outputs: 4, kernel: [3, 1], dilation: [2, 1] },
      { ...conv, input: [1, 21, channels], outputs: 6, kernel: [1, 5], outputZero: -100 },
      { kind: 'dense', input: [1, 1, channels], outputs, activation },
      { kind: 'dense', input: [1, 1, 3 * channels + 1], outputs: 7, activation },
    );
  }
  for (const [i, outputs] of [8, 9, 16, 31].entries()) {
    const filling = (['random', 'high', 'low', 'signs'] as const)[i]!;
    layers.push({ kind: 'conv2d', input: [4 + i, 20, 8], outputs, kernel: [1, 1], filling });
  }
  const runs = await runOnPort(
    asImpulses(layers),
    kernelsFor('cortex-m4', 'speed'),
    'cortex-m4',
    tools,
  );
  allSame(runs);
  assert.ok(runs.filter(({ compiled }) => isChosen(compiled, 'held weights')).length >= 3);
  const chosen = runs.filter(({ compiled }) => isChosen(compiled, 'two-row'));
  assert.ok(chosen.length > 0.8 * runs.length, `${chosen.length} of ${runs.length} are two-row`);
});

test('depthwise convolutions of every shape on a Cortex-M4 equal evaluate bit for bit', {
  skip,
}, async () => {
  const layers: Layer[] = [];
  const activations = ['relu', 'none', 'relu6'] as const;
  const sides = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 14, 22];
  for (const [i, width] of sides.entries()) {
    const channels = [4, 5, 8, 7, 16, 6][i % 6]!;
    const height = sides[(3 * i + 1) % sides.length]!;
    const like = { kind: 'depthwise2d', outputs: 1, activation: activations[i % 3]! } as const;
    layers.push(
      { ...like, input: [height, width, channels] },
      { ...like, input: [height, width, channels], stride: 2 },
      { ...like, input: [height, width, channels], stride: 2, pad: ones },
      { ...like, input: [height + 2, width + 2, channels], pad: 'valid', outputZero: -90 },
      { ...like, input: [height + 2, width + 2, channels], pad: 'valid', stride: 2 },
    );
  }
  const wide = { kind: 'depthwise2d', outputs: 1, input: [24, 48, 4] } as const;
  for (const [i, channels] of [4, 6, 9, 16].entries()) {
    const like = { kind: 'depthwise2d', outputs: 1, activation: activations[i % 3]! } as const;
    layers.push(
      { ...like, input: [1, 12, channels], kernel: [1, 5] },
      { ...like, input: [9, 1, channels], kernel: [3, 1], stride: [2, 1], pad: 'valid' },
      { ...like, input: [7, 8, channels], kernel: [2, 4], dilation: [2, 1] },
      { ...like, input: [5, 5, channels], kernel: [3, 3], spread: (o) => 2 ** -(4 * (o % 3)) },
      { ...like, input: [5, 6, channels], kernel: [3, 3], spread: (o) => 2 ** (2 * (o % 5)) },
    );
  }
  layers.push(wide, { ...wide, stride: 2 }, { ...wide, input: [13, 61, 4] });
  const runs = await runOnPort(
    asImpulses(layers),
    kernelsFor('cortex-m4', 'speed'),
    'cortex-m4',
    tools,
  );
  allSame(runs);
  const chosen = runs.filter(({ compiled }) => isChosen(compiled, 'halfword planes'));
  assert.ok(chosen.length > 0.5 * runs.length, `${chosen.length} of ${runs.length} in planes`);
  const names = new Set(runs.flatMap(({ compiled }) => compiled.layers.map((l) => l.choice?.name)));
  for (const name of depthwiseNames) assert.ok(names.has(name), name);
});

test('dense 3 by 3 convolutions on a Cortex-M4 equal evaluate bit for bit', { skip }, async () => {
  const layers: Layer[] = [];
  for (const [i, channels] of [8, 16, 32, 64].entries()) {
    for (const activation of ['relu', 'none', 'relu6'] as const) {
      const conv = { kind: 'conv2d', activation, outputs: [4, 6, 2][i % 3]! } as const;
      const filling = (['random', 'high', 'low', 'signs'] as const)[i % 4]!;
      const [height, width] = i % 2 ? [6, 4] : [4, 8];
      layers.push({ ...conv, input: [height, width, channels], filling });
      layers.push({
        ...conv,
        input: [2 * height, 2 * width, Math.min(32, channels)],
        stride: 2,
        filling,
      });
    }
  }
  const runs = await runOnPort(
    asImpulses(layers),
    kernelsFor('cortex-m4', 'speed'),
    'cortex-m4',
    tools,
  );
  allSame(runs);
  const chosen = runs.filter(({ compiled }) => isChosen(compiled, 'Winograd'));
  assert.ok(chosen.length > 0.7 * runs.length, `${chosen.length} of ${runs.length} by Winograd`);
});

const depthwiseNames = [
  'halfword planes',
  'halfword planes, any activation',
  'halfword planes, own shifts',
  'pixel by pixel',
  'pixel by pixel, any activation',
];

test('published networks on a Cortex-M4 answer as TensorFlow Lite Micro', {
  skip: skip || noGoldens,
}, async () => {
  const runtime = await readRuntime();
  for (const name of goldenNames()) {
    const { graph, cases } = golden(name, 'double');
    for (const optimise of ['speed', 'balanced'] as const) {
      const compiled = compileNetwork({ ...graph, name: 'golden' }, runtime, {
        optimise,
        header: { toolVersion: '0.0.0', seed: 7 },
        kernels: kernelsFor('cortex-m4', optimise),
      });
      const { type, shape } = graph.values[graph.inputs[0]!]!;
      const inputs = cases.slice(0, 3).map(({ input }) => [tensor(type, shape, input)]);
      const request = { ...compiled, core: 'cortex-m4', cases: inputs } as const;
      const { outputs } = await proveNetwork(request, tools, unwatched);
      for (const [i, [output]] of outputs.entries()) {
        assert.deepEqual(Array.from(output!.data), cases[i]!.output, `${name}, ${optimise}`);
      }
    }
  }
});

const ones = { top: 1, bottom: 1, left: 1, right: 1 };

function asImpulses(layers: readonly Layer[]): Impulse[] {
  return layers.map((layer, i) => layerImpulse(`layer_${i}`, layer));
}

function isChosen(compiled: CompiledImpulse, name: string): boolean {
  return compiled.layers.some(({ choice }) => choice?.name.startsWith(name));
}

function allSame(runs: readonly PortRun[]): void {
  const wrong = runs.filter(({ same }) => !same);
  assert.deepEqual(
    wrong.map(({ impulse, compiled }) => [
      impulse.name,
      impulse.network.name,
      ...compiled.layers.map(({ choice }) => choice?.name),
    ]),
    [],
  );
}
