/**
 * Brings a filter that is nearly orthonormal to the last digits: Gauss and Newton's method on what
 * defines it. Its shifts by two are orthonormal; its wavelet has `moments` vanishing moments; of a
 * coiflet the scaling function's moments about `centre` vanish too, up to `scalingMoments`.
 */
export function refine(
  start: readonly number[],
  moments: number,
  scaling: { readonly centre: number; readonly moments: number } | null,
): number[] {
  let h = [...start];
  for (let turn = 0; turn < 30; turn++) {
    const { residuals, rows } = equations(h, moments, scaling);
    const step = leastSquares(rows, residuals);
    h = h.map((value, k) => value - step[k]!);
    if (Math.max(...step.map(Math.abs)) < 1e-16) break;
  }
  return h;
}

/** What should be 0, and how it changes with each coefficient. */
function equations(
  h: readonly number[],
  moments: number,
  scaling: { readonly centre: number; readonly moments: number } | null,
): { residuals: number[]; rows: number[][] } {
  const length = h.length;
  const residuals: number[] = [h.reduce((a, b) => a + b) - Math.SQRT2];
  const rows: number[][] = [h.map(() => 1)];
  for (let m = 0; 2 * m < length; m++) {
    const at = (k: number) => h[k] ?? 0;
    residuals.push(h.reduce((sum, value, k) => sum + value * at(k + 2 * m), 0) - (m === 0 ? 1 : 0));
    rows.push(h.map((_, k) => at(k + 2 * m) + at(k - 2 * m)));
  }
  const middle = scaling?.centre ?? (length - 1) / 2;
  const place = (k: number) => (2 * (k - middle)) / length;
  const add = (weights: readonly number[]) => {
    residuals.push(h.reduce((sum, value, k) => sum + value * weights[k]!, 0));
    rows.push([...weights]);
  };
  for (let p = 0; p < moments; p++) add(h.map((_, k) => (k % 2 === 0 ? 1 : -1) * place(k) ** p));
  for (let p = 1; p <= (scaling?.moments ?? 0); p++) add(h.map((_, k) => place(k) ** p));
  return { residuals, rows };
}

/** x of least |A x − b|, by Householder's reflections. */
function leastSquares(rows: readonly (readonly number[])[], b: readonly number[]): number[] {
  const a = rows.map((row, i) => [...row, b[i]!]);
  const columns = rows[0]!.length;
  for (let c = 0; c < columns; c++) {
    const norm = Math.hypot(...a.slice(c).map((row) => row[c]!));
    const sign = a[c]![c]! < 0 ? -1 : 1;
    const v = a.slice(c).map((row, i) => row[c]! + (i === 0 ? sign * norm : 0));
    const size = v.reduce((sum, value) => sum + value * value, 0);
    if (size === 0) continue;
    for (let k = c; k <= columns; k++) {
      const dot = v.reduce((sum, value, i) => sum + value * a[c + i]![k]!, 0);
      for (const [i, value] of v.entries()) a[c + i]![k]! -= (2 * dot * value) / size;
    }
  }
  const x = new Array<number>(columns).fill(0);
  for (let c = columns - 1; c >= 0; c--) {
    let rest = a[c]![columns]!;
    for (let k = c + 1; k < columns; k++) rest -= a[c]![k]! * x[k]!;
    x[c] = rest / a[c]![c]!;
  }
  return x;
}
