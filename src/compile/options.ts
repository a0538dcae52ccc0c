import type { Decoder } from '../graph/decoder.ts';
import type { KernelTable } from './emit/kernel.ts';

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
  /** The kernels of a port; portable C99 unless told. */
  readonly kernels?: KernelTable;
}

/**
 * What a library spares most. All give the same bits, and all lay outputs over inputs where a kernel
 * allows it.
 *
 *     speed      nothing is done for memory's sake that costs instructions
 *     balanced   values are moved in the arena where that saves memory and costs next to nothing
 *     flash      as balanced
 *     ram        also layers together, a few rows at a time, and as many moves as help
 */
export type Optimise = 'ram' | 'speed' | 'balanced' | 'flash';
