import { Failure } from '../../base/failure.ts';
import type { BlockPlan, BlockRule, Signal } from '../block.ts';
import { normaliseAround, normaliseBySums } from './cepstral-normalisation.ts';
import type { PowerSums } from './fast-powers-layout.ts';
import { planMelWeights } from './mel-weights.ts';
import { frameNames } from './names.ts';
import { type FrameSettings, planFrames } from './power-frames.ts';

/**
 * Mel-frequency cepstral coefficients in float32 (Davis and Mermelstein 1980): the orthonormal DCT-II
 * of the natural logarithms of mel filterbank energies; the first coefficient is replaced by the
 * logarithm of the frame's whole energy. Then each coefficient is brought to mean 0 and deviation 1
 * over the `winSize` frames around it, the window mirrored at its ends (Viikki and Laurila 1998); 0:
 * it stays as it is. (Version 2 does so by running sums.) Features are [frames, coefficients].
 */
export interface MfccBlock extends FrameSettings {
  readonly kind: 'mfcc';
  readonly coefficients: number;
  readonly filters: number;
  readonly lowFrequency: number;
  /** 0: half the sample rate. */
  readonly highFrequency: number;
  /** Frames, an odd number; 0: none. */
  readonly winSize: number;
}

const f = Math.fround;

export const mfccRule: BlockRule<MfccBlock> = { plan };

function plan(block: MfccBlock, signal: Signal): BlockPlan {
  requirePossible(block);
  const { coefficients, filters, winSize } = block;
  const frames = planFrames('MFCC', block, signal);
  const bank = planMelWeights({
    bands: filters,
    lowHz: block.lowFrequency,
    highHz: block.highFrequency,
    fftLength: block.fftLength,
    sampleRateHz: signal.sampleRateHz,
  });
  const cosines = cosineTable(filters, coefficients);
  const inverse = winSize > 0 ? f(1 / winSize) : 0;
  const sums = withWhole(bank.sums, frames.bins);
  const columns = Array.from({ length: coefficients }, (_, k) => `cepstrum ${k}`);
  const count = frames.frames * coefficients;
  let levelsOfAll: Float32Array | undefined;
  const [normalise, callee] =
    block.version === 1
      ? ([normaliseAround, 'thimble_normalise_around_f32'] as const)
      : ([normaliseBySums, 'thimble_normalise_by_sums_f32'] as const);
  return {
    featureNames: frameNames(frames, signal, columns),
    shape: [frames.frames, coefficients],
    scratchFloats: Math.max(frames.scratchFloats + filters, 2 * (frames.frames + 1)) + count,
    stream: frames.streamOf(coefficients),
    config: [
      frames.config,
      bank.config,
      { name: 'coefficients', value: { int: coefficients } },
      { name: 'win_size', value: { int: winSize } },
      { name: 'inverse_win_size', value: { float: inverse } },
      { name: 'cosines', value: { table: cosines } },
      { name: 'normalise', value: { function: winSize > 0 ? callee : null } },
    ],
    evaluate(window) {
      const cepstra = new Float32Array(count);
      levelsOfAll = frames.rows(window, sums, { kind: 'natural log' }, levelsOfAll);
      for (let k = 0; k < frames.frames; k++) {
        const levels = levelsOfAll.subarray(k * (filters + 1), k * (filters + 1) + filters);
        const row = cepstra.subarray(k * coefficients, (k + 1) * coefficients);
        transform(levels, cosines, row);
        row[0] = levelsOfAll[k * (filters + 1) + filters]!;
      }
      return winSize > 0 ? normalise(cepstra, coefficients, winSize, inverse) : cepstra;
    },
  };
}

function requirePossible({ coefficients, filters, winSize }: MfccBlock): void {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (!(Number.isInteger(coefficients) && coefficients >= 1 && coefficients <= filters)) {
    refuse(
      `${coefficients} cepstral coefficients of ${filters} filters are not possible: give 1 to ${filters}.`,
    );
  }
  if (!(winSize === 0 || (Number.isInteger(winSize) && winSize >= 3 && winSize % 2 === 1))) {
    refuse(
      `A normalisation window of ${winSize} frames is not possible: give 0 or an odd number from 3.`,
    );
  }
}

/** One band more: the energy of the whole frame. */
function withWhole({ firsts, counts, weights }: PowerSums, bins: number): PowerSums {
  return {
    firsts: Int16Array.of(...firsts, 0),
    counts: Int16Array.of(...counts, bins),
    weights: Float32Array.of(...weights, ...new Array<number>(bins).fill(1)),
  };
}

function cosineTable(filters: number, coefficients: number): Float32Array {
  return Float32Array.from({ length: filters * coefficients }, (_, i) => {
    const [k, n] = [Math.floor(i / filters), i % filters];
    const angle = (Math.PI * k * (2 * n + 1)) / (2 * filters);
    return Math.sqrt((k > 0 ? 2 : 1) / filters) * Math.cos(angle);
  });
}

/**
 * to[c] = Σn x[n] cosines[c, n], the sums in the order of n. Four coefficients go together here, and four frames
 * below: a processor adds to four sums in the time in which one is ready to be added to again.
 */
function transform(x: Float32Array, cosines: Float32Array, to: Float32Array): void {
  const width = x.length;
  const fours = to.length - (to.length % 4);
  for (let c = 0; c < fours; c += 4) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let n = 0, at = c * width; n < width; n++, at++) {
      const value = x[n]!;
      s0 = f(s0 + f(value * cosines[at]!));
      s1 = f(s1 + f(value * cosines[at + width]!));
      s2 = f(s2 + f(value * cosines[at + 2 * width]!));
      s3 = f(s3 + f(value * cosines[at + 3 * width]!));
    }
    to[c] = s0;
    to[c + 1] = s1;
    to[c + 2] = s2;
    to[c + 3] = s3;
  }
  for (let c = fours; c < to.length; c++) {
    let sum = 0;
    for (let n = 0; n < width; n++) sum = f(sum + f(x[n]! * cosines[c * width + n]!));
    to[c] = sum;
  }
}
