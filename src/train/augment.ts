import type { Random } from '../base/random.ts';

/** How far a window of a signal over time may be changed without becoming something else. */
export interface AugmentOptions {
  /** Turn of the sensor in its housing, the same for all triads of axes: ± degrees. */
  readonly rotationDegrees: number;
  /** Each triad by itself, along three directions at right angles: factor e^±, mean left as it is. */
  readonly stretch: number;
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
  rotationDegrees: 90,
  stretch: 0.3,
  shift: 0.2,
  speed: 0.2,
  warp: 0.3,
  amplitude: 0.1,
  noise: 0.1,
  mask: 0.15,
};

/** By so many swings may a window be longer, shorter, earlier or later than it was, and its middle be bent. */
const swingsMoved = 2;
const swingsBent = 3;

/**
 * Options for windows such as these [length, axes]. Where few swings lie in a window, as in gestures
 * and heartbeats, they come faster one day and slower another, and a window seldom begins just when
 * they do. Where many do, as in the vibration of a machine, their rate is what the windows are told
 * apart by, and is left nearly as it is.
 */
export function augmentFor(windows: readonly Float32Array[], width: number): AugmentOptions {
  const swings = Math.max(1e-6, swingsIn(windows, width));
  const { shift, speed, warp } = defaultAugment;
  return {
    ...defaultAugment,
    shift: Math.min(shift, swingsMoved / swings),
    speed: Math.min(speed, swingsMoved / swings),
    warp: Math.min(warp, swingsBent / swings),
  };
}

/**
 * Swings in a window: for each axis the root mean square of its slope over that of its readings about
 * their mean, over 2π, which for a sine is its number of periods; the mean of the axes. Windows count
 * by their strength, so that those at rest, which are noise, count for nothing.
 */
export function swingsIn(windows: readonly Float32Array[], width: number): number {
  const slopes = new Float64Array(width);
  const squares = new Float64Array(width);
  for (const window of windows) {
    const means = meansOf(window, width);
    for (let i = 0; i < window.length; i++) {
      squares[i % width] += (window[i] - means[i % width]) ** 2;
      if (i >= width) slopes[i % width] += (window[i] - window[i - width]) ** 2;
    }
  }
  const moving = [...squares.keys()].filter((axis) => squares[axis] > 0);
  if (moving.length === 0) return 0;
  const length = windows[0]!.length / width;
  const each = moving.map((axis) => Math.sqrt(slopes[axis] / squares[axis]));
  return (length * each.reduce((sum, value) => sum + value, 0)) / (2 * Math.PI * moving.length);
}

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
  stretch(result, means, axes, random.fork('stretch'), options.stretch);
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

/** As where a sensor sits on something that gives way more in one direction, or a figure is drawn wide. */
function stretch(
  window: Float32Array,
  means: Float64Array,
  axes: readonly string[],
  random: Random,
  most: number,
): void {
  for (const triad of triadsOf(axes)) {
    const directions = rightAngles(random);
    const more = directions.map(() => Math.exp(random.between(-most, most)) - 1);
    for (let at = 0; at < window.length; at += axes.length) {
      const moved = triad.map((axis) => window[at + axis] - means[axis]) as unknown as Vector;
      for (const [d, direction] of directions.entries()) {
        const along = more[d]! * dot(direction, moved);
        for (const [i, axis] of triad.entries()) window[at + axis] += along * direction[i]!;
      }
    }
  }
}

type Vector = readonly [number, number, number];

/** Three directions of length 1 at right angles to each other, by Gram and Schmidt. */
function rightAngles(random: Random): [Vector, Vector, Vector] {
  const first = unit([random.normal(), random.normal(), random.normal()]);
  const other: Vector = [random.normal(), random.normal(), random.normal()];
  const along = dot(first, other);
  const second = unit(other.map((part, i) => part - along * first[i]!) as unknown as Vector);
  const [a, b, c] = first;
  const [u, v, w] = second;
  return [first, second, [b * w - c * v, c * u - a * w, a * v - b * u]];
}

function unit(vector: Vector): Vector {
  const size = Math.hypot(...vector) || 1;
  return vector.map((part) => part / size) as unknown as Vector;
}

function dot([a, b, c]: Vector, [u, v, w]: Vector): number {
  return a * u + b * v + c * w;
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
