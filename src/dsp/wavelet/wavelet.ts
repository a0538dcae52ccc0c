import { Failure } from '../../base/failure.ts';
import type { BlockPlan, BlockRule, Signal } from '../block.ts';
import { butterworth, type Filter, filterInPlace, sectionSize } from '../butterworth.ts';
import { centre, leastSize, log10, shape, sqrt, sum, sumSquares } from '../float32.ts';
import { sort } from '../sort.ts';
import { waveletFilters } from './wavelet-filters.ts';

/**
 * Statistics of the wavelet components of each axis, for signals whose events have their own time and
 * scale. Each axis loses its mean, is multiplied by `scale` and filtered, and is taken apart `level`
 * times (Mallat 1989) with its ends mirrored (… b a a b …). Of the approximation and then of each detail
 * from the coarsest come 14 features:
 *
 * - entropy −Σ p ln p of the shares p of its energy;
 * - the share of neighbours between which it crosses 0, and crosses its mean;
 * - its percentiles 5, 25, 75, 95 and its median, between two readings by a straight line;
 * - mean, standard deviation, variance and root mean square;
 * - skewness and excess kurtosis, at most 30 either way, 0 where it stands still.
 *
 * All is float32, in the order of runtime/dsp/thimble_wavelet.c.
 */
export interface WaveletBlock {
  readonly kind: 'wavelet';
  readonly version: 1;
  readonly scale: number;
  readonly filter: Filter;
  /** One of `waveletNames`. */
  readonly wavelet: string;
  /** 1 to 10; the last approximation keeps at least as many readings as the filter has. */
  readonly level: number;
}

const f = Math.fround;
const shapeLimit = 30;
const logTen = f(Math.LN10);
const quantiles = [0.05, 0.25, 0.75, 0.95, 0.5];

const statistics = [
  'entropy',
  'zero crossings',
  'mean crossings',
  'percentile 5',
  'percentile 25',
  'percentile 75',
  'percentile 95',
  'median',
  'mean',
  'deviation',
  'variance',
  'rms',
  'skewness',
  'kurtosis',
] as const;

export const waveletRule: BlockRule<WaveletBlock> = { plan };

function plan(block: WaveletBlock, signal: Signal): BlockPlan {
  const tables = makeTables(block, signal);
  const { axes, length } = signal;
  const parts = [
    'approximation',
    ...Array.from({ length: block.level }, (_, i) => `detail ${block.level - i}`),
  ];
  return {
    featureNames: axes.flatMap((axis) =>
      parts.flatMap((part) => statistics.map((name) => `${axis} ${part} ${name}`)),
    ),
    shape: [axes.length * parts.length * statistics.length],
    scratchFloats: 2 * length + tables.low.length + tables.sizes[0]!,
    config: [
      { name: 'axes', value: { int: axes.length } },
      { name: 'length', value: { int: length } },
      { name: 'level', value: { int: block.level } },
      { name: 'taps', value: { int: tables.low.length } },
      { name: 'sections', value: { int: tables.sections.length / sectionSize } },
      { name: 'high_pass', value: { int: Number(block.filter.kind === 'high') } },
      { name: 'scale', value: { float: f(block.scale) } },
      { name: 'inverse_length', value: { float: f(1 / length) } },
      { name: 'low', value: { table: tables.low } },
      { name: 'high', value: { table: tables.high } },
      { name: 'filter', value: { table: tables.sections } },
      { name: 'inverses', value: { table: tables.inverses } },
      { name: 'places', value: { table: tables.places } },
      { name: 'shares', value: { table: tables.shares } },
    ],
    evaluate: (window) => evaluate(block, signal, tables, window),
  };
}

interface Tables {
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly sections: Float32Array;
  /** Readings of the details from the finest, then of the last approximation. */
  readonly sizes: readonly number[];
  /** 1 / readings and 1 / pairs of neighbours of each part, in the order of the features. */
  readonly inverses: Float32Array;
  /** Of each part and quantile the reading below it, and how far it is to the next. */
  readonly places: Int16Array;
  readonly shares: Float32Array;
}

function makeTables(block: WaveletBlock, signal: Signal): Tables {
  const { low, high } = waveletFilters(block.wavelet);
  const sizes = sizesOf(block, signal.length, low.length);
  const inOrder = sizes.toReversed();
  const places = inOrder.flatMap((size) => quantiles.map((q) => Math.floor(q * (size - 1))));
  const shares = inOrder.flatMap((size) => quantiles.map((q) => (q * (size - 1)) % 1));
  return {
    low: Float32Array.from(low),
    high: Float32Array.from(high),
    sections: butterworth(block.filter, signal),
    sizes,
    inverses: Float32Array.from(inOrder.flatMap((size) => [1 / size, 1 / Math.max(1, size - 1)])),
    places: Int16Array.from(places),
    shares: Float32Array.from(shares),
  };
}

