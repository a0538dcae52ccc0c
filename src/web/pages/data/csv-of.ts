/** Readings as a table that every importer of ours reads: milliseconds, then each axis. */
export function csvOf(values: Float32Array, axes: readonly string[], sampleRateHz: number): string {
  const rows = Array.from({ length: values.length / axes.length }, (_, i) => {
    const row = values.subarray(i * axes.length, (i + 1) * axes.length);
    return `${((1000 * i) / sampleRateHz).toFixed(3)},${[...row].join(',')}`;
  });
  return `timestamp_ms,${axes.join(',')}\n${rows.join('\n')}\n`;
}
