/**
 * In which order a routine of thimble_gather_dsp.inc reads a patch of `rows` runs of `run` bytes:
 * the tap of each lane, four lanes a step, null for a lane without weight.
 */
export type PatchOrder = readonly (number | null)[];

export interface Gathering {
  readonly macro: 'thimble_gather' | 'thimble_gather_long';
  readonly order: PatchOrder;
  /** Executed for three patches. */
  readonly instructions: number;
}

export function gatheringOf(rows: number, run: number, pitch: number): Gathering {
  const short = shortOrder(rows, run);
  const steps = short.length / 4;
  const reaches = (rows - 1) * pitch + run <= 4095;
  if (run < 16 || (steps <= 24 && reaches)) {
    const bytes = run % 4 === 1 || run < 4 ? 3 : 0;
    const instructions = 10 * steps + 3 + bytes * Math.ceil(rows / 4);
    return { macro: 'thimble_gather', order: short, instructions };
  }
  const order = Array.from({ length: rows }, (_, row) => runOrder(row * run, run)).flat();
  const turns = rows * (Math.floor(run / 16) * 2 + 6);
  return {
    macro: 'thimble_gather_long',
    order,
    instructions: (10 * order.length) / 4 + turns + 4,
  };
}

/** All offsets of the unrolled routine are immediates of loads. */
export function isGatherable(rows: number, run: number, pitch: number): boolean {
  return run >= 16 || (rows - 1) * pitch + run <= 4095;
}

function shortOrder(rows: number, run: number): PatchOrder {
  const order: (number | null)[] = [];
  const over = run % 4 === 1;
  for (let row = 0; row < rows; row++) {
    order.push(...runOrder(row * run, over ? run - 1 : run));
  }
  if (!over) return order;
  for (let row = 0; row < rows; row += 4) {
    for (let i = row; i < row + 4; i++) order.push(i < rows ? i * run + run - 1 : null);
  }
  return order;
}

/** Four bytes after four; then the last four once more without those that had their turn. */
function runOrder(start: number, run: number): (number | null)[] {
  const whole = Math.floor(run / 4) * 4;
  const order: (number | null)[] = Array.from({ length: whole }, (_, i) => start + i);
  if (run === whole) return order;
  if (run < 4) return Array.from({ length: 4 }, (_, i) => (i < run ? start + i : null));
  return [
    ...order,
    ...Array.from({ length: 4 }, (_, i) => {
      const at = run - 4 + i;
      return at < whole ? null : start + at;
    }),
  ];
}

/** Fills up with lanes without weight to whole turns of `unroll` steps. */
export function wholeTurns(order: PatchOrder, unroll: number): PatchOrder {
  const lanes = Math.ceil(order.length / (4 * unroll)) * 4 * unroll;
  return Array.from({ length: lanes }, (_, i) => order[i] ?? null);
}

/** Steps a turn, at most eight, so that few steps are empty and few turns are made. */
export function unrollingOf(steps: number, stepInstructions: number): number {
  const cost = (unroll: number) =>
    Math.ceil(steps / unroll) * (unroll * stepInstructions + 2) + unroll / 100;
  const choices = [8, 7, 6, 5, 4, 3, 2, 1];
  return choices.reduce((best, unroll) => (cost(unroll) < cost(best) ? unroll : best));
}
