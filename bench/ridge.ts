/**
 * Weights that bring the sums of `rows` near `wanted` and stay near `prior` (ridge regression, Hoerl and
 * Kennard 1970): most likely where sums err by the share `noise` and weights lie `spread` from the prior.
 */
export function ridge(
  rows: readonly (readonly number[])[],
  wanted: readonly number[],
  prior: readonly number[],
  spread: readonly number[],
  noise: number,
): number[] {
  const n = prior.length;
  const a = Array.from({ length: n }, () => new Float64Array(n + 1));
  for (const [r, row] of rows.entries()) {
    const weight = 1 / (noise * wanted[r]!) ** 2;
    const rest = wanted[r]! - row.reduce((sum, value, i) => sum + value * prior[i]!, 0);
    for (let i = 0; i < n; i++) {
      if (row[i] === 0) continue;
      for (let j = 0; j < n; j++) a[i]![j]! += weight * row[i]! * row[j]!;
      a[i]![n]! += weight * row[i]! * rest;
    }
  }
  for (let i = 0; i < n; i++) a[i]![i]! += 1 / spread[i]! ** 2;
  const step = solved(a);
  return prior.map((value, i) => value + step[i]!);
}

/** Gauss with pivots, of n equations [n][n + 1]. */
function solved(a: readonly Float64Array[]): number[] {
  const n = a.length;
  const order = [...a];
  for (let c = 0; c < n; c++) {
    const best = order
      .slice(c)
      .reduce((at, row, i) => (Math.abs(row[c]!) > Math.abs(order[at]![c]!) ? c + i : at), c);
    [order[c], order[best]] = [order[best]!, order[c]!];
    const pivot = order[c]!;
    for (const row of order.slice(c + 1)) {
      const share = row[c]! / pivot[c]!;
      if (share !== 0) for (let j = c; j <= n; j++) row[j]! -= share * pivot[j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let c = n - 1; c >= 0; c--) {
    const row = order[c]!;
    let sum = row[n]!;
    for (let j = c + 1; j < n; j++) sum -= row[j]! * x[j]!;
    x[c] = sum / row[c]!;
  }
  return x;
}
