import type { Decoder } from '../graph/decoder.ts';
import type { KernelTable } from './emit/kernel.ts';
import type { CoreId } from './estimate/core.ts';

/** What a person or a program may choose when an impulse is compiled. */
export interface CompileOptions {
  /** How scores of a stream become detections; without it the library has no decoder. */
  readonly decoder?: Decoder;
  /** Readings from one window to the next in continuous mode. */
  readonly strideReadings: number;
  /** Stated in the files' first lines. */
  readonly header: { readonly toolVersion: string; readonly seed: number };
  /** What to spare most; balanced unless told. */
  readonly optimise?: Optimise;
  /** Calls thimble_layer_done after each layer of a network alone: see thimble_profile.h. */
  readonly marks?: boolean;
  /** The kernels of a port; portable C99 unless told. */
  readonly kernels?: KernelTable;
}

/**
 * In what the kernels of a port are written whose routines exist twice: GNU assembly, or C99 with ACLE's
 * intrinsics for compilers that do not read it. The bits are the same.
 */
export const kernelLanguages = ['assembly', 'c'] as const;
export type KernelLanguage = (typeof kernelLanguages)[number];

/** The cores whose port has them in both. */
export const coresInBothLanguages: readonly CoreId[] = ['cortex-m4', 'cortex-m7', 'cortex-m33'];

/**
 * What a library spares most. All give the same bits, and all lay outputs over inputs where a kernel
 * allows it.
 *
 *     speed      nothing is done for memory's sake that costs instructions
 *     balanced   layers go through their pictures together, a few rows at a time, and slower kernels
 *                with less scratch are taken, where that saves a larger share of RAM than it adds of
 *                instructions; values are moved for at most two instructions in a hundred
 *     ram        the same where it saves an eighth of that share, and whatever is moved
 *     flash      on a Cortex-M4, M7 or M33 smaller tables and routines are taken, a byte for at most 128
 *                instructions; values are moved as in balanced; layers go one by one, which is less code
 */
export type Optimise = (typeof optimises)[number];

export const optimises = ['balanced', 'speed', 'ram', 'flash'] as const;
