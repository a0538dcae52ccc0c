/**
 * What the estimator says of networks that it has not seen, beside what an emulator counts: npm run bench --
 * estimate [core …]. With `fit` before the cores it counts other networks and writes what it learns of the
 * kernels to src/compile/estimate/counted.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CoreId, cores } from '../src/compile/estimate/core.ts';
import { guessInstructions } from '../src/compile/estimate/estimate-time.ts';
import { type LayerWork, runWork, worksOf } from '../src/compile/estimate/layer-instructions.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { generatedNetwork } from '../test/generated-networks.ts';
import { type PortRun, runOnPort } from '../test/port-program.ts';
import type { Measurement } from './measurement.ts';
import { ridge } from './ridge.ts';

/** One set to learn from, another to judge by. */
const seeds = { fit: 5, judge: 91 } as const;
const networks = { fit: 300, judge: 200 } as const;
const perProgram = 20;
const learned = ['cortex-m0plus', 'cortex-m3', 'cortex-m4', 'cortex-m55', 'rv32imc'] as const;
const judged = [...learned, 'cortex-m7', 'cortex-m33'] as const;

export async function measure(args: readonly string[]): Promise<Measurement> {
  const asked = args.filter((arg): arg is CoreId => arg in cores);
  if (args[0] === 'fit') return { title: 'Learned', rows: await learn(asked), notes: [] };
  const rows: Record<string, string | number | boolean>[] = [];
  for (const core of asked.length > 0 ? asked : judged) rows.push(await judge(core));
  return {
    title: 'Estimated instructions of generated networks beside counted ones',
    rows,
    notes: [
      'Pictures and series of 64 to 2,304 numbers through one to five layers (dense 3 by 3, pointwise, along time, depthwise of several kernels, sums, largest of four), a mean or none, a dense layer, at times a softmax.',
      `Judged on ${networks.judge} networks of seed ${seeds.judge}; learned from ${networks.fit} of seed ${seeds.fit}.`,
      'Counted is one whole run on an emulated core, with quantising, dequantising and the best label.',
      'The arena is not estimated: the compiler plans it, and states it exactly.',
    ],
  };
}

/** What was learned counts from the next start on. */
async function learn(asked: readonly CoreId[]) {
  const rows: { core: CoreId; kernels: number }[] = [];
  for (const core of asked.length > 0 ? asked : learned)
    rows.push({ core, kernels: await fit(core) });
  return rows;
}

async function judge(core: CoreId) {
  const runs = await counted(core, 'judge');
  const errors = runs.map(({ compiled, instructions }) =>
    Math.abs(guessInstructions(compiled, cores[core]).network / instructions - 1),
  );
  const sizes = errors.toSorted((a, b) => a - b);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return {
    core,
    networks: sizes.length,
    'median error': percent(sizes[Math.floor(sizes.length / 2)]!),
    'error of 95 in 100': percent(sizes[Math.ceil(0.95 * sizes.length) - 1]!),
    largest: percent(sizes.at(-1)!),
    'within 3 %': percent(sizes.filter((size) => size <= 0.03).length / sizes.length),
    'same bits': runs.every(({ same }) => same),
  };
}

async function counted(core: CoreId, set: keyof typeof networks): Promise<PortRun[]> {
  const tools = await findTools();
  const runs: PortRun[] = [];
  for (let first = 0; first < networks[set]; first += perProgram) {
    const some = Array.from({ length: perProgram }, (_, i) =>
      generatedNetwork(first + i, seeds[set]),
    );
    runs.push(...(await runOnPort(some, kernelsFor(core), core, tools)));
  }
  return runs;
}

/** What the sums of a network err by where its kernels are known, as a share. */
const noise = 0.01;

/** For each kernel: times what its structure says, and instructions for a call, a row and a value. */
async function fit(core: CoreId): Promise<number> {
  const runs = await counted(core, 'fit');
  const works = runs.map(({ compiled }) => {
    const layers = compiled.layers.filter(({ stage }) => stage === 'network');
    return [...worksOf(layers), runWork(layers)];
  });
  const keys = [...new Set(works.flat().map(({ key }) => key))].sort();
  const rows = works.map((of) => keys.flatMap((key) => sums(of.filter((one) => one.key === key))));
  const prior = keys.flatMap(() => [1, 0, 0, 0]);
  const spread = keys.flatMap(() => [0.2, 150, 60, 6]);
  const wanted = runs.map(({ instructions }) => instructions);
  const weights = ridge(rows, wanted, prior, spread, noise);
  const lines = keys.map((key, i) => {
    const four = weights.slice(4 * i, 4 * i + 4).map((weight) => Number(weight.toPrecision(4)));
    return `  ${/^\w+$/.test(key) ? key : `'${key}'`}: [${four.join(', ')}],`;
  });
  await writeFile(join(import.meta.dirname, folder, `${core}.ts`), textOf(core, lines));
  return keys.length;
}

function sums(works: readonly LayerWork[]): number[] {
  const sum = (of: (work: LayerWork) => number) => works.reduce((all, work) => all + of(work), 0);
  return [
    sum(({ base }) => base),
    works.length,
    sum(({ rows }) => rows),
    sum(({ values }) => values),
  ];
}

const folder = '../src/compile/estimate/counted';

function textOf(core: CoreId, lines: readonly string[]): string {
  const name = core.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return `import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from ${networks.fit} networks on an emulated core by \`npm run bench -- estimate fit ${core}\`. */
export const ${name}: CountedKernels = {
${lines.join('\n')}
};
`;
}
