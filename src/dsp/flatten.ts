import { Failure } from '../base/failure.ts';
import type { BlockRule, Signal } from './block.ts';
import { powerSum, sqrt, sum } from './float32.ts';

/**
 * A few numbers for each axis, for slow signals such as temperature: what is chosen of average,
 * minimum, maximum, root mean square, standard deviation, skewness Σ(x−m)³/(n s³) and kurtosis
 * Σ(x−m)⁴/(n s⁴) − 3, in this order, of the readings times `scale`. A constant signal has
 * skewness and kurtosis 0.
 */
export interface FlattenBlock {
  readonly kind: 'flatten';
  readonly version: 1;
  readonly scale: number;
  readonly statistics: readonly Statistic[];
}

/** In the order in which the features come. */
export const statistics = [
  'average',
  'minimum',
  'maximum',
  'rms',
  'deviation',
  'skewness',
  'kurtosis',
] as const;
export type Statistic = (typeof statistics)[number];

const f = Math.fround;

export const flattenRule: BlockRule<FlattenBlock> = {
  plan(block, signal) {
    const chosen = requirePossible(block);
    const bits = chosen.reduce((mask, name) => mask | (1 << statistics.indexOf(name)), 0);
    return {
      featureNames: signal.axes.flatMap((axis) => chosen.map((name) => `${axis} ${name}`)),
      scratchFloats: signal.length,
      config: [
        { name: 'axes', value: { int: signal.axes.length } },
        { name: 'length', value: { int: signal.length } },
        { name: 'statistics', value: { int: bits } },
        { name: 'scale', value: { float: f(block.scale) } },
        { name: 'inverse_length', value: { float: f(1 / signal.length) } },
      ],
      evaluate: (window) => evaluate(block, signal, chosen, window),
    };
  },
};

function requirePossible({ version, scale, statistics: wanted }: FlattenBlock): Statistic[] {
  if (version !== 1) {
    throw new Failure('bad-option', `Flatten features have version 1, not ${version}.`);
  }
  const chosen = statistics.filter((name) => wanted.includes(name));
  if (chosen.length === 0) {
    throw new Failure('bad-option', `Choose at least one of ${statistics.join(', ')}.`);
  }
  if (!(Number.isFinite(scale) && scale !== 0)) {
    throw new Failure(
      'bad-option',
      `A scale of ${scale} is not possible: give a number other than 0.`,
    );
  }
  return chosen;
}

function evaluate(
  { scale }: FlattenBlock,
  { axes, length }: Signal,
  chosen: readonly Statistic[],
  window: Float32Array,
): Float32Array {
  const inverse = f(1 / length);
  const features = axes.flatMap((_, axis) => {
    const x = Float32Array.from({ length }, (_, i) => window[i * axes.length + axis]! * f(scale));
    const mean = f(sum(x, 0, length) * inverse);
    const meanPower = (values: Float32Array, size: number, power: 2 | 3 | 4) =>
      f(powerSum(values, 0, length, 1, size, power) * inverse);
    const centred = x.map((value) => value - mean);
    const deviation = sqrt(meanPower(centred, 1, 2));
    const moves = deviation > f(1e-6);
    const values: Record<Statistic, number> = {
      average: mean,
      minimum: x.reduce((a, b) => (b < a ? b : a)),
      maximum: x.reduce((a, b) => (b > a ? b : a)),
      rms: sqrt(meanPower(x, 1, 2)),
      deviation,
      skewness: moves ? meanPower(centred, deviation, 3) : 0,
      kurtosis: moves ? f(meanPower(centred, deviation, 4) - 3) : 0,
    };
    return chosen.map((name) => values[name]);
  });
  return Float32Array.from(features);
}
