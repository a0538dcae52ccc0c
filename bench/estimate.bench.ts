/**
 * What the estimator says of networks that it has not seen, beside what an emulator counts: npm run bench --
 * estimate [core …]. With `fit` before the cores it counts others and writes what it learns of the kernels to
 * src/compile/estimate/counted; with `blocks`, of feature blocks alone.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompiledImpulse } from '../src/compile/compile.ts';
import { type CoreId, cores } from '../src/compile/estimate/core.ts';
import { countedByCore } from '../src/compile/estimate/counted/by-core.ts';
import { guessInstructions } from '../src/compile/estimate/estimate-time.ts';
import { type LayerWork, runWork, worksOf } from '../src/compile/estimate/layer-instructions.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { planBlock } from '../src/dsp/block.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { blockByPort } from '../test/block-on-core.ts';
import { blockKinds, generatedBlock } from '../test/generated-blocks.ts';
import { generatedNetwork } from '../test/generated-networks.ts';
import { type PortRun, runOnPort } from '../test/port-program.ts';
import type { Measurement } from './measurement.ts';
import { ridge } from './ridge.ts';

/** One set to learn from, another to judge by. */
const seeds = { fit: 5, judge: 91 } as const;
const networks = { fit: 1300, judge: 200 } as const;
const blocks = { fit: 16 * blockKinds, judge: 5 * blockKinds } as const;
const perProgram = 20;
const learned = ['cortex-m0plus', 'cortex-m3', 'cortex-m4', 'cortex-m55', 'rv32imc'] as const;
const judged = [...learned, 'cortex-m7', 'cortex-m33'] as const;

type Row = Record<string, string | number | boolean>;

export async function measure(args: readonly string[]): Promise<Measurement> {
  const asked = args.filter((arg): arg is CoreId => arg in cores);
  const kinds = args.includes('blocks') ? ['block'] : ['network', 'block'];
  if (args.includes('fit')) {
    const rows: Row[] = [];
    for (const core of asked.length > 0 ? asked : learned) {
      if (kinds.includes('network')) await fitNetworks(core);
      await fitBlocks(core);
      rows.push({ core });
    }
    return { title: 'Learned', rows, notes: ['What was learned counts from the next start on.'] };
  }
  const rows: Row[] = [];
  for (const core of asked.length > 0 ? asked : judged) {
    if (kinds.includes('network')) rows.push(await judgeNetworks(core));
    rows.push(await judgeBlocks(core));
  }
  return {
    title: 'Estimated instructions of generated networks and feature blocks beside counted ones',
    rows,
    notes: [
      'Pictures and series of 64 to 2,304 numbers through one to five layers (dense 3 by 3, pointwise, along time, depthwise of several kernels, sums, largest of four), a mean or none, a dense layer, at times a softmax.',
      `Feature blocks of ${blockKinds} kinds, with the signals and settings of test/generated-blocks.ts.`,
      `Judged on ${networks.judge} networks and ${blocks.judge} blocks of seed ${seeds.judge}; learned from ${networks.fit} and ${blocks.fit} of seed ${seeds.fit}.`,
      'Counted is one whole run on an emulated core: of a network with quantising, dequantising and the best label, of a block the features of one window.',
      'The arena is not estimated: the compiler plans it, and states it exactly.',
    ],
  };
}

async function judgeNetworks(core: CoreId): Promise<Row> {
  const runs = await counted(core, 'judge');
  const errors = runs.map(({ compiled, instructions }) =>
    Math.abs(guessInstructions(compiled, cores[core]).network / instructions - 1),
  );
  return { ...errorsOf(core, 'networks', errors), 'same bits': runs.every(({ same }) => same) };
}

async function judgeBlocks(core: CoreId): Promise<Row> {
  const runs = await countedBlocks(core, 'judge');
  const errors = runs.map(({ compiled, instructions }) =>
    Math.abs(guessInstructions(compiled, cores[core]).features / instructions - 1),
  );
  return { ...errorsOf(core, 'blocks', errors), 'same bits': runs.every(({ same }) => same) };
}

function errorsOf(core: CoreId, of: string, errors: readonly number[]): Row {
  const sizes = errors.toSorted((a, b) => a - b);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return {
    core,
    of: `${sizes.length} ${of}`,
    'median error': percent(sizes[Math.floor(sizes.length / 2)]!),
    'error of 95 in 100': percent(sizes[Math.ceil(0.95 * sizes.length) - 1]!),
    largest: percent(sizes.at(-1)!),
    'within 3 %': percent(sizes.filter((size) => size <= 0.03).length / sizes.length),
  };
}

interface CountedBlock {
  readonly compiled: CompiledImpulse;
  readonly instructions: number;
  readonly same: boolean;
}

