import { sqrt, sum } from '../float32.ts';

/**
 * Cepstral coefficients [frames, width] less their mean, over their deviation, both of the `winSize` frames
 * around each, an odd number; the frames are mirrored at both ends. `inverse` is 1 over `winSize`, in float32.
 */

const f = Math.fround;
/** Added to a deviation before it divides. */
const leastDeviation = f(1e-10);
/** Version 2: a deviation counts as at least this share of that of all frames. */
const leastShare = f(1e-3);

/**
 * Version 2: by running sums of each coefficient and of its square, from which its mean over all frames was
 * taken, so that each frame takes two differences however wide the window is. Where nothing moves but
 * rounding, `leastShare` keeps that from being taken for speech.
 */
export function normaliseBySums(
  cepstra: Float32Array,
  width: number,
  winSize: number,
  inverse: number,
): Float32Array {
  const frames = cepstra.length / width;
  const inverseFrames = f(1 / frames);
  const reach = (winSize - 1) / 2;
  const result = new Float32Array(cepstra.length);
  const sums = new Float32Array(frames + 1);
  const squares = new Float32Array(frames + 1);
  for (let c = 0; c < width; c++) {
    const middle = f(sum(cepstra, c, frames, width) * inverseFrames);
    for (let k = 0; k < frames; k++) {
      const off = f(cepstra[k * width + c]! - middle);
      sums[k + 1] = f(sums[k]! + off);
      squares[k + 1] = f(squares[k]! + f(off * off));
    }
    const least = f(sqrt(f(squares[frames]! * inverseFrames)) * leastShare);
    for (let k = 0; k < frames; k++) {
      const mean = f(sumBetween(sums, k - reach, k + reach + 1) * inverse);
      const power = f(sumBetween(squares, k - reach, k + reach + 1) * inverse);
      const deviation = Math.max(sqrt(f(power - f(mean * mean))), least);
      const off = f(f(cepstra[k * width + c]! - middle) - mean);
      result[k * width + c] = f(off / f(deviation + leastDeviation));
    }
  }
  return result;
}

/** From one place of the mirrored frames up to below another. */
function sumBetween(sums: Float32Array, from: number, to: number): number {
  return f(sumBelow(sums, to) - sumBelow(sums, from));
}

/** Of all mirrored frames from 0 up to below a place; what lies before 0 counts against it. */
function sumBelow(sums: Float32Array, place: number): number {
  const frames = sums.length - 1;
  const turn = f(2 * sums[frames]!);
  const turns = Math.floor(place / (2 * frames));
  const rest = place - turns * 2 * frames;
  const part = rest <= frames ? sums[rest]! : f(turn - sums[2 * frames - rest]!);
  return f(f(turns * turn) + part);
}

/** Version 1: the sums of the frames around each frame, one by one, four frames together. */
export function normaliseAround(
  cepstra: Float32Array,
  width: number,
  winSize: number,
  inverse: number,
): Float32Array {
  const frames = cepstra.length / width;
  const reach = (winSize - 1) / 2;
  const result = new Float32Array(cepstra.length);
  // one coefficient over time with its mirror images; what is beyond the last frame is computed and left
  const line = new Float32Array(frames + 3 + 2 * reach);
  const sources = Int32Array.from(line, (_, i) => mirrored(i - reach, frames));
  for (let c = 0; c < width; c++) {
    for (let i = 0; i < line.length; i++) line[i] = cepstra[sources[i]! * width + c]!;
    for (let k = 0; k < frames; k += 4) {
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let i = k; i < k + winSize; i++) {
        s0 = f(s0 + line[i]!);
        s1 = f(s1 + line[i + 1]!);
        s2 = f(s2 + line[i + 2]!);
        s3 = f(s3 + line[i + 3]!);
      }
      const [m0, m1, m2, m3] = [f(s0 * inverse), f(s1 * inverse), f(s2 * inverse), f(s3 * inverse)];
      let [q0, q1, q2, q3] = [0, 0, 0, 0];
      for (let i = k; i < k + winSize; i++) {
        const o0 = f(line[i]! - m0);
        const o1 = f(line[i + 1]! - m1);
        const o2 = f(line[i + 2]! - m2);
        const o3 = f(line[i + 3]! - m3);
        q0 = f(q0 + f(o0 * o0));
        q1 = f(q1 + f(o1 * o1));
        q2 = f(q2 + f(o2 * o2));
        q3 = f(q3 + f(o3 * o3));
      }
      const means = [m0, m1, m2, m3];
      for (const [i, squares] of [q0, q1, q2, q3].entries()) {
        if (k + i >= frames) break;
        const deviation = sqrt(f(squares * inverse));
        const off = f(line[k + i + reach]! - means[i]!);
        result[(k + i) * width + c] = f(off / f(deviation + leastDeviation));
      }
    }
  }
  return result;
}

/** … 2 1 0 0 1 2 … n−1 n−1 n−2 … */
function mirrored(k: number, frames: number): number {
  const turn = ((k % (2 * frames)) + 2 * frames) % (2 * frames);
  return turn < frames ? turn : 2 * frames - 1 - turn;
}
