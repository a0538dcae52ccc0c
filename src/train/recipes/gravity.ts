import { turnUpright, type Upright } from '../../dsp/upright.ts';
import { triadsOf } from '../augment.ts';

/** A mean that is gravity has nearly one length in all windows: its deviation is at most this share. */
const lengthSpreadMax = 0.2;

/**
 * How to turn windows upright, from where gravity points in the training part; undefined where no
 * sensor feels gravity: its mean over a window must be about as long in every window, wherever it
 * points, and longer than what moves is strong.
 */
export function uprightOf(
  axes: readonly string[],
  windows: readonly Float32Array[],
): Upright | undefined {
  const triads = triadsOf(axes);
  const found = triads
    .map((triad) => ({ triad, gravity: gravityOf(triad, axes.length, windows) }))
    .find(({ gravity }) => gravity !== null);
  if (!found?.gravity) return undefined;
  const others = triads.filter((triad) => triad !== found.triad);
  return { triads: [found.triad, ...others], towards: found.gravity };
}

/** The same window turned upright; the window itself stays as it is. */
export function upright(window: Float32Array, width: number, how: Upright): Float32Array {
  const turned = window.slice();
  turnUpright(turned, width, how, Math.fround(width / window.length));
  return turned;
}

/** The mean direction of a triad's mean, of length 1; null where that is not gravity. */
function gravityOf(
  triad: readonly [number, number, number],
  width: number,
  windows: readonly Float32Array[],
): [number, number, number] | null {
  const direction: [number, number, number] = [0, 0, 0];
  const lengths: number[] = [];
  let moving = 0;
  for (const window of windows) {
    const mean = triad.map((axis) => meanAlong(window, axis, width, (x) => x));
    const square = triad.reduce(
      (sum, axis) => sum + meanAlong(window, axis, width, (x) => x * x),
      0,
    );
    const length = Math.hypot(...mean);
    lengths.push(length);
    moving += Math.sqrt(Math.max(0, square - length ** 2)) / windows.length;
    for (const i of [0, 1, 2] as const) direction[i] += mean[i]! / Math.max(length, 1e-9);
  }
  const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const spread =
    Math.hypot(...lengths.map((length) => length - average)) / Math.sqrt(lengths.length);
  if (!(average > moving && spread < lengthSpreadMax * average)) return null;
  const size = Math.hypot(...direction);
  // where sensors point every which way, any direction is as good
  if (size < 0.01 * windows.length) return [0, 0, 1];
  return [direction[0] / size, direction[1] / size, direction[2] / size];
}

function meanAlong(
  window: Float32Array,
  axis: number,
  width: number,
  of: (value: number) => number,
): number {
  let sum = 0;
  for (let at = axis; at < window.length; at += width) sum += of(window[at]!);
  return (sum * width) / window.length;
}
