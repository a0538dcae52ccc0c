import type { Numbers } from './layer.ts';

export interface AdamOptions {
  /** Of the average gradient and of the average squared gradient. */
  readonly decay: readonly [first: number, second: number];
  readonly epsilon: number;
  /** Share of each weight that goes at each step, times the learning rate; 0 is plain Adam. */
  readonly weightDecay: number;
}

export const defaultAdam: AdamOptions = { decay: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 };

/** What the optimiser remembers: running averages of the gradients and of their squares. */
export interface Moments {
  readonly first: Numbers;
  readonly second: Numbers;
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and
 * Hutter 2019, algorithm 2) on those numbers where `decays` is 1. Steps count from 1.
 */
export function adamStep(
  numbers: Numbers,
  gradients: Numbers,
  { first, second }: Moments,
  decays: Uint8Array,
  rate: number,
  step: number,
  { decay, epsilon, weightDecay }: AdamOptions,
): void {
  const [beta1, beta2] = decay;
  const scale1 = 1 / (1 - beta1 ** step);
  const scale2 = 1 / (1 - beta2 ** step);
  const kept = 1 - rate * weightDecay;
  for (let i = 0; i < gradients.length; i++) {
    const g = gradients[i];
    first[i] = beta1 * first[i] + (1 - beta1) * g;
    second[i] = beta2 * second[i] + (1 - beta2) * g * g;
    const move = (rate * first[i] * scale1) / (Math.sqrt(second[i] * scale2) + epsilon);
    numbers[i] = (decays[i] ? kept : 1) * numbers[i] - move;
  }
}

/**
 * How numbers are moved. adamW shrinks weights beside the gradient's moves; adam adds the decay to
 * the gradients, where it goes through the moments, too; momentum is gradient descent along a running
 * sum of the gradients, shrinking weights as adamW does.
 */
export type OptimizerKind = 'adamW' | 'adam' | 'momentum';

/** Share of the running sum that stays at each step. */
export const momentumKept = 0.9;

/** One step of gradient descent with momentum (Polyak 1964); decay is decoupled, as in `adamStep`. */
export function momentumStep(
  numbers: Numbers,
  gradients: Numbers,
  velocity: Numbers,
  decays: Uint8Array,
  rate: number,
  weightDecay: number,
): void {
  const kept = 1 - rate * weightDecay;
  for (let i = 0; i < gradients.length; i++) {
    velocity[i] = momentumKept * velocity[i] + gradients[i];
    numbers[i] = (decays[i] ? kept : 1) * numbers[i] - rate * velocity[i];
  }
}

/** Adds the slope of ½ weightDecay w² to the gradients of the weights that decay. */
export function addDecay(
  gradients: Numbers,
  numbers: Numbers,
  decays: Uint8Array,
  weightDecay: number,
): void {
  for (let i = 0; i < gradients.length; i++) {
    if (decays[i]) gradients[i] += weightDecay * numbers[i];
  }
}

/** Scales the gradients down so that their length together is at most `limit`; gives that length. */
export function clipGradients(gradients: Numbers, limit: number): number {
  let squares = 0;
  for (let i = 0; i < gradients.length; i++) squares += gradients[i] * gradients[i];
  const length = Math.sqrt(squares);
  if (length > limit) {
    const scale = limit / length;
    for (let i = 0; i < gradients.length; i++) gradients[i] *= scale;
  }
  return length;
}

/**
 * Draws a running average nearer to what has been learned (Polyak averaging). `step` counts from
 * 1; the first steps count more, so that the random start is soon forgotten.
 */
export function averageInto(average: Numbers, numbers: Numbers, decay: number, step: number): void {
  const kept = Math.min(decay, (1 + step) / (10 + step));
  for (let i = 0; i < numbers.length; i++) average[i] = kept * average[i] + (1 - kept) * numbers[i];
}
