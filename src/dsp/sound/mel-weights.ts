import type { ConfigField } from '../block.ts';
import { makeMelBank } from '../log-mel/mel-bank.ts';
import type { PowerSums } from './fast-powers-layout.ts';

/** Triangular mel bands with a peak of 1, as the weights of the bins under each. */
export interface MelWeights {
  readonly bands: number;
  readonly centresHz: Float64Array;
  /** Field `bank`, a thimble_mel_bank_config. */
  readonly config: ConfigField;
  /** What is summed for each band. */
  readonly sums: PowerSums;
  /** Σ weight × power of each band, in float32 in ascending order of bins. */
  energies(powers: Float32Array): Float32Array;
}

const f = Math.fround;

/** `highHz` 0: half the sample rate. Throws a Failure for edges that are not possible. */
export function planMelWeights(settings: {
  readonly bands: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly fftLength: number;
  readonly sampleRateHz: number;
}): MelWeights {
  const highHz = settings.highHz === 0 ? settings.sampleRateHz / 2 : settings.highHz;
  const { bands, centresHz, firsts, counts, weights } = triangles({ ...settings, highHz });
  return {
    bands,
    centresHz,
    sums: { firsts, counts, weights },
    config: {
      name: 'bank',
      value: {
        struct: [
          { name: 'bands', value: { int: bands } },
          { name: 'firsts', value: { table: firsts } },
          { name: 'counts', value: { table: counts } },
          { name: 'weights', value: { table: weights } },
          { name: 'energies', value: { function: 'thimble_mel_energies_f32' } },
        ],
      },
    },
    energies(powers) {
      let at = 0;
      return Float32Array.from(counts, (count, band) => {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          sum = f(sum + f(powers[firsts[band]! + i]! * weights[at++]!));
        }
        return sum;
      });
    },
  };
}

/** The weights of each band side by side, from the layout that shares a bin between two bands. */
function triangles(settings: Parameters<typeof makeMelBank>[0]) {
  const bank = makeMelBank(settings);
  const narrow = new Map(bank.narrow.map(([band, bin, share]) => [band, { bin, share }]));
  const firsts = new Int16Array(bank.bands);
  const counts = new Int16Array(bank.bands);
  const weights: number[] = [];
  let at = 0;
  for (let band = 0; band < bank.bands; band++) {
    const [rising, falling] = [bank.counts[band]!, bank.counts[band + 1]!];
    const one = narrow.get(band);
    if (one) {
      firsts[band] = one.bin;
      counts[band] = 2;
      weights.push(1 - one.share, one.share);
    } else {
      firsts[band] = bank.firstBin + at;
      counts[band] = rising + falling;
      for (let i = 0; i < rising + falling; i++) {
        const share = bank.shares[at + i]!;
        weights.push(i < rising ? share : 1 - share);
      }
    }
    at += rising;
  }
  const { bands, centresHz } = bank;
  return { bands, centresHz, firsts, counts, weights: Float32Array.from(weights) };
}
