import { Failure } from '../../base/failure.ts';

/**
 * How much of 16 bits a frame may be scaled to fill, so that no step of a fixed-point spectrum
 * overflows whatever the readings are: the largest number of bits of energy that the proof allows.
 *
 * Each lane of each step is an inner product of the scaled frame, whose norm is below
 * 2^(energyBits / 2), with a piece of the window turned by cosines and sines. By Cauchy and Schwarz it
 * is at most that norm times the norm of the piece; what rounding adds at most is followed beside it.
 */
export function energyBitsFor(window: Int16Array, fftLength: number): number {
  for (let bits = 31; bits >= 16; bits--) if (fits(window, fftLength, bits)) return bits;
  throw new Failure(
    'bad-option',
    `A window of ${window.length} readings leaves no room for a fixed-point FFT of ${fftLength}: choose a shorter FFT or float arithmetic.`,
  );
}

/** The largest lane of every step, in the order of the steps: the proof itself, open to tests. */
export function laneBounds(window: Int16Array, fftLength: number, energyBits: number): number[] {
  const half = fftLength / 2;
  const norm = 2 ** (energyBits / 2) / 65536;
  const [even, odd] = [0, 1].map((part) =>
    Float64Array.from({ length: half }, (_, n) => (window[2 * n + part] ?? 0) ** 2),
  );
  const larger = even!.map((square, n) => Math.max(square, odd![n]!));
  const passes = Math.log2(half) >> 1;
  const hasPairs = Math.log2(half) % 2 === 1;
  let rounding = 1;
  const bounds = [norm * Math.sqrt(larger.reduce((a, b) => Math.max(a, b))) + rounding];
  for (let pass = 0; pass < passes; pass++) {
    const piece = largestComb(larger, half / 4 ** (pass + 1)) / 4 ** pass;
    bounds.push(norm * Math.sqrt(piece) + 4 * rounding);
    rounding = 2 * Math.SQRT2 * rounding + 1;
  }
  if (hasPairs) {
    rounding *= 2;
    bounds.push(norm * Math.sqrt(largestComb(larger, 1) / 4 ** passes) + rounding);
  }
  bounds.push(norm * Math.sqrt((4 * largestTurn(odd!)) / 4 ** passes) + 2 * rounding);
  // |X| itself, both parts together, and with it the sums of the powers.
  const whole = (largestComb(even!, 1) + largestComb(odd!, 1)) / 4 ** passes;
  bounds.push(norm * Math.sqrt(whole) + 4 * rounding);
  return bounds;
}

function fits(window: Int16Array, fftLength: number, energyBits: number): boolean {
  const bounds = laneBounds(window, fftLength, energyBits);
  return (
    bounds.every((bound) => bound <= 32767) && powerSum(window, fftLength, energyBits) < 2 ** 31
  );
}

/**
 * At most this is the sum of the powers of all bins (Parseval). Each pass keeps the norm of what was
 * rounded before and adds at most 1 a lane; radix 2 and the split lengthen it by a root of 2 each.
 */
function powerSum(window: Int16Array, fftLength: number, energyBits: number): number {
  const passes = Math.log2(fftLength / 2) >> 1;
  const peak = window.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 65536;
  const exact = (fftLength / 2 / 4 ** passes) * 2 ** energyBits * peak ** 2;
  const rounding = 2 * (passes + 2) * Math.sqrt(fftLength);
  return (Math.sqrt(exact) + rounding) ** 2;
}

/** The largest sum of squares that lie `step` apart. */
function largestComb(squares: Float64Array, step: number): number {
  let most = 0;
  for (let start = 0; start < step; start++) {
    let sum = 0;
    for (let n = start; n < squares.length; n += step) sum += squares[n]!;
    most = Math.max(most, sum);
  }
  return most;
}

/**
 * The largest Σ w² sin² or Σ w² cos² of 2πnk/half over all bins k that are split in pairs: what an odd
 * part can reach. The bin in the middle is no pair.
 */
function largestTurn(squares: Float64Array): number {
  const half = squares.length;
  const cosines = Float64Array.from({ length: half }, (_, n) => Math.cos((2 * Math.PI * n) / half));
  const sum = squares.reduce((a, b) => a + b);
  let most = 0;
  for (let k = 1; k < half / 2; k++) {
    let turned = 0;
    for (let n = 0; n < half; n++) turned += squares[n]! * cosines[(2 * k * n) % half]!;
    most = Math.max(most, (sum + Math.abs(turned)) / 2);
  }
  return most;
}
