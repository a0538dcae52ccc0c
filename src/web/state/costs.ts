import type { BoardCost } from '../../pipeline/costs.ts';

/** One part of what a model takes, such as the arena. */
export interface Part {
  readonly name: string;
  readonly value: number;
}

/** What a model takes of a board; RAM and flash in bytes, time in ms and energy in µJ of one window. */
export interface Costs {
  readonly ram: readonly Part[];
  readonly flash: readonly Part[];
  readonly milliseconds: number;
  readonly microjoules: number;
  /** Counted on the emulated board; else by estimate. Time and energy are estimates always. */
  readonly measured: boolean;
}

export function estimatedCosts({
  ramBytes,
  flashBytes,
  codeBytes,
  milliseconds,
  microjoules,
}: Pick<
  BoardCost,
  'ramBytes' | 'flashBytes' | 'codeBytes' | 'milliseconds' | 'microjoules'
>): Costs {
  return {
    ram: [{ name: 'Window and arena', value: ramBytes }],
    flash: [
      { name: 'Weights and tables', value: flashBytes - codeBytes },
      { name: 'Code', value: codeBytes },
    ],
    milliseconds,
    microjoules,
    measured: false,
  };
}

export const sumOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, { value }) => sum + value, 0);
