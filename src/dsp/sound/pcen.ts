import { Failure } from '../../base/failure.ts';
import type { BlockPlan, BlockRule, Signal } from '../block.ts';
import { makeFastPcen, type PcenNumbers } from './fast-pcen.ts';
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
  const numbers: PcenNumbers = {
    smoothing: f(block.smoothing),
    minusGain: f(-block.gain),
    bias: f(block.bias),
    power: f(block.power),
    epsilon: f(block.epsilon),
    biasPower: f(block.bias ** block.power),
  };
  const columns = Array.from(bank.centresHz, (hz) => `${Math.round(hz)} Hz`);
  let fast: ReturnType<typeof makeFastPcen> | undefined;
  let energies: Float32Array | undefined;
  return {
    featureNames: frameNames(frames, signal, columns),
    shape: [frames.frames, bank.bands],
    scratchFloats: frames.scratchFloats + bank.bands,
    stream: frames.streamOf(bank.bands),
    config: [
      frames.config,
      bank.config,
      { name: 'smoothing', value: { float: numbers.smoothing } },
      { name: 'minus_gain', value: { float: numbers.minusGain } },
      { name: 'bias', value: { float: numbers.bias } },
      { name: 'power', value: { float: numbers.power } },
      { name: 'epsilon', value: { float: numbers.epsilon } },
      { name: 'bias_power', value: { float: numbers.biasPower } },
    ],
    evaluate(window) {
      fast ??= makeFastPcen(bank.bands, numbers);
      energies = frames.rows(window, bank.sums, undefined, energies);
      return fast(energies, frames.frames);
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
