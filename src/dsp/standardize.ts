/** y = clamp((x − mean) × scale, −limit, limit), each step rounded to float32. */
export function standardize(
  x: Float32Array,
  mean: Float32Array,
  scale: Float32Array,
  limit: number,
): Float32Array {
  return x.map((value, i) => {
    const scaled = Math.fround(Math.fround(value - mean[i]!) * scale[i]!);
    return Math.min(limit, Math.max(-limit, scaled));
  });
}
