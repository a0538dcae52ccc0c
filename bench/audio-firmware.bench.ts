/**
 * What the default library for words takes of a device, features, network and stream together:
 * npm run bench -- audio-firmware. Instructions do not depend on weights, so the first ones serve.
 */
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { compileImpulse } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import type { Optimise } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { simplify } from '../src/graph/simplify.ts';
import { fitFeatures, runFeatures } from '../src/pipeline/features.ts';
import { defaultQuantizeOptions, quantize } from '../src/quantize/quantize.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { prove } from '../src/toolchain/prove.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { chooseRecipe } from '../src/train/recipes/choose-recipe.ts';
import { firstNetwork } from '../src/train/recipes/recipe.ts';
import type { Measurement } from './measurement.ts';

type Build = readonly [
  core: CoreId,
  rateHz: number,
  optimise: Optimise,
  weightBits: 8 | 4,
  /** Of the blocks along time; the network's own where it is not told. */
  channels?: number,
];
const builds: readonly Build[] = [
  ['cortex-m4', 16_000, 'flash', 8],
  ['cortex-m4', 16_000, 'balanced', 8],
  ['cortex-m4', 16_000, 'flash', 8, 48],
  ['cortex-m4', 16_000, 'balanced', 8, 48],
  ['cortex-m4', 16_000, 'balanced', 4],
  ['cortex-m4', 8_000, 'balanced', 8],
  ['cortex-m4', 8_000, 'balanced', 4],
  ['cortex-m0plus', 16_000, 'balanced', 8],
  ['cortex-m0plus', 16_000, 'balanced', 4],
];
const labels = Array.from({ length: 10 }, (_, i) => `word ${i}`);
const pause = async () => {};

export async function measure(): Promise<Measurement> {
  const rows: Record<string, string | number>[] = [];
  for (const [core, rate, optimise, weightBits, channels] of builds) {
    const windows = soundWindows(rate, 6);
    const impulse = await impulseAt(rate, windows, weightBits, channels);
    const compiled = compileImpulse(impulse, await readRuntime(), {
      strideReadings: rate / 5,
      header: { toolVersion: 'bench', seed: 1 },
      optimise,
      kernels: kernelsFor(core, optimise),
      decoder: { windows: 3, threshold: 200, suppression: 5, heard: labels.map(() => true) },
    });
    const { name, files, windowValues, sound, featureCount, arenaBytes } = compiled;
    const sizes = { windowValues, sound, features: featureCount, labels: labels.length };
    const request = { core, name, files, ...sizes, arenaBytes, windows };
    const proof = await prove(request, await findTools(), unwatched);
    const { features, network, run } = proof.instructionsByCall;
    rows.push({
      core,
      'rate, Hz': rate,
      optimise,
      'weights, bits': weightBits,
      channels: channels ?? 'default',
      'flash, bytes': proof.flashBytes,
      'RAM, bytes': proof.ramBytes,
      'of it arena': arenaBytes,
      'insn, features': features.mean,
      'insn, network': network.mean,
      'insn, a second hop by hop and the network': run.mean,
    });
  }
  return {
    title:
      'Words: log-mel bands of a second in 49 frames, hybrid network of 1.4 M multiply-adds, int8',
    rows,
    notes: [
      'Flash and RAM are those of a whole program that listens: start-up, stream, arena and stack are in it.',
    ],
  };
}

async function impulseAt(
  rate: number,
  windows: readonly Float32Array[],
  weightBits: 8 | 4,
  channels?: number,
): Promise<Impulse> {
  const signal = { axes: ['audio'], sampleRateHz: rate, length: rate };
  const wish = channels ? ({ network: 'hybrid', values: { channels } } as const) : null;
  const recipe = chooseRecipe({ signal, windows, wish, limits: null });
  const { branches } = recipe;
  const features = await fitFeatures('f', signal, branches, windows, unwatched, { pause });
  const random = new Random(1, 'first weights');
  const network = firstNetwork(recipe, 'n', features, labels.length, random);
  const rows = await runFeatures(features, windows, '', unwatched, { pause });
  const { network: int8 } = quantize(simplify(network), rows, unwatched, {
    ...defaultQuantizeOptions,
    weightBits,
  });
  return { name: 'words', signal, labels, features, network: int8 };
}

/** Tones that come and go over a hiss, of many strengths. */
function soundWindows(rate: number, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, k) => {
    const random = new Random(k, 'sound');
    const hz = random.between(150, 3_000);
    return Float32Array.from({ length: rate }, (_, i) => {
      const tone = Math.sin((2 * Math.PI * hz * i) / rate) * Math.sin((3 * i) / rate + k);
      return Math.fround(2 ** -(k + 1) * (0.8 * tone + 0.1 * random.normal()));
    });
  });
}
