import type { BlockPlan, BlockRule, Signal } from '../block.ts';
import { decibelsConfig, requireNoiseFloor } from './decibels.ts';
import { planMelWeights } from './mel-weights.ts';
import { frameNames } from './names.ts';
import { type FrameSettings, planFrames } from './power-frames.ts';

/**
 * Mel filterbank energies in float32: of each frame the power |X|²/fftLength under triangles that are
 * evenly spaced in mel (HTK's formula, peak 1), as 0 to 1 from the noise floor to 12 dB. Features are
 * [frames, filters].
 */
export interface MfeBlock extends FrameSettings {
  readonly kind: 'mfe';
  readonly filters: number;
  readonly lowFrequency: number;
  /** 0: half the sample rate. */
  readonly highFrequency: number;
  readonly noiseFloorDb: number;
}

export const mfeRule: BlockRule<MfeBlock> = { plan };

function plan(block: MfeBlock, signal: Signal): BlockPlan {
  requireNoiseFloor(block.noiseFloorDb);
  const frames = planFrames('MFE', block, signal);
  const bank = planMelWeights({
    bands: block.filters,
    lowHz: block.lowFrequency,
    highHz: block.highFrequency,
    fftLength: block.fftLength,
    sampleRateHz: signal.sampleRateHz,
  });
  const columns = Array.from(bank.centresHz, (hz) => `${Math.round(hz)} Hz`);
  return {
    get featureNames() {
      return frameNames(frames, signal, columns);
    },
    shape: [frames.frames, bank.bands],
    scratchFloats: frames.scratchFloats,
    stream: frames.streamOf(bank.bands),
    config: [frames.config, bank.config, decibelsConfig(block.noiseFloorDb)],
    evaluate(window) {
      return frames.rows(window, bank.sums, {
        kind: 'decibels',
        noiseFloorDb: block.noiseFloorDb,
      });
    },
  };
}
