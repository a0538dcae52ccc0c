import { Failure } from '../base/failure.ts';
import type { BlockRule, Signal } from './block.ts';
import { centre, shape, sqrt, sumSquares } from './float32.ts';

/**
 * A few numbers for each axis, for slow signals such as temperature: what is chosen of average,
 * minimum, maximum, root mean square, standard deviation, skewness Σ(x−m)³/(n s³) and kurtosis
 * Σ(x−m)⁴/(n s⁴) − 3, in this order, of the readings times `scale`. Skewness and kurtosis are 0 where
 * the deviation is at most 1e-6.
 *
 * With a moving average over n windows, the window that is given is n of them one behind another: the
 * statistics are those of the last, and the mean of all n averages is one more feature; a stream keeps the statistics
 * of each in place of its readings. All is float32, in the order of runtime/dsp/thimble_flatten.c.
 */
export interface FlattenBlock {
  readonly kind: 'flatten';
  readonly version: 1;
  readonly scale: number;
  readonly statistics: readonly Statistic[];
  /** Windows whose averages are averaged; 1, or not told: none but the one. */
  readonly movingAverage?: number;
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
    const chosen = requirePossible(block, signal);
    const windows = block.movingAverage ?? 1;
    const length = signal.length / windows;
    const names = windows > 1 ? [...chosen, 'moving average'] : chosen;
    const bits = chosen.reduce((mask, name) => mask | (1 << statistics.indexOf(name)), 0);
    return {
      featureNames: signal.axes.flatMap((axis) => names.map((name) => `${axis} ${name}`)),
      shape: [signal.axes.length * names.length],
      scratchFloats: length,
      stream:
        windows > 1
          ? {
              frames: windows,
              hop: length,
              frameLength: length,
              columns: signal.axes.length * names.length,
              anyStride: false,
            }
          : null,
      config: [
        { name: 'axes', value: { int: signal.axes.length } },
        { name: 'length', value: { int: length } },
        { name: 'statistics', value: { int: bits } },
        { name: 'scale', value: { float: f(block.scale) } },
        { name: 'inverse_length', value: { float: f(1 / length) } },
        { name: 'windows', value: { int: windows } },
        { name: 'inverse_windows', value: { float: f(1 / windows) } },
      ],
      evaluate: (window) => evaluate(block, signal, chosen, window),
    };
  },
};

function requirePossible(
  { version, scale, statistics: wanted, movingAverage = 1 }: FlattenBlock,
  { length }: Signal,
): Statistic[] {
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
  if (!(Number.isInteger(movingAverage) && movingAverage > 0 && length % movingAverage === 0)) {
    const possible = Array.from({ length: Math.min(length, 64) }, (_, i) => i + 1);
    const some = possible.filter((count) => length % count === 0).join(', ');
    throw new Failure(
      'bad-option',
      `A moving average over ${movingAverage} windows is not possible: the ${length} readings must be so many windows of one length. Take one of ${some}, or another length.`,
    );
  }
  return chosen;
}

function evaluate(
  { scale, movingAverage: windows = 1 }: FlattenBlock,
  { axes, length: all }: Signal,
  chosen: readonly Statistic[],
  window: Float32Array,
): Float32Array {
  const length = all / windows;
  const inverse = f(1 / length);
  const x = new Float32Array(length);
  const take = (axis: number, first: number) => {
    for (let i = 0; i < length; i++) x[i] = f(window[(first + i) * axes.length + axis]! * f(scale));
  };
  const features = axes.flatMap((_, axis) => {
    let averages = 0;
    for (let k = 0; k + 1 < windows; k++) {
      take(axis, k * length);
      averages = f(averages + centre(x, 0, length, 1, inverse));
    }
    take(axis, all - length);
    const values = describe(x, inverse);
    const moving = f(f(averages + values.average) * f(1 / windows));
    return [...chosen.map((name) => values[name]), ...(windows > 1 ? [moving] : [])];
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
