import { leastSize, sqrt, sum } from './float32.ts';

/**
 * How a window is turned so that gravity comes from where it usually does: a sensor that sits askew in
 * its housing, or a hand that slowly tires, then shows what it would have shown before.
 */
export interface Upright {
  /** Columns of the window that are the x, y and z of one sensor each; the first one feels gravity. */
  readonly triads: readonly (readonly [x: number, y: number, z: number])[];
  /** Where gravity's mean over a window is to point in the first triad; of length 1. */
  readonly towards: readonly [x: number, y: number, z: number];
}

const f = Math.fround;
/** Where gravity comes from nearly the other side there is no one shortest turn: it ends short. */
const leastTurn = f(0.1);

/**
 * Turns every triad of a window [length, width] in place, by the shortest turn that brings the mean
 * of the first triad to `towards` (Rodrigues' formula, with sine and cosine as products of the two
 * directions). A window whose mean is nothing stays as it is. All is float32, in the order of
 * runtime/dsp/thimble_upright.c, to the same bits.
 */
export function turnUpright(
  window: Float32Array,
  width: number,
  { triads, towards }: Upright,
  inverseLength: number,
): void {
  const matrix = turnOf(window, width, triads[0]!, towards, inverseLength);
  if (!matrix) return;
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = matrix;
  for (const [i, j, k] of triads) {
    for (let at = 0; at < window.length; at += width) {
      const [x, y, z] = [window[at + i]!, window[at + j]!, window[at + k]!];
      window[at + i] = f(f(f(xx * x) + f(xy * y)) + f(xz * z));
      window[at + j] = f(f(f(yx * x) + f(yy * y)) + f(yz * z));
      window[at + k] = f(f(f(zx * x) + f(zy * y)) + f(zz * z));
    }
  }
}

type Matrix = [number, number, number, number, number, number, number, number, number];

function turnOf(
  window: Float32Array,
  width: number,
  triad: readonly number[],
  towards: readonly number[],
  inverseLength: number,
): Matrix | null {
  const [x, y, z] = triad.map((axis) =>
    f(sum(window, axis, window.length / width, width) * inverseLength),
  ) as [number, number, number];
  const size = sqrt(f(f(f(x * x) + f(y * y)) + f(z * z)));
  if (!(size > leastSize)) return null;
  const [a, b, c] = [f(x / size), f(y / size), f(z / size)];
  const [p, q, r] = towards.map(f) as [number, number, number];
  // the cosine of the turn, and its axis times its sine
  const cosine = f(f(f(a * p) + f(b * q)) + f(c * r));
  const u = f(f(b * r) - f(c * q));
  const v = f(f(c * p) - f(a * r));
  const w = f(f(a * q) - f(b * p));
  const turn = f(1 + cosine);
  const share = f(1 / (turn > leastTurn ? turn : leastTurn));
  const [uu, vv, ww] = [f(share * f(u * u)), f(share * f(v * v)), f(share * f(w * w))];
  const [uv, uw, vw] = [f(share * f(u * v)), f(share * f(u * w)), f(share * f(v * w))];
  return [
    f(cosine + uu),
    f(uv - w),
    f(uw + v),
    f(uv + w),
    f(cosine + vv),
    f(vw - u),
    f(uw - v),
    f(vw + u),
    f(cosine + ww),
  ];
}
