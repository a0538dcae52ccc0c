/**
 * What the estimator says of networks that it has not seen, beside what an emulator counts: npm run bench --
 * estimate [core …]. With `fit` before the cores it counts others and writes what it learns of the kernels to
 * src/compile/estimate/counted; with `networks` or `blocks`, of these alone; with `published`, of published networks;
 * with `c`, what it says of kernels in C in the place of assembly.
 */
import type { CompiledImpulse } from '../src/compile/compile.ts';
import { type CoreId, cores } from '../src/compile/estimate/core.ts';
import { guessInstructions } from '../src/compile/estimate/estimate-time.ts';
import type { KernelLanguage } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { planBlock } from '../src/dsp/block.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { blockByPort } from '../test/block-on-core.ts';
import { fieldNetwork, isGenerated } from '../test/field-networks.ts';
import { blockKinds, generatedBlock } from '../test/generated-blocks.ts';
import { type Counting, type PortRun, runOnPort } from '../test/port-program.ts';
import { keep, learnBlocks, learnKernels, learnStandardizing } from './estimate-fit.ts';
import { judgePublished } from './estimate-published.ts';
import type { Measurement } from './measurement.ts';

/** One set to learn from, another to judge by. */
const seeds = { fit: 5, judge: 4127 } as const;
const networks = { fit: 400, judge: 200 } as const;
const blocks = { fit: 16 * blockKinds, judge: 5 * blockKinds } as const;
const perProgram = 20;
const learned = ['cortex-m0plus', 'cortex-m3', 'cortex-m4', 'cortex-m55', 'rv32imc'] as const;
const judged = [...learned, 'cortex-m7', 'cortex-m33'] as const;

type Row = Record<string, string | number | boolean>;

export async function measure(args: readonly string[]): Promise<Measurement> {
  const language = args.includes('c') ? 'c' : 'assembly';
  const asked = args.filter((arg): arg is CoreId => arg in cores);
  const kinds = ['networks', 'blocks'].filter((kind) => args.includes(kind));
  if (kinds.length === 0) kinds.push('networks', 'blocks');
  if (args.includes('fit')) {
    const rows: Row[] = [];
    for (const core of asked.length > 0 ? asked : learned) {
      await fit(core, kinds, language);
      rows.push({ core });
    }
    return { title: 'Learned', rows, notes: ['What was learned counts from the next start on.'] };
  }
  const rows: Row[] = [];
  if (args.includes('published')) {
    for (const core of asked.length > 0 ? asked : learned) {
      rows.push(...(await judgePublished(core)));
    }
    const title = 'Estimated instructions of published networks beside counted ones';
    return {
      title,
      rows,
      notes: ['With `balanced`, counted on an emulated core for the first input.'],
    };
  }
  for (const core of asked.length > 0 ? asked : judged) {
    if (kinds.includes('networks')) rows.push(await judgeNetworks(core, language));
    if (kinds.includes('blocks')) rows.push(await judgeBlocks(core));
  }
  return {
    title: 'Estimated instructions of generated networks and feature blocks beside counted ones',
    rows,
    notes: [
      'Of eight networks four are pictures and series through one to five layers (dense 3 by 3, pointwise, along time, depthwise of several kernels, sums, largest of four), a mean or none, a dense layer, at times a softmax; one is such a network with weights of four bits, one has a kernel of up to ten by eight over bands of sound, and depthwise and pointwise layers behind it, one dense layers over a row of 1 to 640 numbers, one an LSTM or filters over time (SVDF).',
      `Feature blocks of ${blockKinds} kinds, with the signals and settings of test/generated-blocks.ts.`,
      `Judged on ${networks.judge} networks and ${blocks.judge} blocks of seed ${seeds.judge}; learned from ${networks.fit} and ${blocks.fit} of seed ${seeds.fit}.`,
      'Counted is one whole run on an emulated core: of a network with quantising, dequantising and the best label, of a block the features of one window.',
      'The arena is not estimated: the compiler plans it, and states it exactly.',
    ],
  };
}

async function judgeNetworks(core: CoreId, language: KernelLanguage): Promise<Row> {
  const runs = await counted(core, 'judge', language, { windows: 1 });
  const errors = runs.map(({ compiled, instructions }) =>
    Math.abs(guessInstructions(compiled, cores[core]).network / instructions - 1),
  );
  const plain = errors.filter((_, i) => isGenerated(i));
  return {
    ...errorsOf(core, language === 'c' ? 'networks, in C' : 'networks', errors),
    'pictures and series within 3 %': percent(shareWithin(plain)),
    'same bits': runs.every(({ same }) => same),
  };
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
  return {
    core,
    of: `${sizes.length} ${of}`,
    'median error': percent(sizes[Math.floor(sizes.length / 2)]!),
    'error of 95 in 100': percent(sizes[Math.ceil(0.95 * sizes.length) - 1]!),
    largest: percent(sizes.at(-1)!),
    'within 3 %': percent(shareWithin(sizes)),
  };
}

function shareWithin(errors: readonly number[]): number {
  return errors.filter((error) => error <= 0.03).length / errors.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
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

async function counted(
  core: CoreId,
  set: keyof typeof networks,
  language: KernelLanguage,
  how: Counting,
): Promise<PortRun[]> {
  const tools = await findTools();
  const kernels = kernelsFor(core, 'balanced', language);
  const runs: PortRun[] = [];
  for (let first = 0; first < networks[set]; first += perProgram) {
    const some = Array.from({ length: perProgram }, (_, i) => fieldNetwork(first + i, seeds[set]));
    runs.push(...(await runOnPort(some, kernels, core, tools, 'balanced', how)));
  }
  return runs;
}

/** Steps of networks are counted one by one, in one run. */
async function fit(
  core: CoreId,
  kinds: readonly string[],
  language: KernelLanguage,
): Promise<void> {
  const learned = {
    ...(kinds.includes('networks') && {
      kernels: learnKernels(await counted(core, 'fit', language, { windows: 1, marks: true })),
    }),
    ...(kinds.includes('blocks') && {
      blocks: learnBlocks(await countedBlocks(core, 'fit')),
      standardizing: learnStandardizing(await standardized(core)),
    }),
  };
  const how = `Learned from ${networks.fit} networks and ${blocks.fit} blocks on an emulated core by \`npm run bench -- estimate fit ${core}${language === 'c' ? ' c' : ''}\`.`;
  await keep(core, learned, language, how);
}

/** The same features plain and standardised. */
function standardized(core: CoreId) {
  const turns = [0, 1, 2].map(async (turn) => {
    const { block, signal, windows } = generatedBlock(turn * blockKinds, seeds.fit);
    const plain = await blockByPort(core, block, signal, windows);
    const more = await blockByPort(core, block, signal, windows, { standardized: true });
    return [plain, more] as const;
  });
  return Promise.all(turns);
}
