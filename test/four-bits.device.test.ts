import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileImpulse } from '../src/compile/compile.ts';
import { portableKernels } from '../src/compile/emit/portable.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { m4Forms, tools } from './m4-forms.ts';
import { type Layer, layerImpulse } from './port-graphs.ts';
import { type PortRun, runOnPort } from './port-program.ts';

/** Layers with weights of four bits, packed in flash, against the meaning of the graph, bit for bit. */

const { skip } = m4Forms[0]!;

const impulses = packedLayers().map((layer, i) => layerImpulse(`layer_${i}`, layer));
const ports: readonly CoreId[] = ['cortex-m0plus', 'cortex-m3', 'cortex-m55'];

for (const form of m4Forms) {
  test(`layers of four bits on a Cortex-M4${form.how} equal evaluate bit for bit`, {
    skip: form.skip,
  }, async () => {
    for (const optimise of ['speed', 'flash', 'ram'] as const) {
      const kernels = kernelsFor('cortex-m4', optimise, form.language);
      const runs = await runOnPort(impulses, kernels, 'cortex-m4', tools, optimise, form);
      allSame(runs);
      const names = namesOf(runs);
      const packed = ['two-row', 'four rows a halfword', 'Winograd'];
      // what spares RAM takes no scratch for transformed weights, what spares flash not their code
      for (const name of optimise === 'speed' ? packed : ['two-row']) {
        assert.ok(
          names.some((one) => one.startsWith(name)),
          `${name}, ${optimise}`,
        );
      }
      const last = runs.at(-1)!.compiled.layers.find(({ kind }) => kind === 'dense')!.choice!;
      assert.doesNotMatch(last.name, /^four rows a halfword/);
      assert.match(last.reason, /the sum of channel 3 may exceed 20 bits/);
    }
  });
}

for (const core of ports) {
  test(`layers of four bits on a ${core} equal evaluate bit for bit`, { skip }, async () => {
    const runs = await runOnPort(impulses, kernelsFor(core, 'speed'), core, tools, 'speed');
    allSame(runs);
    const own = namesOf(runs).filter((name) => /^four rows.*, four bits$/.test(name));
    assert.ok(own.length > 0.8 * impulses.length, `${own.length} of ${impulses.length}`);
  });
}

test('layers of four bits in portable C equal evaluate bit for bit', { skip }, async () => {
  const runs = await runOnPort(impulses, portableKernels, 'cortex-m3', tools, 'speed');
  allSame(runs);
  assert.ok(runs.every(({ compiled }) => compiled.files.has('thimble_unpack_s4.h')));
});

test('the weights of four bits take half the flash of bytes', async () => {
  const runtime = await readRuntime();
  const like = { kind: 'dense', input: [1, 1, 128], outputs: 64 } as const;
  for (const core of ['cortex-m4', 'xtensa-lx7'] as const) {
    const [bytes, halves] = ([8, 4] as const).map((weightBits) => {
      const impulse = layerImpulse('layer', { ...like, weightBits });
      const header = { toolVersion: '0.0.0', seed: 7 };
      const options = { strideReadings: 1, header, kernels: kernelsFor(core) };
      return compileImpulse(impulse, runtime, options).constantBytes;
    });
    assert.ok(Math.abs(bytes! - halves! - (128 * 64) / 2) < 64, `${core}: ${bytes} and ${halves}`);
  }
});

/** Odd sizes, several slices, ends of four bits, every activation; few enough weights stay bytes. */
function packedLayers(): Layer[] {
  const activations = ['relu', 'none', 'relu6'] as const;
  const fillings = ['random', 'high', 'low', 'signs'] as const;
  const layers = [7, 8, 15, 16, 33, 64].flatMap((channels, i): Layer[] => {
    const like = { activation: activations[i % 3]!, filling: fillings[i % 4]! } as const;
    const outputs = Math.max(Math.ceil(260 / channels), [16, 5, 33, 18, 9, 40][i]!);
    return [
      { ...like, kind: 'dense', input: [1, 1, channels], outputs },
      { ...like, kind: 'dense', input: [1, 1, 3 * channels + 1], outputs: outputs + 1 },
      { ...like, kind: 'dense', input: [1, 3 + (i % 2), channels], outputs: outputs + 2 },
      { ...like, kind: 'conv2d', input: [5, 7, channels], outputs, kernel: [1, 1] },
      { ...like, kind: 'conv2d', input: [5, 4, channels], outputs: outputs + 1, kernel: [3, 3] },
      { ...like, kind: 'conv2d', input: [7, 6, channels], outputs, kernel: [2, 3], pad: 'valid' },
      { ...like, kind: 'conv2d', input: [9, 5, channels], outputs, stride: 2, dilation: [2, 1] },
    ];
  });
  const tall = { kind: 'conv2d', outputs: 24, kernel: [3, 3], activation: 'none' } as const;
  return [
    ...layers,
    { ...tall, input: [4, 8, 16] },
    { ...tall, input: [6, 4, 64], filling: 'low', activation: 'relu' },
    { kind: 'depthwise2d', input: [5, 6, 1], outputs: 40, kernel: [3, 3] },
    { kind: 'dense', input: [1, 1, 640], outputs: 20, activation: 'none' },
    // sums that grow on their way to int8
    {
      kind: 'dense',
      input: [1, 1, 24],
      outputs: 14,
      activation: 'none',
      sumScale: 0.8,
      bias: small,
    },
    { kind: 'dense', input: [1, 1, 40], outputs: 13, sumScale: 1.4, bias: small },
    // the fourth of four rows may sum beyond 19 bits: another kernel does it
    { kind: 'dense', input: [1, 1, 640], outputs: 4, filling: 'low', activation: 'none' },
  ].map((layer) => ({ ...layer, weightBits: 4 }) as Layer);
}

function small(channel: number): number {
  return 9 * channel - 40;
}

function namesOf(runs: readonly PortRun[]): string[] {
  return runs.flatMap(({ compiled }) =>
    compiled.layers.flatMap(({ choice }) => (choice ? [choice.name] : [])),
  );
}

function allSame(runs: readonly PortRun[]): void {
  const wrong = runs.flatMap(({ same, compiled, impulse }) =>
    same ? [] : [[impulse.name, ...compiled.layers.map(({ choice }) => choice?.name)]],
  );
  assert.deepEqual(wrong, []);
}
