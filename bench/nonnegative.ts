/**
 * Weights, none below 0, that bring the sums of `rows` near `wanted` and stay near `prior`: least squares over
 * `noise`, the error that is expected of each sum, and over `spread`, the same of each weight (ridge regression,
 * Hoerl and Kennard 1970), by the active sets of Lawson and Hanson (1974, chapter 23) on the normal equations, as
 * Bro and de Jong (1997) do it. Most weights of parts that explain nothing become 0.
 */
export function nonnegative(
  rows: readonly ReadonlyMap<number, number>[],
  wanted: readonly number[],
  noise: readonly number[],
  prior: readonly number[],
  spread: readonly number[],
): number[] {
  const n = prior.length;
  const { a, b } = normal(rows, wanted, noise, prior, spread);
  const x = new Float64Array(n);
  const free: number[] = [];
  const gradient = () =>
    Float64Array.from({ length: n }, (_, i) =>
      free.reduce((sum, j) => sum - a[i]![j]! * x[j]!, b[i]!),
    );
  const least = 1e-9 * Math.max(...b.map(Math.abs));
  // by rounding alone: entering would take them below 0
  const refused = new Set<number>();
  for (;;) {
    const slope = gradient();
    let best = -1;
    for (let i = 0; i < n; i++) {
      if (free.includes(i) || refused.has(i) || slope[i]! <= least) continue;
      if (best < 0 || slope[i]! > slope[best]!) best = i;
    }
    if (best < 0) break;
    free.push(best);
    settle(a, b, x, free);
    if (free.includes(best)) refused.clear();
    else refused.add(best);
  }
  return Array.from(x, (value, i) => value * spread[i]!);
}

/** Of weights in units of their spread. */
function normal(
  rows: readonly ReadonlyMap<number, number>[],
  wanted: readonly number[],
  noise: readonly number[],
  prior: readonly number[],
  spread: readonly number[],
): { a: Float64Array[]; b: Float64Array } {
  const n = prior.length;
  const a = Array.from({ length: n }, () => new Float64Array(n));
  const b = Float64Array.from(prior, (value, i) => value / spread[i]!);
  for (let i = 0; i < n; i++) a[i]![i] = 1;
  for (const [r, row] of rows.entries()) {
    for (const [i, value] of row) {
      const one = (value * spread[i]!) / noise[r]! ** 2;
      for (const [j, other] of row) a[i]![j]! += one * other * spread[j]!;
      b[i]! += one * wanted[r]!;
    }
  }
  return { a, b };
}

/** Solves for the free weights; those that would fall below 0 stop there and are free no longer. */
function settle(a: readonly Float64Array[], b: Float64Array, x: Float64Array, free: number[]) {
  while (free.length > 0) {
    const solved = cholesky(a, b, free);
    const falling = free.filter((_, k) => solved[k]! <= 0);
    if (falling.length === 0) {
      for (const [k, i] of free.entries()) x[i] = solved[k]!;
      return;
    }
    let step = 1;
    for (const [k, i] of free.entries()) {
      if (solved[k]! <= 0) step = Math.min(step, x[i]! / (x[i]! - solved[k]!));
    }
    for (const [k, i] of free.entries()) x[i]! += step * (solved[k]! - x[i]!);
    const stopped = free.filter((i, k) => solved[k]! <= 0 && x[i]! <= 1e-12);
    for (const i of stopped) {
      x[i] = 0;
      free.splice(free.indexOf(i), 1);
    }
  }
}

/** Solves the equations of some weights alone. */
function cholesky(a: readonly Float64Array[], b: Float64Array, of: readonly number[]): number[] {
  const n = of.length;
  const lower = of.map((_, i) => new Float64Array(i + 1));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[of[i]!]![of[j]!]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j]![j]!;
    }
  }
  const y: number[] = [];
  for (let i = 0; i < n; i++) {
    let sum = b[of[i]!]!;
    for (let k = 0; k < i; k++) sum -= lower[i]![k]! * y[k]!;
    y.push(sum / lower[i]![i]!);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) y[i]! -= lower[k]![i]! * y[k]!;
    y[i]! /= lower[i]![i]!;
  }
  return y;
}
