/**
 * What each kernel takes beside what its structure says: npm run bench -- kernel-times [core …]. With `fit` before the
 * cores it writes what it counts to src/compile/estimate/counted/kernel-times.ts, by which plans weigh kernels.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KernelTimes, kernelTimes } from '../src/compile/estimate/counted/kernel-times.ts';
import { inC, kernelKey, structureWork } from '../src/compile/estimate/layer-instructions.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { countLayers } from '../test/counted-layers.ts';
import type { Layer } from '../test/port-graphs.ts';
import type { Measurement } from './measurement.ts';

/** Of the sizes that networks in the field have; the last ones have no kernel of a port on some cores. */
const shapes: readonly Layer[] = [
  { kind: 'dense', input: [1, 1, 64], outputs: 12, activation: 'none' },
  { kind: 'dense', input: [1, 1, 256], outputs: 64 },
  { kind: 'dense', input: [1, 1, 640], outputs: 64 },
  { kind: 'conv2d', input: [24, 24, 3], outputs: 8, stride: 2 },
  { kind: 'conv2d', input: [16, 16, 8], outputs: 16 },
  { kind: 'conv2d', input: [16, 16, 16], outputs: 16 },
  { kind: 'conv2d', input: [8, 8, 32], outputs: 32 },
  { kind: 'conv2d', input: [16, 16, 16], outputs: 32, stride: 2 },
  { kind: 'conv2d', input: [16, 16, 16], outputs: 32, kernel: [1, 1] },
  { kind: 'conv2d', input: [12, 12, 64], outputs: 64, kernel: [1, 1] },
  { kind: 'conv2d', input: [16, 16, 8], outputs: 16, kernel: [1, 1] },
  { kind: 'conv2d', input: [1, 64, 6], outputs: 16, kernel: [1, 5] },
  { kind: 'depthwise2d', input: [24, 24, 8], outputs: 1 },
  { kind: 'depthwise2d', input: [12, 12, 64], outputs: 1 },
  { kind: 'depthwise2d', input: [16, 16, 32], outputs: 1, stride: 2 },
  { kind: 'depthwise2d', input: [12, 12, 32], outputs: 1, kernel: [5, 5] },
  { kind: 'depthwise2d', input: [20, 10, 1], outputs: 8, kernel: [10, 4], stride: 2 },
];

/** Sums that fill int8 soon, as those of small weights do: the bounds of the kernels hold. */
const layers = shapes.map((shape): Layer => ({ ...shape, spread: () => 5 }));

type Core = keyof typeof kernelTimes;

export async function measure(args: readonly string[]): Promise<Measurement> {
  const tools = await findTools();
  const all = Object.keys(kernelTimes) as Core[];
  const asked = all.filter((core) => args.includes(core));
  const counted: Record<Core, KernelTimes> = { ...kernelTimes };
  const rows: Measurement['rows'][number][] = [];
  for (const core of asked.length > 0 ? asked : all) {
    const runs = await countLayers(layers, core, tools);
    const byKernel = Map.groupBy(runs, ({ layer }) => kernelKey(layer.kind, layer.choice));
    const times: Record<string, number> = {};
    for (const kernel of [...byKernel.keys()].sort()) {
      const of = byKernel.get(kernel)!;
      const shares = of.map(({ layer, instructions }) => instructions / structureWork(layer));
      times[kernel] = middle(shares);
      rows.push({
        core,
        kernel,
        layers: new Set(of.map(({ layer }) => layer.name)).size,
        times: times[kernel].toFixed(3),
        least: Math.min(...shares).toFixed(3),
        most: Math.max(...shares).toFixed(3),
      });
    }
    const ofC = Object.entries(times).filter(([kernel]) => kernel.endsWith(inC));
    if (ofC.length > 0) times[`kernels${inC}`] = middle(ofC.map(([, one]) => one));
    counted[core] = times;
  }
  if (args.includes('fit')) await write(counted);
  return {
    title: 'Counted instructions over those that the structure of a kernel says',
    rows,
    notes: [
      'Single layers on random int8, by the kernel that is chosen, by each that stands by for it, and by portable C; all answers equal evaluate bit for bit.',
      'Of each kernel the middle of its layers, the least and the largest.',
    ],
  };
}

/** The one in the middle; of two the mean. */
function middle(values: readonly number[]): number {
  const sizes = values.toSorted((a, b) => a - b);
  const half = (sizes.length - 1) / 2;
  return (sizes[Math.floor(half)]! + sizes[Math.ceil(half)]!) / 2;
}

const file = '../src/compile/estimate/counted/kernel-times.ts';

async function write(counted: Readonly<Record<Core, KernelTimes>>): Promise<void> {
  const nameOf = (key: string) => (/^\w+$/.test(key) ? key : `'${key}'`);
  const tables = Object.entries(counted).map(([core, times]) => {
    const lines = Object.entries(times).map(([kernel, one]) => {
      return `    ${nameOf(kernel)}: ${Number(one.toPrecision(3))},`;
    });
    return `  ${nameOf(core)}: {\n${lines.join('\n')}\n  },`;
  });
  const cores = Object.keys(counted).map((core) => `'${core}'`);
  const text = `/** By kernel, \`kernelKey\`: executed instructions over what its structure says. */
export type KernelTimes = Readonly<Record<string, number>>;

type CountedCore = ${cores.join(' | ')};

/** Counted of layers of usual sizes on emulated cores by \`npm run bench -- kernel-times fit\`. */
export const kernelTimes: { readonly [K in CountedCore]: KernelTimes } = {
${tables.join('\n')}
};
`;
  await writeFile(join(import.meta.dirname, file), text);
}
