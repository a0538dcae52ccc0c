import type { Random } from '../base/random.ts';

/** How far a window of a signal over time may be changed without becoming something else. */
export interface AugmentOptions {
  /** Turn of the sensor in its housing, the same for all triads of axes: ± degrees. */
  readonly rotationDegrees: number;
  /** Begin too early or too late: ± share of the window. */
  readonly shift: number;
  /** Faster or slower altogether: factor e^±. */
  readonly speed: number;
  /** Standard deviation of the logarithm of the speed at four points of the window. */
  readonly warp: number;
  /** Stronger or weaker: factor e^±. */
  readonly amplitude: number;
  /** Noise of up to this share of each axis' own standard deviation. */
  readonly noise: number;
  /** One stretch of up to this share of the window where the sensor shows nothing but its mean. */
  readonly mask: number;
}

/** Chosen on inertial, vibration and heart signals alike; bench/RESULTS.md says what they bring. */
export const defaultAugment: AugmentOptions = {
  rotationDegrees: 45,
  shift: 0.1,
  speed: 0.2,
  warp: 0.3,
  amplitude: 0.1,
  noise: 0.1,
  mask: 0.15,
};

/**
 * Another window [length, axes] that could have been recorded in place of this one. The same
 * random stream gives the same window.
 */
export function augment(
  window: Float32Array,
  axes: readonly string[],
  random: Random,
  options: AugmentOptions = defaultAugment,
): Float32Array {
  const width = axes.length;
  const result = warpTime(window, width, random.fork('time'), options);
  rotate(result, axes, random.fork('rotation'), options.rotationDegrees);
  const means = meansOf(result, width);
  addNoise(result, means, random.fork('noise'), options.noise);
  scale(result, means, random.fork('amplitude'), options.amplitude);
  maskStretch(result, means, random.fork('mask'), options.mask);
  return result;
}

/**
 * Indices of axes that are the x, y and z of one sensor, by their names: accX, accY, accZ or
 * x_gyr, y_gyr, z_gyr or just x, y, z.
 */
export function triadsOf(axes: readonly string[]): (readonly [x: number, y: number, z: number])[] {
  const sensors = new Map<string, number[]>();
  for (const [index, name] of axes.entries()) {
    const last = /^(?<stem>.*)(?<letter>[xyz])$/i.exec(name);
    const first = /^(?<letter>[xyz])[_ .-](?<stem>.*)$/i.exec(name);
    const { stem, letter } = (last ?? first)?.groups ?? {};
    if (stem === undefined || letter === undefined) continue;
    const sensor = `${last ? 'last' : 'first'} ${stem.toLowerCase()}`;
    const places = sensors.get(sensor) ?? [];
    places['xyz'.indexOf(letter.toLowerCase())] ??= index;
    sensors.set(sensor, places);
  }
  const found = [...sensors.values()];
  const whole = found.filter((places) => [0, 1, 2].every((i) => places[i] !== undefined));
  return whole.map(([x, y, z]) => [x!, y!, z!]);
}

/** Reads the window along a bent time, linearly between readings; its ends are held. */
function warpTime(
  window: Float32Array,
  width: number,
  random: Random,
  { speed, warp, shift }: AugmentOptions,
): Float32Array {
  const length = window.length / width;
  const whole = Math.exp(random.between(-speed, speed));
  const late = random.between(-shift, shift) * length;
  const knots = Array.from({ length: 4 }, () => warp * random.normal());
  const times = new Float64Array(length);
  for (let t = 1; t < length; t++) {
    const at = (3 * (t - 0.5)) / Math.max(1, length - 1);
    const knot = Math.min(2, Math.floor(at));
    const logSpeed = knots[knot]! + (at - knot) * (knots[knot + 1]! - knots[knot]!);
    times[t] = times[t - 1] + Math.exp(logSpeed);
  }
  // the warp alone takes as long as the window did; only `whole` and `late` move its ends
  const scale = times[length - 1] > 0 ? (whole * (length - 1)) / times[length - 1] : 0;
  const start = ((1 - whole) * (length - 1)) / 2 + late;
  const result = new Float32Array(window.length);
  for (let t = 0; t < length; t++) {
    const at = Math.min(length - 1, Math.max(0, start + scale * times[t]));
    const before = Math.min(Math.floor(at), Math.max(0, length - 2));
    const share = at - before;
    const after = Math.min(before + 1, length - 1);
    for (let axis = 0; axis < width; axis++) {
      const [a, b] = [window[before * width + axis], window[after * width + axis]];
      result[t * width + axis] = a + share * (b - a);
    }
  }
  return result;
}

/** Turns every triad about one random direction, by Rodrigues' formula. */
function rotate(
  window: Float32Array,
  axes: readonly string[],
  random: Random,
  degreesMax: number,
): void {
  const triads = triadsOf(axes);
  const angle = (random.between(-degreesMax, degreesMax) * Math.PI) / 180;
  const raw = [random.normal(), random.normal(), random.normal()];
  const size = Math.hypot(...raw) || 1;
  const [u, v, w] = raw.map((part) => part / size) as [number, number, number];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (const [i, j, k] of triads) {
    for (let at = 0; at < window.length; at += axes.length) {
      const [x, y, z] = [window[at + i], window[at + j], window[at + k]];
      const along = (u * x + v * y + w * z) * (1 - cos);
      window[at + i] = x * cos + (v * z - w * y) * sin + u * along;
      window[at + j] = y * cos + (w * x - u * z) * sin + v * along;
      window[at + k] = z * cos + (u * y - v * x) * sin + w * along;
    }
  }
}

function addNoise(window: Float32Array, means: Float64Array, random: Random, most: number): void {
  const width = means.length;
  const squares = new Float64Array(width);
  for (let i = 0; i < window.length; i++) squares[i % width] += (window[i] - means[i % width]) ** 2;
  const share = random.between(0, most);
  const deviations = squares.map((sum) => share * Math.sqrt((sum * width) / window.length));
  for (let i = 0; i < window.length; i++) window[i] += deviations[i % width] * random.normal();
}

/** What does not move, such as gravity, stays as strong as it is. */
function scale(window: Float32Array, means: Float64Array, random: Random, most: number): void {
  const factor = Math.exp(random.between(-most, most));
  for (let i = 0; i < window.length; i++) {
    const mean = means[i % means.length];
    window[i] = mean + factor * (window[i] - mean);
  }
}

function maskStretch(
  window: Float32Array,
  means: Float64Array,
  random: Random,
  most: number,
): void {
  const width = means.length;
  const length = window.length / width;
  const stretch = Math.floor(random.between(0, most) * length);
  const start = random.below(length - stretch + 1);
  for (let i = start * width; i < (start + stretch) * width; i++) window[i] = means[i % width];
}

function meansOf(window: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < window.length; i++) sums[i % width] += window[i];
  return sums.map((sum) => (sum * width) / window.length);
}
