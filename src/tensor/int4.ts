import { assert } from '../base/assert.ts';

/**
 * Two integers of −8 to 7 in a byte, the first in the low half, as TensorFlow Lite stores int4. Each
 * run (the weights of one output channel) begins with a byte of its own, an odd rest is 0.
 */
export function packInt4(values: Int8Array, run: number): Uint8Array {
  const runs = values.length / run;
  assert(Number.isInteger(runs), `${values.length} weights are whole runs of ${run}`);
  const bytesPerRun = Math.ceil(run / 2);
  const bytes = new Uint8Array(runs * bytesPerRun);
  for (const [i, value] of values.entries()) {
    assert(value >= -8 && value <= 7, `${value} fits four bits`);
    const place = i % run;
    const at = Math.floor(i / run) * bytesPerRun + (place >> 1);
    bytes[at]! |= (value & 15) << (4 * (place & 1));
  }
  return bytes;
}

/** The other way. */
export function unpackInt4(bytes: Uint8Array, run: number): Int8Array {
  const bytesPerRun = Math.ceil(run / 2);
  const runs = bytes.length / bytesPerRun;
  return Int8Array.from({ length: runs * run }, (_, i) => {
    const place = i % run;
    const byte = bytes[Math.floor(i / run) * bytesPerRun + (place >> 1)]!;
    // the sign bit of the half moves to that of an int32 and back
    return (place & 1 ? byte << 24 : byte << 28) >> 28;
  });
}
