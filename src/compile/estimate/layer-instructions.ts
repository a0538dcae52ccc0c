import { sizeOf } from '../../tensor/tensor.ts';
import type { CompiledLayer } from '../compile.ts';
import { blockParts } from './block-work.ts';
import type { KernelTimes } from './counted/kernel-times.ts';

/** What was counted of one kernel on an emulated core: instructions for each part of its work. */
export type Counted = readonly number[];

/** By kernel: `LayerWork`'s key. */
export type CountedKernels = Readonly<Record<string, Counted>>;

/** What a layer does, as far as its kernel's loops tell. */
export interface LayerWork {
  /** Kind and kernel, and whether it is run row by row or column by column; of features the function. */
  readonly key: string;
  /** Kind and kernel alone: `kernelKey`. */
  readonly kernel: string;
  /**
   * Of a kernel of the network: executed instructions by its structure, 1, rows of its output (or stretches of
   * columns), numbers of its output, and what its loops may run over besides. Of features: those of `blockParts`.
   */
  readonly parts: readonly number[];
}

/**
 * Executed instructions of one layer, without building or running it: each part of its work as it was counted of
 * that kernel on the core. A kernel of which no networks were counted, as those in C, stands as its structure says
 * times what single layers took (`times`), which is told less closely.
 */
export function layerInstructions(
  { key, kernel, parts }: LayerWork,
  counted: CountedKernels,
  times: KernelTimes,
): number {
  const each = counted[key] ?? [timesOf(kernel, times)];
  return each.reduce((sum, times, i) => sum + times * parts[i]!, 0);
}

/** Behind the name of a kernel whose routines are in C. */
export const inC = ' in C';

/** So many times what its structure says a kernel takes: as counted of it, else of those in C on the whole, else 1. */
export function timesOf(kernel: string, times: KernelTimes): number {
  return times[kernel] ?? (kernel.endsWith(inC) ? times[`kernels${inC}`] : undefined) ?? 1;
}

/** Layers of one step go through their pictures together, row by row. */
export function worksOf(layers: readonly CompiledLayer[]): LayerWork[] {
  const bySteps = Map.groupBy(layers, ({ step }) => step);
  return layers.map((layer) => workOf(layer, bySteps.get(layer.step)!.length > 1));
}

/** A whole run beside its layers: calls, and what is done with each of the last one's numbers. */
export function runWork(layers: readonly CompiledLayer[]): LayerWork {
  const values = sizeOf(layers.at(-1)?.output ?? []);
  return { key: 'run', kernel: 'run', parts: [30 + 8 * layers.length, 1, 1, values] };
}

function workOf(layer: CompiledLayer, together: boolean): LayerWork {
  const { choice, kind, output, features } = layer;
  if (features) {
    const { callee, block, signal } = features;
    return { key: callee, kernel: callee, parts: blockParts(block, signal) };
  }
  const lines = linesOf(layer);
  const how = !together ? '' : lines.axis === 0 ? ', row by row' : ', column by column';
  const base = structureWork(layer) * (together && choice?.instructions ? moreByLines(layer) : 1);
  const rows = together ? lines.turns : output.length === 3 ? output[0]! : 1;
  const kernel = kernelKey(kind, choice);
  return {
    key: `${kernel}${how}`,
    kernel,
    parts: [base, 1, rows, sizeOf(output), ...loopsOf(layer, rows)],
  };
}

/** Kernels go through pixels, patches, and blocks of channels and of taps, some of them two pixels at a time. */
function loopsOf({ inputs, output, macs }: CompiledLayer, rows: number): number[] {
  const values = sizeOf(output);
  const channels = output.at(-1) ?? 1;
  const pixels = values / channels;
  const taps = macs / values;
  const fours = Math.ceil(channels / 4);
  const sixteens = Math.ceil(taps / 16);
  return [
    pixels,
    pixels * taps,
    channels,
    pixels * fours,
    macs,
    rows * channels,
    pixels * Math.sqrt(taps),
    pixels * Math.ceil(channels / 8),
    pixels * sixteens,
    pixels * fours * sixteens,
    rows * Math.ceil(pixels / rows / 2),
    rows * (inputs[0]?.at(-1) ?? 0),
  ];
}

/** How layers that are done together go through their pictures: by rows, or one row by four columns. */
function linesOf({ output: [height = 1, width = 1] }: CompiledLayer) {
  return height > 1 ? { axis: 0, turns: height } : { axis: 1, turns: Math.ceil(width / 4) };
}

/** Two or three pixels are done at a time: line by line the last of each line are done by themselves. */
function moreByLines(layer: CompiledLayer): number {
  const { kind, choice, inputs, output, macs } = layer;
  if (choice?.name.startsWith('four rows, two pixels')) {
    const width = linesOf(layer).axis === 0 ? output[1]! : 2;
    return width % 2 ? 1 + 0.4 / width : 1;
  }
  if (kind !== 'conv2d' || !choice?.name.startsWith('two-row')) return 1;
  const [height = 1, width = 1] = output;
  const { axis, turns } = linesOf(layer);
  if (axis === 1) return (2 * turns) / Math.ceil(width / 3);
  const isPixelwise = macs === sizeOf(output) * (inputs[0]?.at(-1) ?? 0);
  return isPixelwise ? (height * Math.ceil(width / 3)) / Math.ceil((height * width) / 3) : 1;
}

/** What is counted of a kernel stands under this name. */
export function kernelKey(kind: CompiledLayer['kind'], choice: CompiledLayer['choice']): string {
  return `${kind}, ${choice?.name ?? 'portable C'}`;
}

/** What the structure of a layer's kernel says that it executes: as its port states it, or by portable C's loops. */
export function structureWork(layer: Structure): number {
  return layer.choice?.instructions || portableWork(layer);
}

type Structure = Pick<CompiledLayer, 'kind' | 'inputs' | 'output' | 'macs' | 'choice'>;

/** Portable C by its loops, about as a Cortex-M4 runs them; softmax on scores of all sizes. */
function portableWork({ kind, inputs, output, macs }: Omit<Structure, 'choice'>): number {
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
