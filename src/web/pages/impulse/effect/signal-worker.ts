/** What an impulse makes of a window and what it would take, computed beside the page. */
import { unwatched } from '../../../../base/task.ts';
import { type Block, planBlock, type Signal } from '../../../../dsp/block.ts';
import { evaluate } from '../../../../graph/evaluate.ts';
import { featureGraph } from '../../../../pipeline/features.ts';
import { type PreviewChoice, previewCosts } from '../../../../pipeline/preview-costs.ts';
import { importFolder } from '../../../../project/import-folder.ts';
import type { Sample } from '../../../../project/sample.ts';
import { chooseWindowFor, windowsOf } from '../../../../project/windows.ts';
import { tensor } from '../../../../tensor/tensor.ts';
import { parseNetwork } from '../../../../train/networks/makers.ts';
import { type Costs, estimatedCosts } from '../../../state/costs.ts';
import type { ImpulseSettings } from '../../../state/impulse.ts';
import { answerQuestions } from './answer-questions.ts';
import { type Example, filesOf, listingOf } from './example.ts';

/** Samples that stand for all of them. */
export interface SignalData {
  readonly samples: readonly Example[];
  /** Readings of every sample, at the rate of the first. */
  readonly lengths: readonly number[];
  readonly labels: readonly string[];
}

/** The choice to look at. */
export interface SignalQuestion {
  readonly settings: ImpulseSettings;
  readonly board: string;
  /** The reading of the first sample near which the window to look at begins. */
  readonly start: number;
}

export interface BlockEffect {
  readonly block: Block;
  readonly reason: string;
  readonly shape: readonly number[];
  readonly names: readonly string[];
  readonly values: Float32Array;
}

export interface SignalEffect {
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

const answer = answerQuestions(effectOf, (told) => self.postMessage(told));
self.onmessage = ({ data }) => answer(data);

async function effectOf(data: SignalData, asked: SignalQuestion): Promise<SignalEffect> {
  const { settings, board } = asked;
  const samples = await samplesOf(data, settings);
  const [first] = samples;
  const wish = {
    ...(settings.windowMs !== undefined && { lengthMs: settings.windowMs }),
    ...(settings.strideMs !== undefined && { strideMs: settings.strideMs }),
  };
  const plan = chooseWindowFor(first!, data.lengths, wish);
  const cut = samples.map((sample) => windowsOf(sample, plan));
  const signal: Signal = {
    axes: first!.axes.map(({ name }) => name),
    sampleRateHz: first!.sampleRateHz,
    length: plan.length,
  };
  const some = cut.flatMap((windows) => windows.slice(0, 2)).map(({ window }) => window);
  const { labels } = data;
  const { cost, recipe, parameters, features } = await previewOf(data, {
    ...{ signal, labels, windows: some, strideReadings: plan.stride, board },
    block: settings.block ? { name: settings.block.name, changes: changesOf(settings) } : null,
    network: settings.network === undefined ? null : parseNetwork(settings.network),
    weightBits: settings.weightBits ?? 8,
  });
  const own = cut[0]!;
  const at = own.reduce(
    (best, { start }, i) =>
      Math.abs(start - asked.start) < Math.abs(own[best]!.start - asked.start) ? i : best,
    0,
  );
  const { window } = own[at]!;
  return {
    ...{ signal, stride: plan.stride, windowReason: plan.reason, windows: own.length, at, window },
    blocks: recipe.branches.map(({ block }) => ({
      ...featuresOf(block, signal, window),
      reason: recipe.featureReason,
    })),
    network: recipe.network.network,
    networkReason: recipe.reason,
    ...{ parameters, features, costs: estimatedCosts(cost) },
  };
}

type Preview = ReturnType<typeof previewCosts>;
const previews = new WeakMap<SignalData, Map<string, Preview>>();

/** Worked out once for all windows that are looked at: what one takes, each takes. */
function previewOf(data: SignalData, choice: PreviewChoice): Preview {
  const known = previews.get(data) ?? new Map<string, Preview>();
  previews.set(data, known);
  const { block, windows: _, ...others } = choice;
  const key = JSON.stringify([others, block && [block.name, ...block.changes]]);
  const preview = known.get(key) ?? previewCosts(choice, unwatched);
  known.set(key, preview);
  return preview;
}

function featuresOf(block: Block, signal: Signal, window: Float32Array) {
  const { shape, featureNames } = planBlock(block, signal);
  const graph = featureGraph('features', signal, [{ block, standardized: false }], null);
  const [values] = evaluate(graph, [tensor('f32', [signal.length, signal.axes.length], window)]);
  return { block, shape, names: featureNames, values: values!.data as Float32Array };
}

const changesOf = ({ block }: ImpulseSettings): ReadonlyMap<string, string> =>
  new Map(Object.entries(block?.settings ?? {}));

let known: { readonly key: string; readonly samples: Promise<readonly Sample[]> } | null = null;

/** Read once, as a training takes them: axes agree, sound is one channel. The first one stays first. */
function samplesOf({ samples }: SignalData, { sampleRateHz }: ImpulseSettings) {
  const key = JSON.stringify([samples, sampleRateHz]);
  if (known?.key !== key) known = { key, samples: imported(samples, sampleRateHz) };
  return known.samples;
}

async function imported(examples: readonly Example[], sampleRateHz: number | undefined) {
  const listing = listingOf(examples);
  const options = { listing, ...(sampleRateHz !== undefined && { sampleRateHz }) };
  const { samples } = await importFolder(filesOf(examples), options, unwatched);
  // "#2" behind a name is the second labelled stretch of a recording
  const isFirst = ({ source }: Sample) => source.replace(/#\d+$/, '') === examples[0]!.name;
  return [...samples.filter(isFirst), ...samples.filter((one) => !isFirst(one))];
}
