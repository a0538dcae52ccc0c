/** What an impulse makes of a window and what it would take, computed beside the page. */
import { unwatched } from '../../../base/task.ts';
import { type Block, planBlock, type Signal } from '../../../dsp/block.ts';
import { evaluate } from '../../../graph/evaluate.ts';
import { featureGraph } from '../../../pipeline/features.ts';
import { blockNamed } from '../../../pipeline/named-block.ts';
import { previewCosts } from '../../../pipeline/preview-costs.ts';
import { importFolder } from '../../../project/import-folder.ts';
import type { Sample } from '../../../project/sample.ts';
import { chooseWindowFor, windowsOf } from '../../../project/windows.ts';
import { tensor } from '../../../tensor/tensor.ts';
import { parseNetwork } from '../../../train/networks/makers.ts';
import type { Costs } from '../../state/budget.ts';
import type { ImpulseSettings } from '../../state/impulse.ts';

/** Samples that stand for all of them, and the choice to look at. */
export interface ToImpulse {
  readonly number: number;
  readonly samples: readonly {
    readonly name: string;
    readonly label: string;
    readonly address: string;
  }[];
  /** Readings of every sample, at the rate of the first. */
  readonly lengths: readonly number[];
  readonly labels: readonly string[];
  readonly settings: ImpulseSettings;
  readonly board: string;
  /** The reading of the first sample near which the window to look at begins. */
  readonly start: number;
  /** null: with all blocks of the impulse; else what this block makes of it. */
  readonly block: string | null;
}

export interface BlockEffect {
  readonly block: Block;
  readonly reason: string;
  readonly shape: readonly number[];
  readonly names: readonly string[];
  readonly values: Float32Array;
}

export interface ImpulseEffect {
  readonly number: number;
  readonly signal: Signal;
  readonly stride: number;
  readonly windowReason: string;
  readonly windows: number;
  /** Which of them is looked at, counted from 0. */
  readonly at: number;
  /** [readings, axes] interleaved. */
  readonly window: Float32Array;
  readonly blocks: readonly BlockEffect[];
  readonly network: string;
  readonly networkReason: string;
  readonly parameters: number;
  readonly features: number;
  readonly costs: Costs;
}

export type FromImpulse =
  | { readonly kind: 'effect'; readonly effect: ImpulseEffect }
  | { readonly kind: 'failed'; readonly number: number; readonly sentence: string };

self.onmessage = async ({ data }: MessageEvent<ToImpulse>) => {
  try {
    self.postMessage({ kind: 'effect', effect: await effectOf(data) } satisfies FromImpulse);
  } catch (error) {
    const sentence = error instanceof Error ? error.message : 'The impulse could not be tried.';
    self.postMessage({ kind: 'failed', number: data.number, sentence } satisfies FromImpulse);
  }
};

async function effectOf(asked: ToImpulse): Promise<ImpulseEffect> {
  const { settings, labels, board } = asked;
  const { samples, scale } = await samplesOf(asked);
  const [first] = samples;
  const wish = {
    ...(settings.windowMs !== undefined && { lengthMs: settings.windowMs }),
    ...(settings.strideMs !== undefined && { strideMs: settings.strideMs }),
  };
  const lengths = asked.lengths.map((length) => Math.round(length * scale));
  const plan = chooseWindowFor(first!, lengths, wish);
  const cut = samples.map((sample) => windowsOf(sample, plan));
  const signal: Signal = {
    axes: first!.axes.map(({ name }) => name),
    sampleRateHz: first!.sampleRateHz,
    length: plan.length,
  };
  const some = cut.flatMap((windows) => windows.slice(0, 2)).map(({ window }) => window);
  const preview = await previewCosts(
    {
      ...{ signal, labels, windows: some, strideReadings: plan.stride, board },
      block: settings.block ? { name: settings.block.name, changes: changesOf(settings) } : null,
      network: settings.network === undefined ? null : parseNetwork(settings.network),
      weightBits: settings.weightBits ?? 8,
    },
    unwatched,
  );
  const own = cut[0]!;
  const at = own.reduce(
    (best, { start }, i) =>
      Math.abs(start - asked.start) < Math.abs(own[best]!.start - asked.start) ? i : best,
    0,
  );
  const { window } = own[at]!;
  const { cost, recipe, parameters, features } = preview;
  const blocks = asked.block
    ? [blockNamed(asked.block, changesOf(settings), signal, some)]
    : recipe.branches.map(({ block }) => ({ block, reason: recipe.featureReason }));
  return {
    number: asked.number,
    signal,
    stride: plan.stride,
    windowReason: plan.reason,
    windows: own.length,
    at,
    window,
    blocks: blocks.map(({ block, reason }) => ({ ...featuresOf(block, signal, window), reason })),
    network: recipe.network.network,
    networkReason: recipe.reason,
    parameters,
    features,
    costs: {
      ram: [{ name: 'Window and arena', value: cost.ramBytes }],
      flash: [{ name: 'Weights and tables', value: cost.flashBytes }],
      milliseconds: cost.milliseconds,
      microjoules: cost.microjoules,
      measured: false,
    },
  };
}

function featuresOf(block: Block, signal: Signal, window: Float32Array) {
  const { shape, featureNames } = planBlock(block, signal);
  const graph = featureGraph('features', signal, [{ block, standardized: false }], null);
  const [values] = evaluate(graph, [tensor('f32', [signal.length, signal.axes.length], window)]);
  return { block, shape, names: featureNames, values: values!.data as Float32Array };
}

const changesOf = ({ block }: ImpulseSettings): ReadonlyMap<string, string> =>
  new Map(Object.entries(block?.settings ?? {}));

let known: {
  readonly key: string;
  readonly samples: readonly Sample[];
  readonly scale: number;
} | null = null;

/** As a training takes them: axes agree, sound is one channel; and how that changed the first's rate. */
async function samplesOf({ samples, settings }: ToImpulse) {
  const key = samples.map(({ address }) => address).join(' ');
  if (known?.key === key) return known;
  const files = samples.map(({ name, address }) => ({
    path: name,
    read: async () => new Uint8Array(await (await fetch(address)).arrayBuffer()),
  }));
  const listed = samples.map(({ name, label }) => {
    return { path: name, label, segments: [], split: null, group: null };
  });
  const { samples: found } = await importFolder(
    files,
    {
      listing: { listed, skipped: [], notes: [] },
      ...(settings.sampleRateHz !== undefined && { sampleRateHz: settings.sampleRateHz }),
    },
    unwatched,
  );
  const first = found.find(({ source }) => source === samples[0]!.name) ?? found[0]!;
  const sorted = [first, ...found.filter((one) => one !== first)];
  known = { key, samples: sorted, scale: 1 };
  return known;
}
