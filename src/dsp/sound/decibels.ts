import { Failure } from '../../base/failure.ts';
import { log10 } from '../float32.ts';

const f = Math.fround;

/** Powers below this are taken as this. */
export const leastPower = f(1e-30);

/**
 * Powers as numbers from 0, at the noise floor or below, to 1, at 12 dB above a power of 1:
 * (10 log10 P − floor)/(12 − floor), clipped, in float32 in the order of thimble_decibels_f32.
 */
export function decibels(powers: Float32Array, noiseFloorDb: number): Float32Array {
  const floor = f(noiseFloorDb);
  const share = inverseSpan(noiseFloorDb);
  return powers.map((power) => {
    const level = f(f(10 * log10(power > leastPower ? power : leastPower)) - floor);
    const scaled = f(level * share);
    return scaled > 0 ? (scaled < 1 ? scaled : 1) : 0;
  });
}

/** 1 / (12 dB − floor). */
export function inverseSpan(noiseFloorDb: number): number {
  return f(1 / (12 - noiseFloorDb));
}

export function requireNoiseFloor(noiseFloorDb: number): void {
  if (noiseFloorDb >= -200 && noiseFloorDb < 12) return;
  throw new Failure(
    'bad-option',
    `A noise floor of ${noiseFloorDb} dB is not possible: give −200 to below 12.`,
  );
}
