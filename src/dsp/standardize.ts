/**
 * y = (x − mean) × scale, at most `limit` either way, each step rounded to float32; no number: −limit.
 * Where x has several rows of as many values as there are means, each row is treated alike.
 */
export function standardize(
  x: Float32Array,
  mean: Float32Array,
  scale: Float32Array,
  limit: number,
): Float32Array {
  const most = Math.fround(limit);
  return x.map((value, i) => {
    const column = i % mean.length;
    const scaled = Math.fround(Math.fround(value - mean[column]!) * scale[column]!);
    return scaled > most ? most : scaled > -most ? scaled : -most;
  });
}
