import { sizeOf } from '../../tensor/tensor.ts';
import type { CompiledLayer } from '../compile.ts';
import { blockParts } from './block-work.ts';
import type { KernelTimes } from './counted/kernel-times.ts';
import { blocksOf, type Loops, loopsOf, shareMade, turnLoops } from './loops.ts';

/** What was counted on the emulated core. */
export interface CountedWork {
  /** By kernel, `LayerWork`'s key: instructions for each turn of its loops; loops that are left out take none. */
  readonly kernels: Readonly<Record<string, Loops>>;
  /** By function: times the parts of `blockParts`. */
  readonly blocks: Readonly<Record<string, readonly number[]>>;
}

/** What a layer does, as far as its shape tells. */
export type LayerWork =
  | {
      /** Of the network: its function and its kernel's name. */
      readonly key: string;
      /** Kind and kernel: `kernelKey`. */
      readonly kernel: string;
      /** Those of `loopsOf`, and `structure`: executed instructions as its port states them. */
      readonly loops: Loops;
      /** Those of `turnLoops`, counted under `together`. */
      readonly together: Loops;
    }
  /** Of features: the function, and the parts of `blockParts`. */
  | { readonly key: string; readonly parts: readonly number[] };

/** All kernels alike: what it takes to go through pictures together. */
export const together = 'together';

/**
 * Executed instructions of one layer, without building or running it: the turns of its loops, at what they were
 * counted to take on the core. A kernel whose loops were not counted stands as its structure says times what
 * single layers took (`times`), which is told less closely.
 */
export function layerInstructions(
  work: LayerWork,
  { kernels, blocks }: CountedWork,
  times: KernelTimes,
): number {
  if ('parts' in work) {
    const each = blocks[work.key] ?? [1];
    return each.reduce((sum, times, i) => sum + times * work.parts[i]!, 0);
  }
  const own = kernels[work.key] ?? { structure: timesOf(work.kernel, times) };
  return turnsOf(work.loops, own) + turnsOf(work.together, kernels[together] ?? {});
}

/** Behind the name of a kernel whose routines are in C. */
export const inC = ' in C';

/** So many times what its structure says a kernel takes: as counted of it, else of those in C on the whole, else 1. */
export function timesOf(kernel: string, times: KernelTimes): number {
  return times[kernel] ?? (kernel.endsWith(inC) ? times[`kernels${inC}`] : undefined) ?? 1;
}

function turnsOf(loops: Loops, each: Loops): number {
  return Object.entries(each).reduce((sum, [loop, one]) => sum + one * (loops[loop] ?? 0), 0);
}

/** Of each layer, in their order. */
export function worksOf(layers: readonly CompiledLayer[]): LayerWork[] {
  return layers.map(workOf);
}

/** A whole run beside its layers: what is done with each of the last one's numbers. */
export function runWork(layers: readonly CompiledLayer[]): LayerWork {
  const labels = sizeOf(layers.at(-1)?.output ?? []);
  return { key: 'run', kernel: 'run', loops: { structure: 30, run: 1, labels }, together: {} };
}

function workOf(layer: CompiledLayer): LayerWork {
  const { choice, features, callee, kind } = layer;
  if (features) return { key: callee!, parts: blockParts(features.block, features.signal) };
  const structure = structureWork(layer) * shareOf(layer);
  return {
    key: `${callee ?? kind}, ${choice?.name ?? 'portable C'}`,
    kernel: kernelKey(kind, choice),
    loops: { structure, ...loopsOf(layer) },
    together: turnLoops(layer),
  };
}

/** What a layer executes of its structure: by lines made, or by blocks of three pixels, of which each call may leave one. */
function shareOf(layer: CompiledLayer): number {
  const { kind, choice } = layer;
  if (kind !== 'conv2d' || !choice?.name.startsWith('two-row')) return shareMade(layer);
  return blocksOf(layer) / blocksOf({ ...layer, lines: null });
}

/** By which kernels are told apart where plans weigh them. */
export function kernelKey(kind: CompiledLayer['kind'], choice: CompiledLayer['choice']): string {
  return `${kind}, ${choice?.name ?? 'portable C'}`;
}

/** What the structure of a layer's kernel says that it executes: as its port states it, or by portable C's loops. */
export function structureWork(layer: Structure): number {
  return layer.choice?.instructions || portableWork(layer);
}

type Structure = Pick<CompiledLayer, 'kind' | 'inputs' | 'output' | 'macs' | 'choice'>;

/** Portable C by its loops, about as a Cortex-M4 runs them; softmax on scores of all sizes. */
export function portableWork({ kind, inputs, output, macs }: Omit<Structure, 'choice'>): number {
  const values = sizeOf(output);
  switch (kind) {
    case 'dense':
    case 'conv2d': {
      // four outputs at a time, the last ones one by one
      const outputs = output.at(-1)!;
      const taps = macs / values;
      const each = 11 * Math.floor(outputs / 4) + 5 * (outputs % 4);
      return (values / outputs) * taps * each + 45 * values + 40;
    }
    case 'depthwise2d': {
      // four channels at a time where each has one output, else one by one
      const channels = inputs[0]!.at(-1)!;
      const byFours = channels === output.at(-1) ? (channels - (channels % 4)) / channels : 0;
      return macs * (5.2 * byFours + 20 * (1 - byFours)) + 60 * values + 60;
    }
    case 'reshape':
      return 0;
    default:
      return values * (eachValue[kind] ?? 40) + 4 * macs + 40;
  }
}

const eachValue: { readonly [K in CompiledLayer['kind']]?: number } = {
  quantize: 41,
  dequantize: 9,
  activation: 40,
  softmax: 240,
  add: 85,
  concat: 1.5,
  copy: 8,
  // by the area of a frame some three times as wide
  image: 160,
};
