import { planBlock } from '../../../dsp/block.ts';
import type { Op, Rounding, Value } from '../../../graph/op.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { hasFourBits } from '../../emit/four-bits.ts';
import { type CallKernel, type Kernel, type KernelTable, mapCalls } from '../../emit/kernel.ts';
import { portableKernels } from '../../emit/portable.ts';
import { lookupKernel } from '../../emit/portable-elementwise.ts';
import { inC } from '../../estimate/layer-instructions.ts';
import type { KernelLanguage, Optimise } from '../../options.ts';
import { chooseKernel } from '../candidate.ts';
import { linearAdd } from './add.ts';
import { rowwiseDense, singleChannelConvolution, twoRowConvolution } from './conv2d.ts';
import { twoRowDense } from './dense.ts';
import { fourBitDense } from './dense-four-bits.ts';
import { tiledDepthwise } from './depthwise.ts';
import { pixelwiseDepthwise } from './depthwise-any.ts';
import { dspFeatures } from './features.ts';
import { heldPointwise } from './pointwise8.ts';
import { wordwisePool } from './pool.ts';
import { twoRowLstm, twoRowSvdf } from './sequences.ts';
import { winogradConvolution } from './winograd.ts';

/**
 * Kernels for a Cortex-M with DSP extension (M4, M7, M33): for each layer the cheapest whose bounds
 * are proven for the layer's own weights, else the portable one. All give the same bits. Offers, bounds
 * and tables are the same in both languages; what has no routines in C stays portable.
 */
export function cortexMDspKernels(optimise: Optimise, language: KernelLanguage): KernelTable {
  const table = { ...alike, conv2d: conv2dRule(optimise) };
  if (language === 'assembly') return table;
  return mapCalls({ ...table, features: portableKernels.features }, madeInC);
}

/** The same kernel with its routines in C: it has a price of its own, and so a name. */
function madeInC(kernel: CallKernel): CallKernel {
  const { routines, choice, spare } = kernel;
  return {
    ...kernel,
    ...(routines && { routines: routines.map((one) => ({ ...one, language: 'c' as const })) }),
    ...(routines && choice && { choice: { ...choice, name: `${choice.name}${inC}` } }),
    ...(spare && { spare: madeInC(spare) }),
  };
}

/** The rules that are the same whatever is spared. */
const alike: Omit<KernelTable, 'conv2d'> = {
  ...portableKernels,
  features: ({ block, signal }) => dspFeatures(block, planBlock(block, signal)),
  dense: (op, [x], to, layer) =>
    choose(portableKernels.dense(op, [x!], to, layer), x!, () => ({
      ...(hasFourBits(op)
        ? { 'four rows a halfword': fourBitDense(op, x!, to) }
        : { 'two-row': twoRowDense(op, x!, to) }),
      'two-row over pixels': rowwiseDense(op, x!, to),
    })),
  quantize: (op, from, to, layer, rounding = 'double') =>
    lookup(op, portableKernels.quantize(op, from, to, layer, rounding), from[0]!, to, rounding),
  activation: (op, from, to, layer, rounding = 'double') =>
    lookup(op, portableKernels.activation(op, from, to, layer, rounding), from[0]!, to, rounding),
  depthwise2d: (op, [x], to, layer) =>
    choose(portableKernels.depthwise2d(op, [x!], to, layer), x!, () => ({
      'halfword planes': tiledDepthwise(op, x!, to, 'enough'),
      'halfword planes, few rows': tiledDepthwise(op, x!, to, 'little'),
      'pixel by pixel': pixelwiseDepthwise(op, x!, to),
      'two-row': singleChannelConvolution(op, x!, to, 'enough'),
      'two-row, in bands': singleChannelConvolution(op, x!, to, 'little'),
    })),
  pool2d: (op, [x], to, layer) =>
    choose(portableKernels.pool2d(op, [x!], to, layer), x!, (portable) => ({
      'four channels a word': wordwisePool(op, x!, to, portable),
    })),
  lstm: (op, [x], to, layer) =>
    choose(portableKernels.lstm(op, [x!], to, layer), x!, (portable) => ({
      'two-row': twoRowLstm(op, x!, to, portable),
    })),
  svdf: (op, [x], to, layer) =>
    choose(portableKernels.svdf(op, [x!], to, layer), x!, (portable) => ({
      'two-row': twoRowSvdf(op, x!, to, portable),
    })),
  add: (op, from, to, layer) =>
    choose(portableKernels.add(op, from, to, layer), from[0]!, () => ({
      line: linearAdd(op, from, to),
    })),
};

/**
 * Winograd's transformed weights take 3.6 times the flash of the weights (5.6 with stride 2), or
 * scratch in the place of flash: bytes that each choice may take of it.
 */
const madeBytes: { readonly [O in Optimise]: number } = {
  speed: 0,
  balanced: 9 * 1024,
  flash: 34 * 1024,
  ram: 0,
};

function conv2dRule(optimise: Optimise): KernelTable['conv2d'] {
  return (op, [x], to, layer) => {
    const fourBits = hasFourBits(op);
    // weights of four bits cannot come transformed
    const made = madeBytes[fourBits && optimise === 'speed' ? 'flash' : optimise];
    return choose(portableKernels.conv2d(op, [x!], to, layer), x!, () => ({
      'two-row': twoRowConvolution(op, x!, to, 'enough'),
      'two-row, in bands': twoRowConvolution(op, x!, to, 'little'),
      ...(!fourBits && { 'held weights': heldPointwise(op, x!, to) }),
      ...(optimise === 'speed' && { Winograd: winogradConvolution(op, x!, to, null) }),
      ...(made > 0 && { 'Winograd, made': winogradConvolution(op, x!, to, made) }),
    }));
  };
}

/** Values from which on a table of 256 answers is worth its flash. */
const lookupSize = 64;

/** From int8 to int8, number by number: the table of all answers where there are many. */
function lookup(op: Op, portable: Kernel, x: Value, to: Value, rounding: Rounding): Kernel {
  const size = sizeOf(to.shape);
  if (x.type !== 'i8' || to.type !== 'i8' || size < lookupSize) return portable;
  const instructions = 6 * size + 16;
  const choice = { name: 'lookup', reason: `${size} values use a table of 256`, instructions };
  return { ...lookupKernel(op, x, to, rounding), choice };
}

/** The portable rule has refused before what no kernel can do. */
function choose(
  portable: Kernel,
  x: Value,
  offers: (portable: CallKernel) => Parameters<typeof chooseKernel>[0],
): Kernel {
  if (portable.kind !== 'call' || x.type !== 'i8') return portable;
  return chooseKernel(offers(portable), portable);
}
