import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { unwatched } from '../src/base/task.ts';
import { type CompiledImpulse, compileImpulse, compileNetwork } from '../src/compile/compile.ts';
import { cores } from '../src/compile/estimate/core.ts';
import type { Optimise } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { arduino } from '../src/targets/arduino.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { requireTool } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { generatedNetwork } from './generated-networks.ts';
import { golden, goldenNames, noGoldens } from './goldens.ts';
import { everyOperation, randomNetworks, tallNetworks } from './int8-graphs.ts';
import { everyM4Form, type Form, m4Forms, tools } from './m4-forms.ts';
import { type Layer, layerImpulse } from './port-graphs.ts';
import { layersOfGrowingSums } from './port-layers.ts';
import { type PortRun, runOnPort } from './port-program.ts';
import { tinyImpulse } from './tiny-impulse.ts';

/** Each port on its emulated core against the meaning of the graph, bit for bit. */

const { skip } = m4Forms[0]!;

/** On an emulated Cortex-M4 in one form, by kernels and a plan that spare something; a plan in balance unless told. */
type Run = (impulses: readonly Impulse[], kernels: Optimise, plan?: Optimise) => Promise<PortRun[]>;

/** A test of each form that kernels of a Cortex-M4 have. */
function onM4(
  name: string,
  work: (run: Run, form: Form) => Promise<void>,
  forms: readonly Form[] = m4Forms,
): void {
  for (const form of forms) {
    test(`${name}${form.how}`, { skip: form.skip }, async () => {
      const run: Run = (impulses, optimise, plan = 'balanced') => {
        const kernels = kernelsFor('cortex-m4', optimise, form.language);
        return runOnPort(impulses, kernels, 'cortex-m4', tools, plan, form);
      };
      await work(run, form);
    });
  }
}

onM4(
  'every operation and random networks on a Cortex-M4 equal evaluate bit for bit',
  async (run, { language, compile }) => {
    // other compilers read the same C: every operation once is enough of them
    const networks = language === 'assembly' ? 60 : compile ? 0 : 20;
    const impulses = [...everyOperation(), ...randomNetworks(networks)];
    allSame(await run(impulses, 'speed'));
  },
  everyM4Form,
);

onM4('layers that go row by row on a Cortex-M4 do so in rows of any width', async (run) => {
  // its rows are ten pixels of eight channels, for which there is a kernel that takes four at a time
  const network = generatedNetwork(533, 5);
  const runs = await run([network], 'balanced');
  allSame(runs);
  const steps = runs[0]!.compiled.layers.map(({ step }) => step);
  assert.ok(new Set(steps).size < steps.length, 'some layers go row by row');
});

onM4(
  'sums that grow on their way to int8 are scaled by one product on a Cortex-M4',
  async (run) => {
    const impulses = asImpulses(layersOfGrowingSums());
    const runs = await run(impulses, 'speed');
    allSame(runs);
    const names = runs.map(({ compiled }) => {
      return compiled.layers.find(({ kind }) => kind === 'dense' || kind === 'conv2d')?.choice
        ?.name;
    });
    const own = names.filter((name) => name !== 'portable C');
    assert.ok(own.length > 0.7 * names.length, names.join());
  },
);

onM4('networks in little memory on a Cortex-M4 equal evaluate bit for bit', async (run) => {
  const layers: Layer[] = [5, 7, 9, 11, 13].flatMap((height) => {
    const like = { kind: 'depthwise2d', outputs: 1, activation: 'relu' } as const;
    return [
      { ...like, input: [height, 5, 8] },
      { ...like, input: [height, 24, 16] },
      { ...like, input: [height, 12, 12], stride: 2 },
    ] as const;
  });
  const impulses = [...tallNetworks(60), ...asImpulses(layers)];
  const runs = await run(impulses, 'ram', 'ram');
  allSame(runs);
  const streams = runs.filter(({ compiled }) => compiled.files.has('thimble_lines_s8.h'));
  assert.ok(streams.length > 10, `${streams.length} networks have layers that go together`);
});

