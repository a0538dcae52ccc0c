import { assert } from '../base/assert.ts';
import { Random } from '../base/random.ts';
import { standardize } from '../dsp/standardize.ts';
import type { Graph } from '../graph/op.ts';
import { isNoise } from '../project/sound-classes.ts';
import type { Recipe } from '../train/recipes/recipe.ts';
import { type SoundSource, soundVersions } from '../train/sound/sound-augment.ts';
import type { CutData, Windows } from './windows.ts';

/**
 * For each epoch a new version of every window of a part, as the network takes it: made in the
 * spectrum, then standardised as the device does. Noise is mixed in from the training part alone.
 */
export function soundEpochs(
  data: CutData,
  part: 'train' | 'validation',
  { form, augment }: NonNullable<Recipe['sound']>,
  features: Graph,
  seed: number,
  pause: () => Promise<void>,
): (epoch: number) => Promise<readonly Float32Array[]> {
  const op = features.nodes.map((node) => node.op).find(({ kind }) => kind === 'standardize');
  assert(op?.kind === 'standardize', 'sound features are standardised');
  const { mean, scale, limit } = op;
  const versions = soundVersions(sourceOf(data, part), form, mean.data as Float32Array, augment);
  const size = form.frames * form.bands;
  const count = data[part].windows.length;
  return async (epoch) => {
    const random = new Random(seed, 'sound', part, epoch);
    const rows = new Float32Array(count * size);
    for (let window = 0; window < count; window++) {
      const row = rows.subarray(window * size, (window + 1) * size);
      versions(window, random.fork(window), row);
      const even = standardize(row, mean.data as Float32Array, scale.data as Float32Array, limit);
      row.set(even);
      if (window % 32 === 31) await pause();
    }
    return [rows];
  };
}

function sourceOf(data: CutData, part: 'train' | 'validation'): SoundSource {
  const own = data[part];
  // the training part's noises stand behind the part's own recordings
  const noises = noisesOf(data.train, data.labels);
  const { plan } = data;
  return {
    clips: [...own.sources, ...noises],
    noises: noises.map((_, i) => own.sources.length + i),
    isNoise: Uint8Array.from(own.labels, (label) => (isNoise(data.labels[label]!) ? 1 : 0)),
    clipOf: own.recordings,
    startOf: own.starts,
    whole: plan.kind === 'whole',
    stride: plan.stride,
    length: plan.length,
  };
}

/** The recordings of a part that hold nothing but noise. */
function noisesOf({ labels, recordings, sources }: Windows, names: readonly string[]) {
  const noisy = new Set(
    Array.from(recordings).filter((_, window) => isNoise(names[labels[window]!]!)),
  );
  return [...noisy].map((recording) => sources[recording]!);
}
