/** y = (x − mean) × scale, at most `limit` either way, each step rounded to float32; no number: −limit. */
export function standardize(
  x: Float32Array,
  mean: Float32Array,
  scale: Float32Array,
  limit: number,
): Float32Array {
  const most = Math.fround(limit);
  return x.map((value, i) => {
    const scaled = Math.fround(Math.fround(value - mean[i]!) * scale[i]!);
    return scaled > most ? most : scaled > -most ? scaled : -most;
  });
}
