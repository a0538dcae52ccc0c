import { planBlock } from '../../../dsp/block.ts';
import type { Conv2dOp, DenseOp, Depthwise2dOp, Op, Rounding, Value } from '../../../graph/op.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { hasFourBits } from '../../emit/four-bits.ts';
import { type CallKernel, type Kernel, type KernelTable, mapCalls } from '../../emit/kernel.ts';
import { portableKernels } from '../../emit/portable.ts';
import { lookupKernel } from '../../emit/portable-elementwise.ts';
import { inC, portableWork } from '../../estimate/layer-instructions.ts';
import type { KernelLanguage, Optimise } from '../../options.ts';
import { type Candidate, chooseKernel } from '../candidate.ts';
import { linearAdd } from './add.ts';
import {
  rowwiseDense,
  singleChannelConvolution,
  twoRowConvolution,
  type Writing,
} from './conv2d.ts';
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
  const table = tableFor(optimise);
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

/** Where flash is spared a byte of it is worth so many instructions: a kilobyte 2 ms at 64 MHz. */
const byteWorth = 128;

function tableFor(optimise: Optimise): KernelTable {
  const sparesFlash = optimise === 'flash';
  const writing: Writing = sparesFlash ? 'short' : 'long';
  const choose = (portable: Kernel, x: Value, offers: Offers): Kernel => {
    // the portable rule has refused before what no kernel can do
    if (portable.kind !== 'call' || x.type !== 'i8') return portable;
    return chooseKernel(offers(portable), portable, sparesFlash ? byteWorth : 0);
  };
  return {
    ...portableKernels,
    features: ({ block, signal }) => dspFeatures(block, planBlock(block, signal)),
    dense: (op, [x], to, layer) =>
      choose(portableKernels.dense(op, [x!], to, layer), x!, (portable) => ({
        ...(hasFourBits(op)
          ? { 'four rows a halfword': fourBitDense(op, x!, to) }
          : { 'two-row': twoRowDense(op, x!, to) }),
        'two-row over pixels': rowwiseDense(op, x!, to, writing),
        ...(sparesFlash && { 'portable C': plain(op, x!, to, portable) }),
      })),
    quantize: (op, from, to, layer, rounding = 'double') =>
      lookup(op, portableKernels.quantize(op, from, to, layer, rounding), from[0]!, to, rounding),
    activation: (op, from, to, layer, rounding = 'double') =>
      lookup(op, portableKernels.activation(op, from, to, layer, rounding), from[0]!, to, rounding),
    conv2d: (op, [x], to, layer) => {
      const fourBits = hasFourBits(op);
      const made = madeBytes(optimise, fourBits);
      return choose(portableKernels.conv2d(op, [x!], to, layer), x!, (portable) => ({
        'two-row': twoRowConvolution(op, x!, to, 'enough', writing),
        'two-row, in bands': twoRowConvolution(op, x!, to, 'little', writing),
        ...(!fourBits && { 'held weights': heldPointwise(op, x!, to) }),
        ...(optimise === 'speed' && { Winograd: winogradConvolution(op, x!, to, null) }),
        ...(made > 0 && { 'Winograd, made': winogradConvolution(op, x!, to, made) }),
        ...(sparesFlash && { 'portable C': plain(op, x!, to, portable) }),
      }));
    },
    depthwise2d: (op, [x], to, layer) =>
      choose(portableKernels.depthwise2d(op, [x!], to, layer), x!, (portable) => ({
        'halfword planes': tiledDepthwise(op, x!, to, 'enough'),
        'halfword planes, few rows': tiledDepthwise(op, x!, to, 'little'),
        'pixel by pixel': pixelwiseDepthwise(op, x!, to),
        'two-row': singleChannelConvolution(op, x!, to, 'enough', writing),
        'two-row, in bands': singleChannelConvolution(op, x!, to, 'little', writing),
        ...(sparesFlash && { 'portable C': plain(op, x!, to, portable) }),
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
}

type Offers = (portable: CallKernel) => Parameters<typeof chooseKernel>[0];

/** Portable C as one of those to choose from: its tables are as small as can be, its code serves any shape. */
function plain(op: WeightedOp, x: Value, to: Value, kernel: CallKernel): Candidate {
  const outputs = to.shape.at(-1)!;
  const taps = sizeOf(op.weight.shape) / outputs;
  const macs = taps * sizeOf(to.shape);
  const shapes = { kind: op.kind, inputs: [x.shape], output: to.shape, macs };
  return {
    name: 'portable C',
    bound: 'it takes the least flash',
    instructions: portableWork(shapes),
    kernel,
  };
}

type WeightedOp = DenseOp | Conv2dOp | Depthwise2dOp;

/**
 * Winograd's transformed weights take 3.6 times the flash of the weights (5.6 with stride 2), or
 * scratch in the place of flash, and its routines some kilobytes: bytes of scratch that each choice may
 * take of it.
 */
function madeBytes(optimise: Optimise, fourBits: boolean): number {
  if (optimise === 'balanced') return 9 * 1024;
  // weights of four bits cannot come transformed
  return optimise === 'speed' && fourBits ? 34 * 1024 : 0;
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
