import { Failure } from '../../base/failure.ts';
import type { ConfigField } from '../block.ts';

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

/** Field `decibels`, a thimble_decibels_config. */
export function decibelsConfig(noiseFloorDb: number): ConfigField {
  return {
    name: 'decibels',
    value: {
      struct: [
        { name: 'noise_floor', value: { float: f(noiseFloorDb) } },
        { name: 'inverse_span', value: { float: inverseSpan(noiseFloorDb) } },
        { name: 'levels', value: { function: 'thimble_decibels_f32' } },
      ],
    },
  };
}
