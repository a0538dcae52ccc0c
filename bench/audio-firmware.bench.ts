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
import type { Block } from '../src/dsp/block.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { simplify } from '../src/graph/simplify.ts';
import { fitFeatures, runFeatures } from '../src/pipeline/features.ts';
import { blockNamed } from '../src/pipeline/named-block.ts';
import { defaultQuantizeOptions, quantize } from '../src/quantize/quantize.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { prove } from '../src/toolchain/prove.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { chooseRecipe } from '../src/train/recipes/choose-recipe.ts';
import { firstNetwork } from '../src/train/recipes/recipe.ts';
import type { Measurement } from './measurement.ts';

interface Build {
  readonly core: CoreId;
  readonly rate?: number;
  readonly optimise?: Optimise;
  readonly weightBits?: 8 | 4;
  /** Of the blocks along time; the network's own where it is not told. */
  readonly channels?: number;
  /** With settings besides those of its name; log-mel where it is not told. */
  readonly block?: readonly [name: string, changes: Readonly<Record<string, number>>];
}
const wordBuilds: readonly Build[] = [
  { core: 'cortex-m4', optimise: 'flash' },
  { core: 'cortex-m4' },
  { core: 'cortex-m4', optimise: 'flash', channels: 48 },
  { core: 'cortex-m4', channels: 48 },
  { core: 'cortex-m4', weightBits: 4 },
  { core: 'cortex-m4', rate: 8_000 },
  { core: 'cortex-m4', rate: 8_000, weightBits: 4 },
  { core: 'cortex-m0plus' },
  { core: 'cortex-m0plus', weightBits: 4 },
];
/** Of version 1, whose emphasis looks back, a library keeps the window and computes all of it each time. */
const blockBuilds: readonly Build[] = ['mfe', 'mfcc'].flatMap((name): Build[] => [
  { core: 'cortex-m4', block: [name, { version: 1 }] },
  { core: 'cortex-m4', block: [name, {}] },
]);
const streamedBuilds: readonly Build[] = ['spectrogram', 'pcen'].map((name) => {
  return { core: 'cortex-m4', block: [name, {}] };
});
const labels = Array.from({ length: 10 }, (_, i) => `word ${i}`);
const pause = async () => {};

export async function measure(): Promise<Measurement> {
  const rows: Record<string, string | number>[] = [];
  for (const build of [...wordBuilds, ...blockBuilds, ...streamedBuilds]) {
    const { core, rate = 16_000, optimise = 'balanced', weightBits = 8, channels } = build;
    const windows = soundWindows(rate, 6);
    const impulse = await impulseAt({ ...build, rate, weightBits }, windows);
    const compiled = compileImpulse(impulse, await readRuntime(), {
      strideReadings: rate / 5,
      header: { toolVersion: 'bench', seed: 1 },
      optimise,
      kernels: kernelsFor(core, optimise),
      decoder: { windows: 3, threshold: 200, suppression: 5, heard: labels.map(() => true) },
    });
    const { name, files, windowValues, framed, featureCount, arenaBytes } = compiled;
    const sizes = { windowValues, framed, features: featureCount, labels: labels.length };
    const request = { core, name, files, ...sizes, arenaBytes, windows };
    const proof = await prove(request, await findTools(), unwatched);
    const { features, network, run } = proof.instructionsByCall;
    const [block, changes] = build.block ?? ['log-mel', {}];
    rows.push({
      core,
      block: [block, ...Object.entries(changes).map((pair) => pair.join(' '))].join(', '),
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
    title: 'Words: a second in 49 frames, hybrid network of 1.4 M multiply-adds over 40 bands',
    rows,
    notes: [
      'Flash and RAM are those of a whole program that listens: start-up, stream, arena and stack are in it.',
      'Version 1 of MFE and MFCC has no stream of frames: in the place of the last column is one run of a window.',
    ],
  };
}

async function impulseAt(
  {
    rate,
    weightBits,
    channels,
    block,
  }: Build & { readonly rate: number; readonly weightBits: 8 | 4 },
  windows: readonly Float32Array[],
): Promise<Impulse> {
  const signal = { axes: ['audio'], sampleRateHz: rate, length: rate };
  const wish = channels ? ({ network: 'hybrid', values: { channels } } as const) : null;
  const named = block && blockNamed(block[0], new Map(), signal, windows);
  const asked = named && {
    ...named,
    block: { ...named.block, ...block[1] } as Block,
  };
  const recipe = chooseRecipe({ signal, windows, wish, limits: null, features: asked ?? null });
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