onM4('convolutions of every shape on a Cortex-M4 equal evaluate bit for bit', async (run) => {
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
      { kind: 'dense', input: [1, 1 + (i % 5), channels], outputs: 5, activation },
    );
  }
  for (const [i, outputs] of [8, 9, 16, 31].entries()) {
    const filling = (['random', 'high', 'low', 'signs'] as const)[i]!;
    layers.push({ kind: 'conv2d', input: [4 + i, 20, 8], outputs, kernel: [1, 1], filling });
  }
  const runs = await run(asImpulses(layers), 'speed');
  allSame(runs);
  assert.ok(runs.filter(({ compiled }) => isChosen(compiled, 'held weights')).length >= 3);
  const chosen = runs.filter(({ compiled }) => isChosen(compiled, 'two-row'));
  assert.ok(chosen.length > 0.8 * runs.length, `${chosen.length} of ${runs.length} are two-row`);
});

onM4('short routines on a Cortex-M4 equal evaluate bit for bit', async (run) => {
  // of layers so small that portable C serves them as well none is taken
  const large = [3, 4, 8, 17, 33, 64].flatMap((channels, i): Layer[] => {
    const activation = (['relu', 'none', 'relu6'] as const)[i % 3]!;
    const conv = { kind: 'conv2d', activation, outputs: 16 + (i % 2) } as const;
    return [
      { ...conv, input: [16, 15, channels], kernel: [1, 1] },
      { ...conv, input: [16, 16, channels], kernel: [3, 3] },
      { ...conv, input: [2, 130, channels], kernel: [1, 5], pad: 'valid' },
    ];
  });
  const runs = await run(asImpulses(large), 'flash');
  allSame(runs);
  const chosen = runs.filter(({ compiled }) => isChosen(compiled, 'two-row'));
  assert.ok(chosen.length > 0.8 * runs.length, `${chosen.length} of ${runs.length} are two-row`);
  allSame(await run(everyOperation(), 'flash'));
});

onM4(
  'depthwise convolutions of every shape on a Cortex-M4 equal evaluate bit for bit',
  async (run, form) => {
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
    const runs = await run(asImpulses(layers), 'speed');
    allSame(runs);
    const chosen = runs.filter(({ compiled }) => isChosen(compiled, 'halfword planes'));
    assert.ok(chosen.length > 0.5 * runs.length, `${chosen.length} of ${runs.length} in planes`);
    const names = new Set(
      runs.flatMap(({ compiled }) => compiled.layers.map((l) => l.choice?.name)),
    );
    for (const name of depthwiseNames) assert.ok(names.has(name + form.suffix), name);
  },
);

onM4('dense 3 by 3 convolutions on a Cortex-M4 equal evaluate bit for bit', async (run) => {
  const layers: Layer[] = [];
  for (const [i, channels] of [8, 16, 32, 64].entries()) {
    for (const activation of ['relu', 'none', 'relu6'] as const) {
      const conv = { kind: 'conv2d', activation, outputs: [4, 6, 2][i % 3]! } as const;
      const filling = (['random', 'high', 'low', 'signs'] as const)[i % 4]!;
      const [height, width] = i % 2 ? [6, 8] : [4, 12];
      layers.push({ ...conv, input: [height, width, channels], filling });
      layers.push({
        ...conv,
        input: [2 * height, 2 * width, Math.min(32, channels)],
        stride: 2,
        filling,
      });
    }
  }
  const runs = await run(asImpulses(layers), 'speed');
  allSame(runs);
  const chosen = runs.filter(({ compiled }) => isChosen(compiled, 'Winograd'));
  assert.ok(chosen.length > 0.7 * runs.length, `${chosen.length} of ${runs.length} by Winograd`);
});

