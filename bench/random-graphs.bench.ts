/** Random networks of every operation in C against evaluate: npm run bench -- random-graphs [count] [where [kernels]] */
import type { KernelTable } from '../src/compile/emit/kernel.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import type { Rounding } from '../src/graph/op.ts';
import type { Tensor } from '../src/tensor/tensor.ts';
import { findTools, type Tools } from '../src/toolchain/find-tools.ts';
import {
  answersOnAarch64,
  answersOnCore,
  answersOnHost,
  clangObjects,
} from '../test/network-batch.ts';
import { meantAnswers, underProof } from '../test/network-programs.ts';
import { randomCases, randomNetwork } from '../test/random-networks.ts';
import type { Measurement } from './measurement.ts';

/** Networks that are built into one program. */
const batch = 100;
const runs = 3;

const ports: readonly CoreId[] = [
  'cortex-m0plus',
  'cortex-m3',
  'cortex-m4',
  'cortex-m7',
  'cortex-m33',
  'cortex-m55',
  'rv32imc',
];

export async function measure([
  count = '1000',
  only,
  language,
]: readonly string[]): Promise<Measurement> {
  const kinds = new Set<string>();
  const rows = [];
  for (const [where, rounding, seeds, kernels] of [
    ['host', 'double', Number(count), 'portable'],
    ['host', 'single', Number(count), 'portable'],
    ['cortex-m4-clang', 'double', Number(count), 'port'],
    ['cortex-m4-clang', 'double', Number(count), 'in C'],
    ['cortex-m4', 'double', Number(count), 'in C'],
    ['cortex-m4', 'single', Number(count), 'in C'],
    ['host', 'double', Number(count), 'port'],
    ['host', 'single', Number(count), 'port'],
    ['aarch64', 'double', Number(count), 'portable'],
    ['aarch64', 'single', Number(count), 'portable'],
    ['aarch64', 'double', Number(count), 'port'],
    ['aarch64', 'single', Number(count), 'port'],
    ['cortex-m4', 'double', Number(count), 'portable'],
    ...ports.flatMap((core) =>
      (['double', 'single'] as const).map((one) => [core, one, Number(count), 'port'] as const),
    ),
  ] as const) {
    if (only !== undefined && only !== where) continue;
    if (language !== undefined && language !== kernels) continue;
    const table = kernels === 'portable' ? undefined : kernelsIn(kernels, coreOf(where));
    let [identical, outputs] = [0, 0];
    for (let seed = 0; seed < seeds; seed += batch) {
      const size = Math.min(batch, seeds - seed);
      const made = await compare(where, rounding, table, seed, size, kinds);
      identical += made.identical;
      outputs += made.outputs;
    }
    rows.push({ where, rounding, kernels, networks: seeds, identical, runs, outputs });
  }
  return {
    title: 'Random int8 networks of every operation and odd sizes: C against evaluate, bit for bit',
    rows,
    notes: [
      `Operations that occur: ${[...kinds].sort().join(', ')}.`,
      'Passes, plan and streams are on (balanced). On the host with both sanitizers and every warning an error.',
    ],
  };
}

function kernelsIn(kernels: 'port' | 'in C', core: CoreId): KernelTable {
  return kernelsFor(core, 'balanced', kernels === 'in C' ? 'c' : 'assembly');
}

async function compare(
  where: Where,
  rounding: Rounding,
  kernels: KernelTable | undefined,
  first: number,
  count: number,
  kinds: Set<string>,
): Promise<{ identical: number; outputs: number }> {
  const requests = [];
  const meant: Tensor[][][] = [];
  for (let seed = first; seed < first + count; seed++) {
    const graph = randomNetwork(seed, rounding);
    for (const { op } of graph.nodes) kinds.add(op.kind);
    const cases = randomCases(graph, seed, runs);
    requests.push(await underProof(graph, cases, kernels));
    meant.push(meantAnswers(graph, cases));
  }
  const answers = await answersOf(requests, where, await findTools());
  const same = meant.map((network, i) =>
    network.every((outputs, run) =>
      outputs.every(({ data }, k) => answers[i]![run]![k]!.data.join() === data.join()),
    ),
  );
  const outputs = meant.flat(2).reduce((sum, { data }) => sum + data.length, 0);
  return { identical: same.filter(Boolean).length, outputs };
}

type Where = 'host' | 'cortex-m4-clang' | CoreId;

/** Whose kernels are tried there. */
function coreOf(where: Where): CoreId {
  if (where === 'host') return 'x86-64';
  return where === 'cortex-m4-clang' ? 'cortex-m4' : where;
}

function answersOf(
  requests: Parameters<typeof answersOnCore>[0],
  where: Where,
  tools: Tools,
): ReturnType<typeof answersOnCore> {
  if (where === 'host') return answersOnHost(requests, tools);
  if (where === 'aarch64') return answersOnAarch64(requests);
  if (where !== 'cortex-m4-clang') return answersOnCore(requests, where, tools);
  return answersOnCore(requests, 'cortex-m4', tools, clangObjects);
}