function sizesOf({ version, scale, level, wavelet }: WaveletBlock, length: number, taps: number) {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (version !== 1) refuse(`Wavelet features have version 1, not ${version}.`);
  if (!(Number.isFinite(scale) && f(scale) !== 0)) {
    refuse(`A scale of ${scale} is not possible: give a number other than 0.`);
  }
  if (length > 30_000) {
    refuse(`A window of ${length} readings is too long for wavelets: take 30000 or fewer.`);
  }
  const most = Math.min(10, Math.floor(Math.log2(length / (taps - 1))));
  if (most < 1) {
    refuse(
      `A window of ${length} readings is too short for ${wavelet}, which has ${taps} coefficients: take ${2 * (taps - 1)} or more, or a shorter wavelet.`,
    );
  }
  if (!(Number.isInteger(level) && level >= 1 && level <= most)) {
    refuse(
      `A wavelet level of ${level} is not possible: of ${length} readings ${wavelet} allows 1 to ${most}.`,
    );
  }
  const sizes: number[] = [];
  let size = length;
  for (let i = 0; i < level; i++) {
    size = Math.floor((size + taps - 1) / 2);
    sizes.push(size);
  }
  return [...sizes, size];
}

function evaluate(
  block: WaveletBlock,
  { axes, length }: Signal,
  tables: Tables,
  window: Float32Array,
): Float32Array {
  const features: number[] = [];
  const x = new Float32Array(length);
  for (let axis = 0; axis < axes.length; axis++) {
    for (let i = 0; i < length; i++) x[i] = window[i * axes.length + axis]!;
    centre(x, 0, length, 1, f(1 / length));
    for (let i = 0; i < length; i++) x[i] = f(x[i]! * f(block.scale));
    if (block.filter.kind !== 'none') filterInPlace(x, length, tables.sections, block.filter.kind);
    const parts: Float32Array[] = [];
    let rest: Float32Array = x;
    for (let level = 0; level < block.level; level++) {
      parts.unshift(half(rest, tables.high));
      rest = half(rest, tables.low);
    }
    for (const [i, part] of [rest, ...parts].entries()) features.push(...describe(part, tables, i));
  }
  return Float32Array.from(features);
}

/** Every second value of the convolution with a filter, the ends of x mirrored. */
function half(x: Float32Array, taps: Float32Array): Float32Array {
  const size = x.length;
  return Float32Array.from({ length: Math.floor((size + taps.length - 1) / 2) }, (_, k) => {
    let total = 0;
    for (let j = 0; j < taps.length; j++) {
      let i = 2 * k + 1 - j;
      if (i < 0) i = -1 - i;
      if (i >= size) i = 2 * size - 1 - i;
      total = f(total + f(taps[j]! * x[i]!));
    }
    return total;
  });
}

/** The 14 features of one part, which is used up. */
function describe(x: Float32Array, tables: Tables, part: number): number[] {
  const size = x.length;
  const [inverse, inversePairs] = [tables.inverses[2 * part]!, tables.inverses[2 * part + 1]!];
  const squares = sumSquares(x, 0, size, 1);
  const entropy = entropyOf(x, squares);
  const zeroCrossings = f(crossings(x, 0) * inversePairs);
  const rms = sqrt(f(squares * inverse));
  const mean = f(sum(x, 0, size, 1) * inverse);
  const meanCrossings = f(crossings(x, mean) * inversePairs);
  sort(x);
  const levels = quantiles.map((_, q) => {
    const low = x[tables.places[5 * part + q]!]!;
    const high = x[Math.min(size - 1, tables.places[5 * part + q]! + 1)]!;
    return f(low + f(f(high - low) * tables.shares[5 * part + q]!));
  });
  centre(x, 0, size, 1, inverse);
  const variance = f(sumSquares(x, 0, size, 1) * inverse);
  const deviation = sqrt(variance);
  const [skewness, kurtosis] = shape(x, size, inverse, deviation);
  const spread = [mean, deviation, variance, rms, limited(skewness), limited(kurtosis)];
  return [entropy, zeroCrossings, meanCrossings, ...levels, ...spread];
}

function limited(value: number): number {
  return value > shapeLimit ? shapeLimit : value < -shapeLimit ? -shapeLimit : value;
}

/** 0 where nothing moves. */
function entropyOf(x: Float32Array, squares: number): number {
  if (!(squares > f(leastSize * leastSize))) return 0;
  const inverse = f(1 / squares);
  let total = 0;
  for (let i = 0; i < x.length; i++) {
    const share = f(f(x[i]! * x[i]!) * inverse);
    if (share > 0) total = f(total - f(share * f(log10(share) * logTen)));
  }
  return total;
}

/** Neighbours of which one is above a level and the other is not. */
function crossings(x: Float32Array, level: number): number {
  let count = 0;
  for (let i = 1; i < x.length; i++) if (x[i - 1]! > level !== x[i]! > level) count++;
  return count;
}
