import { Failure } from '../../base/failure.ts';
import { refine } from './refine.ts';
import { type Complex, insideOf, inverse, polynomial, rootsOf } from './roots.ts';

/** The two filters that take a signal apart: what it is at half the rate, and what that leaves out. */
export interface WaveletFilters {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const splines = [
  '1.1',
  '1.3',
  '1.5',
  '2.2',
  '2.4',
  '2.6',
  '2.8',
  '3.1',
  '3.3',
  '3.5',
  '3.7',
  '3.9',
];
const factored = ['4.4', '5.5', '6.8'];
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

/** The wavelets that there are, by the names that PyWavelets gives them. */
export const waveletNames: readonly string[] = [
  'haar',
  ...numbers(2, 10).map((n) => `db${n}`),
  ...numbers(2, 10).map((n) => `sym${n}`),
  ...numbers(1, 3).map((n) => `coif${n}`),
  ...[...splines, ...factored].flatMap((n) => [`bior${n}`, `rbio${n}`]),
];

/** Computed to about 1e-15 from what defines them; throws a Failure that lists the names there are. */
export function waveletFilters(name: string): WaveletFilters {
  if (!waveletNames.includes(name)) {
    throw new Failure(
      'bad-option',
      `There is no wavelet "${name}": give one of ${waveletNames.join(', ')}.`,
    );
  }
  const [, family, order] = name.match(/^([a-z]+)([\d.]*)$/) as [string, string, string];
  if (family === 'haar') return orthonormal([Math.SQRT1_2, Math.SQRT1_2]);
  if (family === 'db') return orthonormal(daubechies(Number(order)));
  if (family === 'sym') return orthonormal(leastAsymmetric(Number(order)));
  if (family === 'coif') return orthonormal(coiflet(Number(order)));
  const { analysis, synthesis } = biorthogonal(order);
  if (family === 'bior') return apart(analysis, synthesis);
  return apart(synthesis.toReversed(), analysis.toReversed());
}

/** From the filter that puts a signal together. */
function orthonormal(h: readonly number[]): WaveletFilters {
  return apart(h.toReversed(), h);
}

/** The high-pass part follows from the low-pass filter that puts the signal together. */
function apart(analysis: readonly number[], synthesis: readonly number[]): WaveletFilters {
  return { low: analysis, high: synthesis.map((h, k) => (k % 2 === 0 ? -h : h)) };
}

/**
 * Half-band polynomial in y = sin²(ω/2): Σ C(K−1+k, k) y^k, whose factors are shared out between two
 * filters with K zeros at −1 in all (Daubechies, Ten Lectures on Wavelets, 6.1).
 */
function halfBandRoots(order: number): Complex[] {
  let binomial = 1;
  const coefficients = Array.from({ length: order }, (_, k) => {
    if (k > 0) binomial = (binomial * (order - 1 + k)) / k;
    return binomial;
  });
  return rootsOf(coefficients);
}

/** Roots in the upper half plane or on the real line, each with the roots that belong to it. */
function groupsOf(order: number): Complex[][] {
  return halfBandRoots(order)
    .filter(([, im]) => im >= 0)
    .sort((a, b) => a[0] - b[0])
    .map((y) => {
      const z = insideOf(y);
      return y[1] === 0 ? [z] : [z, [z[0], -z[1]] as const];
    });
}

function scaled(h: readonly number[]): number[] {
  const sum = h.reduce((a, b) => a + b);
  return h.map((value) => (value * Math.SQRT2) / sum);
}

const zerosAtHalfRate = (count: number) => Array.from({ length: count }, (): Complex => [-1, 0]);

/** All factors inside the unit circle: the energy comes as early as can be. */
function daubechies(order: number): number[] {
  const roots = [...zerosAtHalfRate(order), ...groupsOf(order).flat()];
  return refine(scaled(polynomial(roots)), order, null);
}

/** Of each group of factors the one inside or outside the circle, so that the phase is nearest to a line. */
function leastAsymmetric(order: number): number[] {
  const groups = groupsOf(order);
  let [best, least] = [[] as number[], Number.POSITIVE_INFINITY];
  for (let choice = 0; choice < 2 ** groups.length; choice++) {
    const roots = groups.flatMap((group, i) => ((choice >> i) & 1 ? group.map(inverse) : group));
    const h = scaled(polynomial([...zerosAtHalfRate(order), ...roots]));
    const bend = phaseBend(h);
    // Of a filter and its mirror image, which bend alike, the one with its energy first.
    const isEarlier = bend < least + 1e-6 && centreOf(h) < centreOf(best) - 1e-6;
    if (bend < least - 1e-6 || isEarlier) [best, least] = [h, Math.min(least, bend)];
  }
  return refine(order === 2 ? daubechies(2) : mirroredAsPublished(best, order), order, null);
}

/** Published tables, PyWavelets among them, print these with their energy late. */
function mirroredAsPublished(h: readonly number[], order: number): readonly number[] {
  return publishedLate.has(order) ? h.toReversed() : h;
}

const publishedLate = new Set([4, 5, 6, 8, 9, 10]);

/** How far the phase is from the best straight line through 0. */
function phaseBend(h: readonly number[]): number {
  const steps = 400;
  let [before, turns, along, across] = [0, 0, 0, 0];
  const phases = Array.from({ length: steps }, (_, i) => {
    const w = 0.01 + ((Math.PI - 0.31) * i) / (steps - 1);
    let [re, im] = [0, 0];
    for (const [k, value] of h.entries()) {
      re += value * Math.cos(w * k);
      im -= value * Math.sin(w * k);
    }
    const phase = Math.atan2(im, re);
    if (phase - before > Math.PI) turns -= 2 * Math.PI;
    if (phase - before < -Math.PI) turns += 2 * Math.PI;
    before = phase;
    along += w * (phase + turns);
    across += w * w;
    return { w, phase: phase + turns };
  });
  return Math.max(...phases.map(({ w, phase }) => Math.abs(phase - (along / across) * w)));
}

function centreOf(h: readonly number[]): number {
  return h.reduce((sum, value, k) => sum + k * value * value, 0);
}

/** Where Newton's method begins for coiflets: their values to three digits (Daubechies 1993). */
const coifletStarts: readonly (readonly number[])[] = [
  [-0.073, 0.338, 0.853, 0.385, -0.073, -0.016],
  [0.016, -0.041, -0.067, 0.386, 0.813, 0.417, -0.076, -0.059, 0.024, 0.006, -0.002, -0.001],
  [
    -0.0038, 0.0078, 0.0235, -0.0658, -0.0611, 0.4052, 0.7938, 0.4285, -0.0718, -0.0823, 0.0346,
    0.0159, -0.009, -0.0026, 0.0011, 0.0005, -0.0001, 0,
  ],
];

/** Both the wavelet and the scaling function have vanishing moments. */
function coiflet(order: number): number[] {
  const start = coifletStarts[order - 1]!;
  return refine(start, 2 * order, { centre: 2 * order, moments: 2 * order - 1 });
}

/**
 * Symmetric pairs (Cohen, Daubechies and Feauveau 1992). With a spline one side has zeros alone; of the
 * others the factors go to one side or the other.
 */
function biorthogonal(order: string): { analysis: number[]; synthesis: number[] } {
  const [first, second] = order.split('.').map(Number) as [number, number];
  const zeros = { '5.5': [6, 4] }[order] ?? [first, second];
  const groups = groupsOf((zeros[0]! + zeros[1]!) / 2).map((group) => [
    ...group,
    ...group.map(inverse),
  ]);
  const ofSynthesis = { '4.4': isReal, '5.5': isNarrow, '6.8': isMiddle }[order] ?? (() => false);
  const share = (mine: (group: readonly Complex[], all: readonly Complex[][]) => boolean) =>
    groups.filter((group) => mine(group, groups)).flat();
  const synthesis = [...zerosAtHalfRate(zeros[0]!), ...share(ofSynthesis)];
  const analysis = [
    ...zerosAtHalfRate(zeros[1]!),
    ...share((group, all) => !ofSynthesis(group, all)),
  ];
  const [a, s] = [scaled(polynomial(analysis)), scaled(polynomial(synthesis))];
  const longest = Math.max(a.length, s.length);
  const length = longest + (longest % 2);
  return { analysis: padded(a, length, 0), synthesis: padded(s, length, 1) };
}

const isReal = (group: readonly Complex[]) => group.length === 2;
const angle = (group: readonly Complex[]) => Math.abs(Math.atan2(group[0]![1], group[0]![0]));
const isNarrow = (group: readonly Complex[], all: readonly Complex[][]) =>
  angle(group) === Math.min(...all.map(angle));
const isMiddle = (group: readonly Complex[], all: readonly Complex[][]) =>
  angle(group) === all.map(angle).sort((a, b) => a - b)[1];

/** Both filters get one length; those with a middle have it half a reading to either side. */
function padded(h: readonly number[], length: number, early: number): number[] {
  const isOdd = h.length % 2 === 1;
  const before = isOdd ? length / 2 - early - (h.length - 1) / 2 : (length - h.length) / 2;
  return Array.from({ length }, (_, k) => h[k - before] ?? 0);
}
