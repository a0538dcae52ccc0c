/** How fast to learn over a whole training. */
export interface Schedule {
  /** The highest rate. */
  readonly learningRate: number;
  /** Share of the steps in which the rate rises to the highest. */
  readonly warmUp: number;
  /**
   * cosine: a straight line up, then half a cosine down to 0 (Loshchilov and Hutter 2017, equation
   * 5, without restarts). oneCycle: half a cosine up from a 25th, then half a cosine down to a
   * ten-thousandth of that (Smith and Topin 2018). constant: a straight line up, then level.
   */
  readonly schedule: 'cosine' | 'oneCycle' | 'constant';
}

/** The rate at one step, counted from 0. */
export function learningRateAt(step: number, steps: number, given: Schedule): number {
  const { learningRate, warmUp, schedule } = given;
  const rising = Math.round(steps * warmUp);
  const along = (step - rising) / Math.max(1, steps - rising);
  if (schedule === 'oneCycle') {
    const start = learningRate / 25;
    if (step < rising) return bent(start, learningRate, step / rising);
    return bent(learningRate, start / 1e4, along);
  }
  if (step < rising) return (learningRate * (step + 1)) / rising;
  return schedule === 'constant' ? learningRate : bent(learningRate, 0, along);
}

/** From one number to another along half a cosine, `along` from 0 to 1. */
function bent(from: number, to: number, along: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * along))) / 2;
}
