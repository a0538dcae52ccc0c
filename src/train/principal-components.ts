/**
 * The directions in which points spread most (Pearson 1901), by power iteration with deflation.
 *
 * `rows` are points of equal length; each column is first brought to mean 0 and deviation 1.
 * Returns for each point its coordinates along the first `count` directions, and the share of the
 * whole variance that each direction holds.
 */
export function principalComponents(
  rows: readonly ArrayLike<number>[],
  count: number,
): { points: Float64Array[]; shares: number[] } {
  const columns = standardColumns(rows);
  const width = columns[0]?.length ?? 0;
  const directions: Float64Array[] = [];
  const shares: number[] = [];
  for (let k = 0; k < Math.min(count, width); k++) {
    const { direction, variance } = strongest(columns, directions, k);
    directions.push(direction);
    shares.push(variance / width);
  }
  const points = columns.map((row) => Float64Array.from(directions, (d) => dot(row, d)));
  return { points, shares };
}

function standardColumns(rows: readonly ArrayLike<number>[]): Float64Array[] {
  const centred = rows.map((row) => Float64Array.from(row));
  const width = centred[0]?.length ?? 0;
  for (let c = 0; c < width; c++) {
    const mean = centred.reduce((sum, row) => sum + row[c]!, 0) / centred.length;
    const variance = centred.reduce((sum, row) => sum + (row[c]! - mean) ** 2, 0) / centred.length;
    const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    for (const row of centred) row[c] = (row[c]! - mean) * scale;
  }
  return centred;
}

function strongest(
  rows: readonly Float64Array[],
  found: readonly Float64Array[],
  k: number,
): { direction: Float64Array; variance: number } {
  const width = rows[0]!.length;
  let direction = normalized(Float64Array.from({ length: width }, (_, i) => 1 + ((i * 7 + k) % 5)));
  let variance = 0;
  for (let step = 0; step < 300; step++) {
    const next = new Float64Array(width);
    for (const row of rows) {
      const along = dot(row, direction);
      for (let c = 0; c < width; c++) next[c]! += along * row[c]!;
    }
    for (const other of found) {
      const share = dot(next, other);
      for (let c = 0; c < width; c++) next[c]! -= share * other[c]!;
    }
    const length = Math.sqrt(dot(next, next));
    if (length === 0) return { direction, variance: 0 };
    const turned = normalized(next);
    const settled = 1 - Math.abs(dot(turned, direction)) < 1e-12;
    direction = turned;
    variance = length / rows.length;
    if (settled) break;
  }
  return { direction, variance };
}

function normalized(v: Float64Array): Float64Array {
  const length = Math.sqrt(dot(v, v));
  return v.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
