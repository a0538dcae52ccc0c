import { Failure } from '../../base/failure.ts';

const f = Math.fround;

/** Powers below this are taken as this. */
export const leastPower = f(1e-30);

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
