/**
 * Discrete prolate spheroidal sequences (Slepian 1978): the `count` sequences of `length` values with
 * unit energy that hold the most of it within ±halfBandwidth/length cycles a reading, best first. They
 * are eigenvectors of a tridiagonal matrix, found by bisection (Sturm sequences) and inverse iteration.
 * The first, third … have a positive sum; the others begin upwards (Percival and Walden 1993, 8.3).
 */
export function dpss(length: number, halfBandwidth: number, count: number): Float64Array[] {
  const cosine = Math.cos((2 * Math.PI * halfBandwidth) / length);
  const diagonal = Float64Array.from(
    { length },
    (_, k) => ((length - 1 - 2 * k) / 2) ** 2 * cosine,
  );
  const beside = Float64Array.from(
    { length: length - 1 },
    (_, k) => ((k + 1) * (length - 1 - k)) / 2,
  );
  const found: Float64Array[] = [];
  for (let order = 0; order < count; order++) {
    const value = eigenvalue(diagonal, beside, length - 1 - order);
    found.push(withSign(eigenvector(diagonal, beside, value, found), order));
  }
  return found;
}

/** The eigenvalue below which there are exactly `rank` others. */
function eigenvalue(diagonal: Float64Array, beside: Float64Array, rank: number): number {
  const reach = (k: number) => (beside[k - 1] ?? 0) + (beside[k] ?? 0);
  let low = Math.min(...diagonal.map((d, k) => d - reach(k)));
  let high = Math.max(...diagonal.map((d, k) => d + reach(k)));
  while (true) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (countBelow(diagonal, beside, middle) > rank) high = middle;
    else low = middle;
  }
}

function countBelow(diagonal: Float64Array, beside: Float64Array, value: number): number {
  let count = 0;
  let pivot = 1;
  for (let k = 0; k < diagonal.length; k++) {
    const before = k === 0 ? 0 : beside[k - 1]! ** 2 / pivot;
    pivot = diagonal[k]! - value - before;
    if (pivot === 0) pivot = 1e-300;
    if (pivot < 0) count++;
  }
  return count;
}

/** Orthogonal to the ones found before; of unit length. */
function eigenvector(
  diagonal: Float64Array,
  beside: Float64Array,
  value: number,
  before: readonly Float64Array[],
): Float64Array {
  let x: Float64Array = diagonal.map((_, k) => 1 + 0.3 * Math.sin(k + 1));
  for (let turn = 0; turn < 6; turn++) {
    x = solve(diagonal, beside, value, x);
    for (const other of before) {
      const share = other.reduce((sum, v, k) => sum + v * x[k]!, 0);
      x = x.map((v, k) => v - share * other[k]!);
    }
    const size = Math.hypot(...x);
    x = x.map((v) => v / size);
  }
  return x;
}

/** Solves (A − value) y = x for the tridiagonal A, by elimination with exchange of rows. */
function solve(
  diagonal: Float64Array,
  beside: Float64Array,
  value: number,
  x: Float64Array,
): Float64Array {
  const n = diagonal.length;
  const main = diagonal.map((d) => d - value);
  const upper = Float64Array.from({ length: n }, (_, k) => beside[k] ?? 0);
  const second = new Float64Array(n);
  const y = Float64Array.from(x);
  const least = 1e-14 * Math.max(...diagonal.map(Math.abs), 1);
  for (let k = 0; k + 1 < n; k++) {
    let [a, b, c, r] = [beside[k]!, main[k + 1]!, upper[k + 1]!, y[k + 1]!];
    if (Math.abs(a) > Math.abs(main[k]!)) {
      [a, main[k]] = [main[k]!, a];
      [b, upper[k]] = [upper[k]!, b];
      [c, second[k]] = [second[k]!, c];
      [r, y[k]] = [y[k]!, r];
    }
    const factor = a / (main[k] === 0 ? least : main[k]!);
    main[k + 1] = b - factor * upper[k]!;
    upper[k + 1] = c - factor * second[k]!;
    y[k + 1] = r - factor * y[k]!;
  }
  for (let k = n - 1; k >= 0; k--) {
    const rest = upper[k]! * (y[k + 1] ?? 0) + second[k]! * (y[k + 2] ?? 0);
    const pivot = Math.abs(main[k]!) < least ? least : main[k]!;
    y[k] = (y[k]! - rest) / pivot;
  }
  return y;
}

function withSign(x: Float64Array, order: number): Float64Array {
  const weight = order % 2 === 0 ? () => 1 : (k: number) => x.length - 1 - 2 * k;
  const sum = x.reduce((total, v, k) => total + v * weight(k), 0);
  return sum < 0 ? x.map((v) => -v) : x;
}
