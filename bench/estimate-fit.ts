/** What the estimator learns of networks and feature blocks, and the files of src/compile/estimate/counted that hold it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompiledImpulse, CompiledLayer } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { countedByCore } from '../src/compile/estimate/counted/by-core.ts';
import {
  type CountedWork,
  inC,
  type LayerWork,
  runWork,
  together,
  worksOf,
} from '../src/compile/estimate/layer-instructions.ts';
import type { Loops } from '../src/compile/estimate/loops.ts';
import type { KernelLanguage } from '../src/compile/options.ts';
import { nonnegative } from './nonnegative.ts';
import { ridge } from './ridge.ts';

/** A network whose steps were counted one by one: `stepInstructions` of a run on a port. */
export interface CountedNetwork {
  readonly compiled: { readonly layers: readonly CompiledLayer[] };
  readonly instructions: number;
  readonly stepInstructions: readonly number[];
}

/** A feature block, or a network, that was counted as a whole. */
export interface CountedWhole {
  readonly compiled: CompiledImpulse;
  readonly instructions: number;
}

/** Works that were counted together, as a part of a network that took `whole`. */
interface Sum {
  readonly works: readonly KernelWork[];
  readonly counted: number;
  readonly whole: number;
}

type KernelWork = Extract<LayerWork, { loops: Loops }>;

/** What one turn of each loop takes, by kernel; none takes less than nothing. */
export function learnKernels(networks: readonly CountedNetwork[]): CountedWork['kernels'] {
  return learnSums(networks.flatMap(sumsOf));
}

function sumsOf({ compiled, instructions, stepInstructions }: CountedNetwork): Sum[] {
  const layers = compiled.layers.filter(({ stage }) => stage === 'network');
  const works = worksOf(layers) as KernelWork[];
  const steps = Map.groupBy(works.keys(), (i) => layers[i]!.step);
  const last = { works: [runWork(layers) as KernelWork], counted: stepInstructions.at(-1)! };
  const sums = Array.from(steps, ([step, of]) => {
    return { works: of.map((i) => works[i]!), counted: stepInstructions[step]! };
  });
  return [...sums, last].map((sum) => ({ ...sum, whole: instructions }));
}

/** What is expected to be left of a step, as a share of its own count and of its network's. */
const noise = { own: 0.005, whole: 0.001 } as const;

/** How far structures are taken to be wrong, and how much of a step a loop may be. */
const trust = { structure: 0.5, loop: 0.3 } as const;

function learnSums(sums: readonly Sum[]): CountedWork['kernels'] {
  const columns = new Map<string, Column>();
  const rows = sums.map(({ works, counted }) => {
    const row = new Map<number, number>();
    for (const [kernel, loops] of works.flatMap(loopsByKernel)) {
      for (const [loop, turns] of Object.entries(loops)) {
        if (turns === 0) continue;
        const name = `${kernel}: ${loop}`;
        const made = { at: columns.size, kernel, loop, squares: 0, seen: 0, counted: 0 };
        const column = columns.get(name) ?? made;
        columns.set(name, column);
        row.set(column.at, (row.get(column.at) ?? 0) + turns);
        column.squares += turns * turns;
        column.seen++;
        column.counted += counted;
      }
    }
    return row;
  });
  const all = [...columns.values()];
  const weights = nonnegative(
    rows,
    sums.map(({ counted }) => counted),
    sums.map(({ counted, whole }) => noise.own * counted + noise.whole * whole),
    all.map(({ loop }) => (loop === 'structure' ? 1 : 0)),
    all.map(spreadOf),
  );
  const learned: Record<string, Record<string, number>> = {};
  for (const { at, kernel, loop } of all) {
    learned[kernel] ??= {};
    if (weights[at]! > 0) learned[kernel][loop] = weights[at]!;
  }
  return learned;
}

interface Column {
  readonly at: number;
  readonly kernel: string;
  readonly loop: string;
  /** Sums over all steps that have it. */
  squares: number;
  seen: number;
  counted: number;
}

function spreadOf({ loop, squares, seen, counted }: Column): number {
  if (loop === 'structure') return trust.structure;
  return (trust.loop * (counted / seen)) / Math.sqrt(squares / seen);
}

function loopsByKernel({ key, loops, together: shared }: KernelWork): [string, Loops][] {
  return [
    [key, loops],
    [together, shared],
  ];
}

