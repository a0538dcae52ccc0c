/** Logarithms to base 2 in whole numbers, by a table of 32 steps; the C is thimble_log2_q16.h. */
const steps = 32;

/** 2¹⁶ log2(1 + j/32) for j = 0 to 32. */
const bases = Int32Array.from({ length: steps + 1 }, (_, j) =>
  Math.round(65536 * Math.log2(1 + j / steps)),
);

/**
 * 2¹⁶ log2 of a whole number from 0 to 2³¹ − 1, at most 2¹⁶ 0.00018 too small; −2¹⁶ for 0. Between
 * two entries of the table it is a straight line.
 */
export function log2Q16(value: number): number {
  const zeros = Math.clz32(value);
  const mantissa = value << zeros;
  const step = (mantissa >>> 26) & 31;
  const rest = (mantissa >>> 11) & 32767;
  const slope = bases[step + 1]! - bases[step]!;
  return (31 - zeros) * 65536 + bases[step]! + (Math.imul(slope, rest) >> 15);
}