/** Two at a time. */
async function countedBlocks(core: CoreId, set: keyof typeof blocks): Promise<CountedBlock[]> {
  const runs: CountedBlock[] = [];
  const numbers = Array.from({ length: blocks[set] }, (_, i) => i).values();
  const worker = async () => {
    for (const i of numbers) {
      const { block, signal, windows } = generatedBlock(i, seeds[set]);
      const { compiled, features, instructions } = await blockByPort(core, block, signal, windows);
      const expected = planBlock(block, signal).evaluate(windows[0]!);
      runs[i] = {
        compiled,
        instructions,
        same: expected.every((value, k) => Object.is(value, features[0]![k])),
      };
    }
  };
  await Promise.all([worker(), worker()]);
  return runs;
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

/** For each kernel: times what its structure says, and instructions for all else that its loops run over. */
async function fitNetworks(core: CoreId): Promise<void> {
  const runs = await counted(core, 'fit');
  const works = runs.map(({ compiled }) => {
    const layers = compiled.layers.filter(({ stage }) => stage === 'network');
    return [...worksOf(layers), runWork(layers)];
  });
  const keys = [...new Set(works.flat().map(({ key }) => key))].sort();
  const sizes = keys.map((key) => works.flat().find((one) => one.key === key)!.parts.length);
  const rows = works.map((of) =>
    keys.flatMap((key, k) =>
      sums(
        of.filter((one) => one.key === key),
        sizes[k]!,
      ),
    ),
  );
  // times the structure says, and anything else about a third of a network's instructions at most
  const prior = sizes.flatMap((size) => [1, ...Array<number>(size - 1).fill(0)]);
  const wanted = runs.map(({ instructions }) => instructions);
  const usual = wanted.toSorted((x, y) => x - y)[Math.floor(wanted.length / 2)]!;
  const spread = prior.map((_, i) => (0.3 * usual) / typical(rows.map((row) => row[i]!)));
  const weights = ridge(rows, wanted, prior, spread, noise);
  const learned = new Map<string, number[]>();
  let at = 0;
  for (const [k, key] of keys.entries()) {
    learned.set(key, weights.slice(at, at + sizes[k]!));
    at += sizes[k]!;
  }
  await write(core, isKept, learned);
}

/** The root of the mean square of those that are not 0. */
function typical(values: readonly number[]): number {
  const some = values.filter((value) => value !== 0);
  return some.length === 0
    ? 1
    : Math.sqrt(some.reduce((sum, value) => sum + value * value, 0) / some.length);
}

/** The same of blocks, each by itself; without floats in hardware each operation is a call. */
async function fitBlocks(core: CoreId): Promise<void> {
  const runs = await countedBlocks(core, 'fit');
  const works = runs.map(({ compiled }) => {
    const layers = compiled.layers.filter(({ stage }) => stage === 'features');
    return worksOf(layers)[0]!;
  });
  const made = new Map<string, number[]>();
  for (const [key, of] of Map.groupBy(works.keys(), (i) => works[i]!.key)) {
    const rows = of.map((i) => works[i]!.parts);
    const wanted = of.map((i) => runs[i]!.instructions);
    // each part as much more as all of them together
    const whole = rows.map((parts, i) => wanted[i]! / parts.reduce((all, part) => all + part, 0));
    const usual = whole.toSorted((x, y) => x - y)[Math.floor(whole.length / 2)]!;
    const prior = rows[0]!.map(() => usual);
    made.set(
      key,
      ridge(
        rows,
        wanted,
        prior,
        prior.map((times) => 0.7 * times),
        0.3 * noise,
      ),
    );
  }
  made.set(standardizing, await fitStandardizing(core));
  await write(core, (key) => !isKept(key), made);
}

const standardizing = 'standardize, portable C';

/** What the same features take more where they are standardised. */
async function fitStandardizing(core: CoreId): Promise<number[]> {
  const rows: number[][] = [];
  const wanted: number[] = [];
  for (const i of [0, 1, 2].map((turn) => turn * blockKinds)) {
    const { block, signal, windows } = generatedBlock(i, seeds.fit);
    const plain = await blockByPort(core, block, signal, windows);
    const form = { standardized: true };
    const { compiled, instructions } = await blockByPort(core, block, signal, windows, form);
    const layers = compiled.layers.filter(({ stage }) => stage === 'features');
    rows.push([...worksOf(layers)[1]!.parts]);
    wanted.push(instructions - plain.instructions);
  }
  return ridge(rows, wanted, [1, 0, 0, 0], [1, 100, 1, 100], noise);
}

/** Of features, known by the function that computes them, and of frames: networks leave it as it is. */
const isKept = (key: string): boolean => /^(thimble_|image)/.test(key) || key === standardizing;

/** What was learned, and of what there is that which is kept. */
async function write(
  core: CoreId,
  isKept: (key: string) => boolean,
  learned: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const kept = Object.entries(countedByCore[core] ?? {}).filter(([key]) => isKept(key));
  const all = [...kept, ...learned].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = all.map(([key, weights]) => {
    const four = weights.map((weight) => Number(weight.toPrecision(4)));
    return `  ${/^\w+$/.test(key) ? key : `'${key}'`}: [${four.join(', ')}],`;
  });
  await writeFile(join(import.meta.dirname, folder, `${core}.ts`), textOf(core, lines));
}

function sums(works: readonly LayerWork[], size: number): number[] {
  return Array.from({ length: size }, (_, i) =>
    works.reduce((all, { parts }) => all + parts[i]!, 0),
  );
}

const folder = '../src/compile/estimate/counted';

function textOf(core: CoreId, lines: readonly string[]): string {
  const name = core.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return `import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from ${networks.fit} networks and ${blocks.fit} blocks on an emulated core by \`npm run bench -- estimate fit ${core}\`. */
export const ${name}: CountedKernels = {
${lines.join('\n')}
};
`;
}
