/**
 * The first bytes of the engine's memory: what the outer program tells a step, and where threads
 * meet. Words that different threads wait on stand in cache lines of their own.
 *
 *       64  examples in the batch, i32             128  threads that have come to the barrier
 *       68  not 0: training                        192  barriers passed
 *       72  threads that run                       256  commands given; workers wait for the next
 *       76  not 0: numbers are averaged            320  the command: see `commands`
 *       80  1: the step was not taken              384  threads that are ready
 *      448  settings of the optimiser, float32: see `settings`
 *      512  settings of the loss and what it came to, float64: see `doubles`
 */
export const control = {
  count: 64,
  training: 68,
  threads: 72,
  averages: 76,
  refused: 80,
  arrived: 128,
  passed: 192,
  commands: 256,
  command: 320,
  ready: 384,
  /** Where everything else may begin. */
  end: 1024,
} as const;

export const commands = { run: 1, end: 2 } as const;

/** Addresses of float32 numbers. */
export const settings = {
  rate: 448,
  secondScale: 452,
  epsilon: 456,
  kept: 460,
  firstDecay: 464,
  firstShare: 468,
  secondDecay: 472,
  secondShare: 476,
  averageKept: 480,
  averageShare: 484,
  decay: 488,
} as const;

/** Addresses of float64 numbers. */
export const doubles = {
  smoothing: 512,
  lengthMost: 520,
  lossMost: 528,
  /** Of all gradients together: made by the step. */
  length: 536,
  loss: 544,
} as const;
