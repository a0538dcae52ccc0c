/** A complex number. */
export type Complex = readonly [re: number, im: number];

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const minus = ([a, b]: Complex, [c, d]: Complex): Complex => [a - c, b - d];
const over = ([a, b]: Complex, [c, d]: Complex): Complex => {
  const size = c * c + d * d;
  return [(a * c + b * d) / size, (b * c - a * d) / size];
};
const at = (coefficients: readonly number[], z: Complex): Complex =>
  coefficients.reduceRight<Complex>(
    (sum, c) => {
      const [re, im] = times(sum, z);
      return [re + c, im];
    },
    [0, 0],
  );

/** The roots of Σ c[k] z^k, all at once (Durand 1960, Kerner 1966). */
export function rootsOf(coefficients: readonly number[]): Complex[] {
  const degree = coefficients.length - 1;
  const lead = coefficients[degree]!;
  const monic = coefficients.map((c) => c / lead);
  const radius = Math.max(...monic.slice(0, -1).map((c, k) => Math.abs(c) ** (1 / (degree - k))));
  let roots = Array.from({ length: degree }, (_, k): Complex => {
    const angle = (2 * Math.PI * k) / degree + 0.4;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  for (let turn = 0; turn < 400; turn++) {
    roots = roots.map((z, k) => {
      const others = roots.reduce<Complex>(
        (product, other, i) => (i === k ? product : times(product, minus(z, other))),
        [1, 0],
      );
      return minus(z, over(at(monic, z), others));
    });
  }
  return roots.map(([re, im]) => [re, Math.abs(im) < 1e-9 * radius ? 0 : im]);
}

/** Square root with a real part of 0 or more. */
function rootOf([re, im]: Complex): Complex {
  const size = Math.hypot(re, im);
  const real = Math.sqrt((size + re) / 2);
  const imaginary = Math.sqrt(Math.max(0, (size - re) / 2));
  return [real, im < 0 ? -imaginary : imaginary];
}

/** The z inside the unit circle with (2 − z − 1/z) / 4 = y. */
export function insideOf(y: Complex): Complex {
  const half: Complex = [1 - 2 * y[0], -2 * y[1]];
  const [re, im] = times(half, half);
  const root = rootOf([re - 1, im]);
  const one: Complex = [half[0] + root[0], half[1] + root[1]];
  const other = minus(half, root);
  return Math.hypot(...one) < Math.hypot(...other) ? one : other;
}

export function inverse(z: Complex): Complex {
  return over([1, 0], z);
}

/** Coefficients of Π (x − root), from the highest power; the roots come in conjugate pairs. */
export function polynomial(roots: readonly Complex[]): number[] {
  const product = roots.reduce<Complex[]>(
    (p, root) =>
      Array.from({ length: p.length + 1 }, (_, k) =>
        minus(p[k] ?? [0, 0], times(p[k - 1] ?? [0, 0], root)),
      ),
    [[1, 0]],
  );
  return product.map(([re]) => re);
}
