const limit = 30 * 256;

/**
 * Skewness and excess kurtosis of values about 0 in 1/256, at most 30 either way; both 0 where nothing
 * moves. The values are cut to 13 bits so that the sums of 8192 of their powers stay below 2⁵³.
 */
export function shapeQ8(y: Int16Array): readonly [skewness: number, kurtosis: number] {
  let [squares, cubes, fourths] = [0, 0, 0];
  for (const value of y) {
    const u = value >> 3;
    squares += u * u;
    cubes += u * u * u;
    fourths += ((u * u) >> 6) ** 2;
  }
  const variance = Math.floor(squares / y.length);
  const narrow = Math.floor((variance * variance) / 4096);
  if (narrow === 0) return [0, 0];
  const deviation = Math.floor(Math.sqrt(variance * 65536)); // in 1/256
  const cube = quotient(Math.abs(cubes), y.length);
  const skewness = Math.min(limit, quotient(cube * 65536, variance * deviation));
  const kurtosis = quotient(quotient(fourths, y.length) * 256, narrow) - 3 * 256;
  return [cubes < 0 ? 0 - skewness : skewness, Math.min(limit, kurtosis)];
}

/** The whole part of a / b for whole numbers from 0 below 2⁵³, where a rounded division may be 1 off. */
function quotient(a: number, b: number): number {
  const q = Math.floor(a / b);
  return q * b > a ? q - 1 : q;
}