/** Of blocks, each kind by itself: times each part; without floats in hardware each operation is a call. */
export function learnBlocks(runs: readonly CountedWhole[]): CountedWork['blocks'] {
  const works = runs.map(({ compiled }) => {
    const layers = compiled.layers.filter(({ stage }) => stage === 'features');
    return worksOf(layers)[0] as Extract<LayerWork, { parts: readonly number[] }>;
  });
  const learned: Record<string, readonly number[]> = {};
  for (const [key, of] of Map.groupBy(works.keys(), (i) => works[i]!.key)) {
    const rows = of.map((i) => works[i]!.parts);
    const wanted = of.map((i) => runs[i]!.instructions);
    // each part as much more as all of them together
    const whole = rows.map((parts, i) => wanted[i]! / parts.reduce((all, part) => all + part, 0));
    const usual = whole.toSorted((x, y) => x - y)[Math.floor(whole.length / 2)]!;
    const prior = rows[0]!.map(() => usual);
    const spread = prior.map((times) => 0.7 * times);
    learned[key] = ridge(rows, wanted, prior, spread, 0.003);
  }
  return learned;
}

/** What the same features take more where they are standardised: for each value, and once. */
export function learnStandardizing(
  runs: readonly (readonly [plain: CountedWhole, standardized: CountedWhole])[],
): CountedWork['kernels'] {
  return learnSums(
    runs.map(([plain, { compiled, instructions }]): Sum => {
      const layers = compiled.layers.filter(({ stage }) => stage === 'features');
      const counted = instructions - plain.instructions;
      const { key, kernel, loops } = worksOf(layers)[1] as KernelWork;
      const { layer, values } = loops;
      const work = { key, kernel, loops: { layer: layer!, values: values! }, together: {} };
      return { works: [work], counted, whole: counted };
    }),
  );
}

/** What is left out stays as it was. */
export interface Learned {
  readonly kernels?: CountedWork['kernels'];
  readonly blocks?: CountedWork['blocks'];
  /** The one kernel that stands behind a block. */
  readonly standardizing?: CountedWork['kernels'];
}

/** Writes what was learned of a core; kernels in C have a file of their own. */
export async function keep(
  core: CoreId,
  learned: Learned,
  language: KernelLanguage,
  how: string,
): Promise<void> {
  const before = countedByCore[core];
  const only = (of: CountedWork['kernels'], wanted: (key: string) => boolean) =>
    Object.fromEntries(Object.entries(of).filter(([key]) => wanted(key)));
  if (language === 'c') {
    const kernels = only(learned.kernels ?? before.kernels, (key) => key.endsWith(inC));
    return write(`${core}-c`, { kernels, blocks: {} }, how);
  }
  const { kernels = before.kernels, blocks = before.blocks, standardizing } = learned;
  const old = only(before.kernels, (key) => key.startsWith('thimble_standardize'));
  const own = only(kernels, (key) => !key.endsWith(inC));
  return write(core, { kernels: { ...own, ...(standardizing ?? old) }, blocks }, how);
}

function write(name: string, work: CountedWork, how: string): Promise<void> {
  return writeFile(join(import.meta.dirname, folder, `${name}.ts`), textOf(name, work, how));
}

const folder = '../src/compile/estimate/counted';

function textOf(file: string, { kernels, blocks }: CountedWork, how: string): string {
  const name = file.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const quoted = (key: string) => (/^[a-z]\w*$/i.test(key) ? key : `'${key}'`);
  const four = (value: number) => Number(value.toPrecision(4));
  const sorted = <T>(of: Readonly<Record<string, T>>) =>
    Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  const kernelLines = sorted(kernels).map(([key, loops]) => {
    const parts = Object.entries(loops).map(([loop, one]) => `${quoted(loop)}: ${four(one)},`);
    return `    ${quoted(key)}: {\n${parts.map((part) => `      ${part}\n`).join('')}    },`;
  });
  const blockLines = sorted(blocks).map(([key, times]) => {
    return `    ${quoted(key)}: [${times.map(four).join(', ')}],`;
  });
  return `import type { CountedWork } from '../layer-instructions.ts';

/** ${how} */
export const ${name}: CountedWork = {
  kernels: {
${kernelLines.join('\n')}
  },
  blocks: {
${blockLines.join('\n')}
  },
};
`;
}
