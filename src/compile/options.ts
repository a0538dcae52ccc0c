import type { KernelTable } from './emit/kernel.ts';

/** What a person or a program may choose when an impulse is compiled. */
export interface CompileOptions {
  /** Readings from one window to the next in continuous mode. */
  readonly strideReadings: number;
  /** Stated in the files' first lines. */
  readonly header: { readonly toolVersion: string; readonly seed: number };
  /** The kernels of a port; portable C99 unless told. */
  readonly kernels?: KernelTable;
}
