/** The cosine transform of log-mel bands in whole numbers: cepstral coefficients. */
export interface MelCosines {
  /** [coefficients, ⌈bands / 2⌉] in 2¹⁴: the other half of each row mirrors it. */
  readonly table: Int16Array;
  /** [frames, bands] to [frames, coefficients], both in 1/256. */
  transform(bands: Int16Array): Int16Array;
}

/**
 * The orthonormal DCT-II c[k] = √((k ? 2 : 1)/B) Σ x[n] cos(πk(2n+1)/2B), from sums and differences of
 * mirrored bands, rounded to nearest. Sums of 16-bit numbers by 14-bit ones of unit norm fit 32 bits.
 */
export function melCosines(bands: number, coefficients: number): MelCosines {
  const half = Math.ceil(bands / 2);
  const table = Int16Array.from({ length: coefficients * half }, (_, i) => {
    const k = Math.floor(i / half);
    const angle = (Math.PI * k * (2 * (i % half) + 1)) / (2 * bands);
    return Math.round(16384 * Math.sqrt((k > 0 ? 2 : 1) / bands) * Math.cos(angle));
  });
  const transform = (x: Int16Array) => {
    const frames = x.length / bands;
    const out = new Int16Array(frames * coefficients);
    for (let frame = 0; frame < frames; frame++) {
      for (let k = 0; k < coefficients; k++) {
        let sum = 8192;
        for (let n = 0; n < half; n++) {
          const low = x[frame * bands + n]!;
          const high = 2 * n + 1 === bands ? 0 : x[frame * bands + bands - 1 - n]!;
          sum += Math.imul(k % 2 === 1 ? low - high : low + high, table[k * half + n]!);
        }
        out[frame * coefficients + k] = sum >> 14;
      }
    }
    return out;
  };
  return { table, transform };
}
