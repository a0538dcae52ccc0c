import type { BlockPlan, BlockRule, Signal } from '../block.ts';
import { decibelsConfig, requireNoiseFloor } from './decibels.ts';
import { frameNames } from './names.ts';
import { type FrameSettings, planFrames } from './power-frames.ts';

/**
 * The power |X|²/fftLength of each bin of each frame, as 0 to 1 from the noise floor to 12 dB, in
 * float32. Features are [frames, fftLength/2 + 1].
 */
export interface SpectrogramBlock extends FrameSettings {
  readonly kind: 'spectrogram';
  readonly noiseFloorDb: number;
}

export const spectrogramRule: BlockRule<SpectrogramBlock> = { plan };

function plan(block: SpectrogramBlock, signal: Signal): BlockPlan {
  const { noiseFloorDb, fftLength } = block;
  requireNoiseFloor(noiseFloorDb);
  const frames = planFrames('Spectrogram', block, signal);
  const hz = (bin: number) => Number(((bin * signal.sampleRateHz) / fftLength).toFixed(1));
  const columns = Array.from({ length: frames.bins }, (_, bin) => `${hz(bin)} Hz`);
  return {
    featureNames: frameNames(frames, signal, columns),
    shape: [frames.frames, frames.bins],
    scratchFloats: frames.scratchFloats,
    stream: frames.streamOf(frames.bins),
    config: [frames.config, decibelsConfig(block.noiseFloorDb)],
    evaluate(window) {
      return frames.rows(window, null, { kind: 'decibels', noiseFloorDb });
    },
  };
}