onM4('sums at the bound are exact, and one past it the kernel is another', async (run) => {
  // The most that a channel can sum up to, and the least, by all inputs 127 or −128.
  const most = (weights: Int8Array) =>
    weights.reduce((sum, w) => sum + (w > 0 ? 127 : -128) * w, 0);
  const least = (weights: Int8Array) =>
    weights.reduce((sum, w) => sum + (w > 0 ? -128 : 127) * w, 0);
  const bound = 2 ** 23;
  const ends: readonly { bias: NonNullable<Layer['bias']>; fits: boolean }[] = [
    { bias: (_, weights) => bound - 1 - most(weights), fits: true },
    { bias: (_, weights) => bound - most(weights), fits: false },
    { bias: (_, weights) => 1 - bound - least(weights), fits: true },
    { bias: (_, weights) => -bound - least(weights), fits: false },
  ];
  const layers = ends.flatMap(({ bias }): Layer[] =>
    (['high', 'low', 'signs'] as const).flatMap((filling): Layer[] => {
      const plain = { activation: 'none', inputZero: 0, outputZero: 0 } as const;
      const like = { ...plain, filling, bias, outputs: 6, spread: () => 1 / 256 } as const;
      return [
        { ...like, kind: 'dense', input: [1, 1, 40] },
        { ...like, kind: 'conv2d', input: [4, 4, 12], kernel: [2, 2], pad: 'valid' },
      ];
    }),
  );
  const runs = await run(asImpulses(layers), 'speed');
  allSame(runs);
  const perEnd = layers.length / ends.length;
  for (const [i, { compiled }] of runs.entries()) {
    const { fits } = ends[Math.floor(i / perEnd)]!;
    const { choice } = compiled.layers.find(({ choice: one }) => one !== null)!;
    assert.equal(choice!.name.startsWith('two-row'), fits, `${i}: ${choice!.name}`);
    if (!fits) assert.match(choice!.reason, /23 bits/);
  }
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
  const ways = [
    ['speed', 'assembly'],
    ['balanced', 'assembly'],
    ['flash', 'assembly'],
    ['speed', 'c'],
    ['flash', 'c'],
  ] as const;
  const runtime = await readRuntime();
  for (const name of goldenNames()) {
    const { graph, cases } = golden(name, 'double');
    const flash = new Map<string, number>();
    for (const [optimise, language] of ways) {
      const compiled = compileNetwork({ ...graph, name: 'golden' }, runtime, {
        optimise,
        header: { toolVersion: '0.0.0', seed: 7 },
        kernels: kernelsFor('cortex-m4', optimise, language),
      });
      const { type, shape } = graph.values[graph.inputs[0]!]!;
      const inputs = cases.slice(0, 3).map(({ input }) => [tensor(type, shape, input)]);
      const request = { ...compiled, core: 'cortex-m4', cases: inputs } as const;
      const { outputs, flashBytes } = await proveNetwork(request, tools, unwatched);
      flash.set(`${optimise}, ${language}`, flashBytes);
      for (const [i, [output]] of outputs.entries()) {
        assert.deepEqual(
          Array.from(output!.data),
          cases[i]!.output,
          `${name}, ${optimise}, ${language}`,
        );
      }
    }
    const [spared, balanced] = ['flash, assembly', 'balanced, assembly'].map(
      (way) => flash.get(way)!,
    );
    assert.ok(
      spared! <= balanced!,
      `${name}: ${spared} of ${balanced} bytes where flash is spared`,
    );
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

test('the C of the port is C99 and C++17 without a warning, as an Arduino library too', {
  skip,
}, async () => {
  const compiled = compileImpulse(tinyImpulse(), await readRuntime(), {
    strideReadings: 4,
    header: { toolVersion: '0.0.0', seed: 1 },
    kernels: kernelsFor('cortex-m4'),
  });
  const scores = Float32Array.of(0.5, 0.25, 0.25);
  const bundle = arduino.pack(compiled, {
    version: '0.1.0',
    axes: ['accX', 'accY'].map((name) => ({ name, unit: '' })),
    example: { window: new Float32Array(24), scores, label: 'rest' },
    license: 'licence\n',
    facts: [],
  });
  const folder = mkdtempSync(join(tmpdir(), 'thimble-port-'));
  try {
    for (const [path, bytes] of bundle) {
      if (path.includes('/src/')) writeFileSync(join(folder, basename(path)), bytes);
    }
    for (const [file, text] of await readRuntime()) {
      if (/(_dsp\.[ch]|_unpack_s4\.h|_pool_frame\.h)$/.test(file))
        writeFileSync(join(folder, file), text);
    }
    const files = readdirSync(folder);
    assert.ok(files.some((file) => file.endsWith('.S')));
    const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror', '-O2'];
    const core = cores['cortex-m4'].gccFlags!;
    const build = (flags: readonly string[], ending: RegExp) =>
      execFileSync(
        requireTool(tools, 'arm-none-eabi-gcc').path,
        [...core, ...flags, '-c', ...files.filter((file) => ending.test(file))],
        { cwd: folder },
      );
    build([...strict, '-std=c99'], /\.c$/);
    build([...strict, '-x', 'c++', '-std=c++17'], /\.c$/);
    build([], /\.S$/);
    // A board without the extension gets one sentence.
    const small = cores['cortex-m0plus'].gccFlags!;
    const source = files.find((file) => file.endsWith('.S'))!;
    const other = spawnSync('arm-none-eabi-gcc', [...small, '-c', source], { cwd: folder });
    assert.match(String(other.stderr), /make it again for this board/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
