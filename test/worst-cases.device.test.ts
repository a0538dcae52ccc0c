import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelFor } from '../src/compile/emit/kernel.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import type { KernelLanguage } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import type { Graph } from '../src/graph/op.ts';
import type { Tensor } from '../src/tensor/tensor.ts';
import { deviceTools, findTools, missingTools, riscvTools } from '../src/toolchain/find-tools.ts';
import { answersOnCore } from './network-batch.ts';
import { meantAnswers, underProof } from './network-programs.ts';
import { layersNetwork } from './port-graphs.ts';
import { randomCases } from './random-networks.ts';
import {
  type Bound,
  endCases,
  lengthBounds,
  pairBounds,
  rowsBesideOthers,
  scalingBounds,
  worstLayers,
} from './worst-layers.ts';

/** Every port where sums are largest, and at the bounds of its kernels, bit for bit. */

const tools = await findTools();
const required = process.env.THIMBLE_REQUIRE_TOOLS === '1';
const skip = required ? false : (missingTools(tools, [...deviceTools, ...riscvTools]) ?? false);

const together = 6;

const inRows: readonly CoreId[] = ['cortex-m0plus', 'cortex-m3', 'cortex-m55', 'rv32imc'];

const everywhere: readonly (readonly [core: CoreId, language: KernelLanguage])[] = [
  ...inRows.map((core) => [core, 'assembly'] as const),
  ['cortex-m4', 'assembly'],
  ['cortex-m4', 'c'],
];
const inWords = { assembly: '', c: ', in C' } as const;

for (const [core, language] of everywhere) {
  test(`inputs and weights at their ends on a ${core}${inWords[language]} equal evaluate bit for bit`, {
    skip,
  }, async () => {
    const layers = worstLayers();
    // Layers that live side by side are slow to plan, and programs of many files to compile.
    const graphs = Array.from({ length: Math.ceil(layers.length / together) }, (_, i) => {
      const rounding = i % 2 && core !== 'cortex-m4' ? 'single' : 'double';
      const some = layers.slice(i * together, (i + 1) * together);
      return layersNetwork(`worst_${i}`, some, rounding);
    });
    const wrong = await wrongLayers(graphs, core, language);
    assert.deepEqual(
      wrong.map(([i, k]) => JSON.stringify(layers[i * together + k])),
      [],
    );
    const names = graphs.flatMap((graph) =>
      graph.nodes.map((_, k) => choiceOf(graph, k, core).name),
    );
    const own = names.filter((name) => name !== 'portable C').length;
    assert.ok(own > 0.6 * layers.length, `${own} of ${layers.length}`);
  });
}

for (const [core, language] of everywhere) {
  test(`outputs that end within a word leave what lies behind them on a ${core}${inWords[language]}`, {
    skip,
  }, async () => {
    const graphs = [rowsBesideOthers(8), rowsBesideOthers(4)].map((layers, i) =>
      layersNetwork(`beside_${i}`, layers, 'double'),
    );
    assert.deepEqual(await wrongLayers(graphs, core, language), []);
  });
}

for (const core of inRows) {
  test(`a layer one past a bound never has the kernel on a ${core}`, { skip }, async () => {
    // Helium saturates where the others cut sums off, and has no such bound
    const scaling = scalingBounds().map((one) => (core === 'cortex-m55' ? within(one) : one));
    const bounds = [...scaling, ...lengthBounds()];
    await boundsHold(bounds, core, /no products of 32 bits scale channel 0|sum beyond 31 bits/);
  });
}

test('two weights of −128 that a Cortex-M55 would add in 16 bits take another kernel', {
  skip,
}, async () => {
  await boundsHold(pairBounds(), 'cortex-m55', /two products of channel 3 may exceed 16 bits/);
});

function within(bound: Bound): Bound {
  return { ...bound, fits: true };
}

async function boundsHold(bounds: readonly Bound[], core: CoreId, why: RegExp): Promise<void> {
  for (const rounding of ['double', 'single'] as const) {
    const some = bounds.filter((one) => one.rounding === rounding);
    if (some.length === 0) continue;
    const layers = some.map(({ layer }) => layer);
    const graph = layersNetwork('bounds', layers, rounding);
    for (const [i, { what, fits }] of some.entries()) {
      const choice = choiceOf(graph, i, core);
      assert.equal(choice.name !== 'portable C', fits, `${what}: ${choice.name}, ${choice.reason}`);
      if (!fits) assert.match(choice.reason, why, what);
    }
    const wrong = await wrongLayers([graph], core);
    assert.deepEqual(
      wrong.map(([, k]) => some[k]!.what),
      [],
    );
  }
}

/** What the chooser gives a layer of a network. */
function choiceOf({ nodes, values, rounding }: Graph, at: number, core: CoreId) {
  const { op, inputs, output } = nodes[at]!;
  const from = inputs.map((id) => values[id]!);
  const table = kernelsFor(core, 'speed');
  const kernel = kernelFor(table, op, from, values[output]!, 'layer', rounding);
  assert.ok(kernel.kind === 'call' && kernel.choice);
  return kernel.choice;
}

/** The layers [network, layer] whose outputs are not those of evaluate on the core. */
async function wrongLayers(
  graphs: readonly Graph[],
  core: CoreId,
  language: KernelLanguage = 'assembly',
): Promise<[network: number, layer: number][]> {
  const cases = graphs.map((graph) => [...endCases(graph), ...randomCases(graph, 3, 2)]);
  const requests = await Promise.all(
    graphs.map((graph, i) => underProof(graph, cases[i]!, kernelsFor(core, 'speed', language))),
  );
  // Libraries in one folder share thimble_rounding.h, so each rounding is a program.
  const answers = graphs.map((): Tensor[][] => []);
  for (const rounding of ['double', 'single'] as const) {
    const these = graphs.flatMap((graph, i) => (graph.rounding === rounding ? [i] : []));
    if (these.length === 0) continue;
    const got = await answersOnCore(
      these.map((i) => requests[i]!),
      core,
      tools,
    );
    for (const [k, i] of these.entries()) answers[i] = got[k]!;
  }
  return graphs.flatMap((graph, i) => {
    const meant = meantAnswers(graph, cases[i]!);
    const same = (k: number) =>
      meant.every((outputs, run) => outputs[k]!.data.join() === answers[i]![run]![k]!.data.join());
    return graph.outputs.flatMap((_, k): [number, number][] => (same(k) ? [] : [[i, k]]));
  });
}
