/** How fast to learn over a whole training. */
export interface Schedule {
  /** The highest rate. */
  readonly learningRate: number;
  /** Share of the steps in which the rate rises evenly to the highest. */
  readonly warmUp: number;
}

/**
 * The rate at one step, counted from 0: a straight line up, then half a cosine down to 0
 * (Loshchilov and Hutter 2017, equation 5, without restarts).
 */
export function learningRateAt(step: number, steps: number, schedule: Schedule): number {
  const { learningRate, warmUp } = schedule;
  const rising = Math.round(steps * warmUp);
  if (step < rising) return (learningRate * (step + 1)) / rising;
  const along = (step - rising) / Math.max(1, steps - rising);
  return (learningRate * (1 + Math.cos(Math.PI * along))) / 2;
}
