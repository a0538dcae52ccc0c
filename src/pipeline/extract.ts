import type { Task } from '../base/task.ts';
import { type Block, planBlock } from '../dsp/block.ts';
import { writeNpy } from '../formats/npy.ts';
import { importFolder } from '../project/import-folder.ts';
import { noiseByItself } from '../project/sound-classes.ts';
import type { SourceFile } from '../project/source-file.ts';
import { splitSamples } from '../project/split.ts';
import { chooseWindow, type WindowWish } from '../project/windows.ts';
import type { FeatureWorld } from './feature-tables.ts';
import { featureGraph, runFeatures } from './features.ts';
import { blockNamed } from './named-block.ts';
import { featurePicture } from './report/feature-picture.ts';
import { type CutData, cut, type Windows } from './windows.ts';

/** What features to make of recordings. */
export interface ExtractSettings {
  readonly seed: number;
  readonly window: WindowWish;
  readonly sampleRateHz?: number;
  /** The name of a block; null: the one that fits the kind of data. */
  readonly block: string | null;
  readonly changes: ReadonlyMap<string, string>;
}

export interface Extracted {
  readonly block: Block;
  /** Why this window and these settings, in sentences. */
  readonly reasons: readonly string[];
  /** [windows, …shape of the block] */
  readonly shape: readonly number[];
  /** features.npy, windows.csv and features.svg. */
  readonly files: ReadonlyMap<string, Uint8Array | string>;
}

const parts = ['train', 'validation', 'test'] as const;

/** Features of every window of a folder of recordings, as an array file and as a picture. */
export async function extract(
  recordings: readonly SourceFile[],
  settings: ExtractSettings,
  task: Task,
  world: FeatureWorld,
): Promise<Extracted> {
  const folder = await importFolder(recordings, settings, task);
  const { samples } = noiseByItself(folder.samples);
  const split = splitSamples(samples, { seed: settings.seed });
  const plan = chooseWindow(split.train, settings.window);
  const data = cut(split, plan);
  const { signal, labels } = data;
  const chosen = blockNamed(settings.block, settings.changes, signal, data.train.windows);
  const { shape, featureNames } = planBlock(chosen.block, signal);
  const graph = featureGraph('features', signal, [{ ...chosen, standardized: false }], null);
  const windows = parts.flatMap((part) => [...data[part].windows]);
  const [rows] = await runFeatures(graph, windows, 'Features', task, world);
  const classes = parts.flatMap((part) => [...data[part].labels]);
  const whole = [windows.length, ...shape];
  return {
    block: chosen.block,
    reasons: [plan.reason, chosen.reason],
    shape: whole,
    files: new Map<string, Uint8Array | string>([
      ['features.npy', writeNpy(whole, rows!)],
      ['windows.csv', windowTable(data, split)],
      ['features.svg', featurePicture({ rows: rows!, classes, labels, shape, featureNames })],
    ]),
  };
}

type Sources = { readonly [K in (typeof parts)[number]]: readonly { readonly source: string }[] };

/** One line for each row of the array. */
function windowTable({ signal, labels: names, ...data }: CutData, split: Sources): string {
  const line = (part: (typeof parts)[number], { labels, recordings, starts }: Windows) =>
    Array.from(labels, (label, i) => {
      const { source } = split[part][recordings[i]!]!;
      const startS = (starts[i]! / signal.sampleRateHz).toFixed(3);
      return [part, inCsv(names[label]!), inCsv(source), startS].join(',');
    });
  const rows = parts.flatMap((part) => line(part, data[part]));
  return ['part,label,recording,start_s', ...rows, ''].join('\n');
}

function inCsv(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
