import { Failure } from '../../base/failure.ts';
import type { BlockPlan, BlockRule, Signal } from '../block.ts';
import { exp2, log2 } from '../float32.ts';
import { planMelWeights } from './mel-weights.ts';
import { frameNames } from './names.ts';
import { type FrameSettings, planFrames } from './power-frames.ts';

/**
 * Mel energies with per-channel energy normalisation, for sound from afar (Wang and others 2017): each
 * band's energy E is divided by its own slow mean M, M[t] = (1 − s) M[t−1] + s E[t] from M[0] = E[0], and
 * compressed: (E/(ε + M)^gain + bias)^power − bias^power. Powers are |X|²/fftLength; all is float32.
 * Features are [frames, filters].
 */
export interface PcenBlock extends FrameSettings {
  readonly kind: 'pcen';
  readonly filters: number;
  readonly lowFrequency: number;
  /** 0: half the sample rate. */
  readonly highFrequency: number;
  /** s: 1 over the frames that the mean looks back. */
  readonly smoothing: number;
  readonly gain: number;
  readonly bias: number;
  readonly power: number;
  readonly epsilon: number;
}

const f = Math.fround;

export const pcenRule: BlockRule<PcenBlock> = { plan };

function plan(block: PcenBlock, signal: Signal): BlockPlan {
  requirePossible(block);
  const frames = planFrames('PCEN', block, signal);
  const bank = planMelWeights({
    bands: block.filters,
    lowHz: block.lowFrequency,
    highHz: block.highFrequency,
    fftLength: block.fftLength,
    sampleRateHz: signal.sampleRateHz,
  });
  const [s, gain, bias, power, epsilon] = [
    f(block.smoothing),
    f(-block.gain),
    f(block.bias),
    f(block.power),
    f(block.epsilon),
  ];
  const biasPower = f(block.bias ** block.power);
  const columns = Array.from(bank.centresHz, (hz) => `${Math.round(hz)} Hz`);
  const floats = { smoothing: s, minus_gain: gain, bias, power, epsilon, bias_power: biasPower };
  return {
    featureNames: frameNames(frames, signal, columns),
    shape: [frames.frames, bank.bands],
    scratchFloats: frames.scratchFloats + bank.bands,
    stream: frames.streamOf(bank.bands),
    config: [
      frames.config,
      bank.config,
      ...Object.entries(floats).map(([name, float]) => ({ name, value: { float } })),
    ],
    evaluate(window) {
      const features = new Float32Array(frames.frames * bank.bands);
      const mean = new Float32Array(bank.bands);
      const rows = frames.rows(window, bank.sums);
      for (let k = 0; k < frames.frames; k++) {
        const energies = rows.subarray(k * bank.bands, (k + 1) * bank.bands);
        for (let band = 0; band < bank.bands; band++) {
          const energy = energies[band]!;
          const step = f(f(energy - mean[band]!) * s);
          mean[band] = k === 0 ? energy : f(mean[band]! + step);
          const factor = exp2(f(log2(f(mean[band]! + epsilon)) * gain));
          const level = f(f(energy * factor) + bias);
          features[k * bank.bands + band] = f(exp2(f(log2(level) * power)) - biasPower);
        }
      }
      return features;
    },
  };
}

function requirePossible({ smoothing, gain, bias, power, epsilon }: PcenBlock): void {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (!(smoothing > 0 && smoothing <= 1)) {
    refuse(`A smoothing of ${smoothing} is not possible: give above 0 and up to 1.`);
  }
  if (!(gain >= 0 && gain <= 1)) refuse(`A gain of ${gain} is not possible: give 0 to 1.`);
  if (!(bias > 0 && bias <= 100)) refuse(`A bias of ${bias} is not possible: give above 0 to 100.`);
  if (!(power > 0 && power <= 1)) refuse(`A power of ${power} is not possible: give above 0 to 1.`);
  if (!(f(epsilon) >= f(1e-20))) {
    refuse(`An epsilon of ${epsilon} is not possible: give 1e-20 or more.`);
  }
}
