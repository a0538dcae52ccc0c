import { Failure } from '../base/failure.ts';
import type { BlockRule, Signal } from './block.ts';
import { centre, shape, sqrt, sumSquares } from './float32.ts';

/**
 * A few numbers for each axis, for slow signals such as temperature: what is chosen of average,
 * minimum, maximum, root mean square, standard deviation, skewness Σ(x−m)³/(n s³) and kurtosis
 * Σ(x−m)⁴/(n s⁴) − 3, in this order, of the readings times `scale`. Skewness and kurtosis are 0 where
 * the deviation is at most 1e-6. All is float32, in the order of runtime/dsp/thimble_flatten.c.
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
      shape: [signal.axes.length * chosen.length],
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
  const unknown = wanted.find((name) => !statistics.includes(name));
  if (unknown !== undefined) {
    throw new Failure(
      'bad-option',
      `There is no statistic "${unknown}": take some of ${statistics.join(', ')}.`,
    );
  }
  const chosen = statistics.filter((name) => wanted.includes(name));
  if (chosen.length === 0) {
    throw new Failure('bad-option', `Choose at least one of ${statistics.join(', ')}.`);
  }
  if (!(Number.isFinite(scale) && f(scale) !== 0)) {
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
  const x = new Float32Array(length);
  const features = axes.flatMap((_, axis) => {
    for (let i = 0; i < length; i++) x[i] = f(window[i * axes.length + axis]! * f(scale));
    const values = describe(x, inverse);
    return chosen.map((name) => values[name]);
  });
  return Float32Array.from(features);
}

/** Every statistic of some values, which lose their mean. */
function describe(x: Float32Array, inverseLength: number): Record<Statistic, number> {
  const rootMeanSquare = () => sqrt(f(sumSquares(x, 0, x.length, 1) * inverseLength));
  const minimum = x.reduce((a, b) => (b < a ? b : a));
  const maximum = x.reduce((a, b) => (b > a ? b : a));
  const rms = rootMeanSquare();
  const average = centre(x, 0, x.length, 1, inverseLength);
  const deviation = rootMeanSquare();
  const [skewness, kurtosis] = shape(x, x.length, inverseLength, deviation);
  return { average, minimum, maximum, rms, deviation, skewness, kurtosis };
}
