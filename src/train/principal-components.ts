import { assert } from '../base/assert.ts';
import { Random } from '../base/random.ts';

/** The few directions in which points of many numbers differ most, and how to look along them. */
export interface Subspace {
  /** Numbers of a point before and after. */
  readonly width: number;
  readonly kept: number;
  /** [width]: what brings each number to mean 0 and deviation 1; a scale of 0 where none differ. */
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** [kept, width], at right angles and of length 1. */
  readonly directions: Float64Array;
}

/** When iteration ends: after so many rounds, or one that turns no direction by more. */
interface End {
  readonly rounds: number;
  /** 1 − cosine of the angle. */
  readonly turn: number;
}

/** The third round changes distances between real features by less than a hundredth. */
const nearEnough: End = { rounds: 3, turn: 0 };

const settled: End = { rounds: 300, turn: 1e-12 };

/**
 * The directions in which points spread most (Pearson 1901), strongest first: for each of `rows`, points
 * of equal length, its coordinates along the first `count` of them, and the share of the whole variance
 * that each holds. Every number is first brought to mean 0 and deviation 1.
 */
export function principalComponents(
  rows: readonly ArrayLike<number>[],
  count: number,
): { points: Float64Array[]; shares: number[] } {
  const width = rows[0]?.length ?? 0;
  const kept = Math.min(count, width);
  const values = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) values.set(row, i * width);
  const space = subspaceOf(values, width, kept, new Random(0, 'principal components'), settled);
  const packed = coordinates(space, values, new Float64Array(rows.length * kept));
  const points = rows.map((_, i) => packed.slice(i * kept, (i + 1) * kept));
  const shares = Array.from({ length: kept }, (_, k) => {
    const squares = points.reduce((sum, point) => sum + point[k]! ** 2, 0);
    return squares / rows.length / width;
  });
  return { points, shares };
}

/**
 * The subspace of the `kept` strongest principal components of `values`, [points, width]. Its directions
 * span it, but are not yet the components one by one: distances and angles in it do not depend on that.
 */
export function principalSubspace(
  values: Float32Array,
  width: number,
  kept: number,
  random: Random,
): Subspace {
  return subspaceOf(values, width, kept, random, nearEnough);
}

/** [points, width] to [points, kept]. */
export function inSubspace(subspace: Subspace, values: Float32Array): Float32Array {
  const points = values.length / subspace.width;
  return coordinates(subspace, values, new Float32Array(points * subspace.kept));
}

/**
 * Subspace iteration from a random beginning (Halko, Martinsson and Tropp 2011, algorithm 4.4). Directions
 * are made rectangular in order, so that the first turns to the strongest component, the second to the
 * next, and so on; the space that they span is right many rounds before.
 */
function subspaceOf(
  values: Points,
  width: number,
  kept: number,
  random: Random,
  { rounds, turn }: End,
): Subspace {
  assert(
    kept <= width && (width === 0 || values.length % width === 0),
    'rows are whole and not widened',
  );
  const { means, scales } = spreadsOf(values, width);
  let directions = Float64Array.from({ length: kept * width }, () => random.normal());
  orthonormalize(directions, width);
  for (let round = 0; round < rounds; round++) {
    const before = directions;
    directions = turned(values, { width, kept, means, scales, directions });
    orthonormalize(directions, width);
    if (turnOf(before, directions, width) < turn) break;
  }
  return { width, kept, means, scales, directions };
}

/** [points, width] */
type Points = Float32Array | Float64Array;

function coordinates<To extends Points>(subspace: Subspace, values: Points, result: To): To {
  const { width, kept, directions } = subspace;
  const row = new Float64Array(width);
  for (let i = 0; i * kept < result.length; i++) {
    standardRow(subspace, values, i, row);
    for (let k = 0; k < kept; k++) result[i * kept + k] = along(row, directions, k);
  }
  return result;
}

/** The most that a direction has turned, as 1 − cosine. */
function turnOf(before: Float64Array, after: Float64Array, width: number): number {
  let most = 0;
  for (let k = 0; k * width < after.length; k++) {
    const cosine = along(before.subarray(k * width, (k + 1) * width), after, k);
    most = Math.max(most, 1 - Math.abs(cosine));
  }
  return most;
}

function spreadsOf(values: Points, width: number) {
  const points = values.length / width;
  const means = new Float64Array(width);
  const scales = new Float64Array(width);
  for (let i = 0; i < values.length; i++) means[i % width]! += values[i]! / points;
  for (let i = 0; i < values.length; i++) {
    scales[i % width]! += (values[i]! - means[i % width]!) ** 2 / points;
  }
  for (let c = 0; c < width; c++) {
    // what is left of a constant by rounding is no difference
    const differs = scales[c]! > 1e-14 * means[c]! ** 2;
    scales[c] = differs ? 1 / Math.sqrt(scales[c]!) : 0;
  }
  return { means, scales };
}

/** The covariance matrix times each direction, without making the matrix. */
function turned(values: Points, subspace: Subspace): Float64Array<ArrayBuffer> {
  const { width, kept, directions } = subspace;
  const row = new Float64Array(width);
  const next = new Float64Array(kept * width);
  for (let i = 0; i < values.length / width; i++) {
    standardRow(subspace, values, i, row);
    for (let k = 0; k < kept; k++) {
      const share = along(row, directions, k);
      for (let c = 0; c < width; c++) next[k * width + c]! += share * row[c]!;
    }
  }
  return next;
}

function standardRow(
  { width, means, scales }: Subspace,
  values: Points,
  i: number,
  row: Float64Array,
) {
  for (let c = 0; c < width; c++) row[c] = (values[i * width + c]! - means[c]!) * scales[c]!;
}

function along(row: Float64Array, directions: Float64Array, k: number): number {
  let sum = 0;
  for (let c = 0, at = k * row.length; c < row.length; c++, at++) sum += row[c]! * directions[at]!;
  return sum;
}

/** Gram and Schmidt, each direction twice; one that lies in those before it becomes 0. */
function orthonormalize(directions: Float64Array, width: number): void {
  for (let k = 0; k * width < directions.length; k++) {
    const own = directions.subarray(k * width, (k + 1) * width);
    const before = lengthOf(own);
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < k; other++) {
        const share = along(own, directions, other);
        for (let c = 0; c < width; c++) own[c]! -= share * directions[other * width + c]!;
      }
    }
    const length = lengthOf(own);
    const scale = length > 1e-10 * before ? 1 / length : 0;
    for (let c = 0; c < width; c++) own[c]! *= scale;
  }
}

const lengthOf = (vector: Float64Array): number =>
  Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
