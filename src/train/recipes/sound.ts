import { Failure } from '../../base/failure.ts';
import { planBlock } from '../../dsp/block.ts';
import { chooseLogMel } from '../../dsp/log-mel/choose-log-mel.ts';
import { planLogMel } from '../../dsp/log-mel/log-mel.ts';
import { isSound } from '../../dsp/sound.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { batchesPerEpoch } from '../batches.ts';
import { formOfNetwork } from '../networks/makers.ts';
import { melFormOf } from '../sound/mel-form.ts';
import { defaultSoundAugment } from '../sound/sound-augment.ts';
import { augmentWave, otherNoise } from '../sound/wave-augment.ts';
import { defaultTrainOptions, type TrainOptions } from '../train-options.ts';
import type { Material, Recipe, RecipeRule } from './recipe.ts';

/** Spoken words and other sounds: one channel of a microphone. */
export const soundRule: RecipeRule = {
  what: 'windows of sound',
  fits: ({ axes, sampleRateHz }) => axes.length === 1 && isSound(axes, sampleRateHz),
  forms: ['picture', 'time', 'features'],
  make: soundRecipe,
};

/** So many steps, however many recordings there are: bench/results/audio.md. */
const steps = 2000;
const batchSize = 64;
/** Chosen by speakers and places that were left out: bench/results/audio.md. */
const unheardLogit = 1;
const epochsMin = 3;
/** Of each window where features are asked for, as long as all of them fit into 200 MB. */
const versions = 12;
const featuresMost = 5e7;
const { otherNoiseShare } = defaultSoundAugment;

function soundRecipe({ signal, windows, wish, features }: Material): Recipe {
  if (features && features.block.kind !== 'log_mel') {
    return plainRecipe({ signal, windows, wish, features });
  }
  const chosen = chooseLogMel(signal);
  const { reason: featureReason } = features ?? chosen;
  const block = features?.block.kind === 'log_mel' ? features.block : chosen.block;
  const { frames, width } = planLogMel(block, signal);
  return {
    reason:
      'A short front over the spectrogram sees its pieces, then blocks along time follow how they go on. Versions with other speeds, voices, rooms and noise are made anew for each epoch.',
    featureReason,
    branches: [{ block, standardized: true, shape: [frames, width, 1] }],
    network: wish ?? { network: 'hybrid', values: {} },
    copies: 1,
    augment: (window) => window,
    sound: { form: melFormOf(block, signal), augment: defaultSoundAugment },
    options: optionsFor(windows.length),
    unheardLogit,
  };
}

/** With features that were asked for: versions are made of the readings, before their features. */
function plainRecipe({
  signal,
  windows,
  wish,
  features,
}: Pick<Material, 'signal' | 'windows' | 'wish'> & {
  readonly features: NonNullable<Material['features']>;
}): Recipe {
  const { shape } = planBlock(features.block, signal);
  const picture = shape.length === 2;
  const size = sizeOf(shape);
  const network = wish ?? { network: picture ? 'hybrid' : 'mlp', values: {} };
  if ((formOfNetwork(network.network) === 'features') === picture) {
    const what = picture ? 'a picture over time' : 'a row of numbers';
    throw new Failure(
      'bad-option',
      `Network ${network.network} does not go with block ${features.block.kind}, which gives ${what}: leave the network to the data.`,
    );
  }
  return {
    reason:
      'The features were asked for. Each epoch shows one of several versions of each window, of other speed, loudness, place and colour, over noise.',
    featureReason: features.reason,
    branches: [
      { block: features.block, standardized: true, shape: picture ? [...shape, 1] : null },
    ],
    network,
    copies: Math.max(1, Math.min(versions, Math.floor(featuresMost / (windows.length * size)))),
    augment: (window, random, isNoise) => {
      const { sampleRateHz } = signal;
      const isOther = isNoise && random.fork('other').uniform() < otherNoiseShare;
      return isOther ? otherNoise(window, random) : augmentWave(window, sampleRateHz, random);
    },
    options: optionsFor(windows.length),
    unheardLogit,
  };
}

function optionsFor(count: number): TrainOptions {
  const batch = Math.min(batchSize, count);
  const epochs = Math.max(epochsMin, Math.round(steps / batchesPerEpoch(count, batch)));
  return {
    ...defaultTrainOptions,
    batchSize: batch,
    epochs,
    learningRate: 0.004,
    warmUp: 0.2,
    weightDecay: 0.02,
    averaging: 0.99,
    keep: 'last',
    checkpointEvery: Math.max(1, Math.round(epochs / 20)),
  };
}
