import type { Task } from '../base/task.ts';
import { boardById } from '../compile/estimate/board.ts';
import { channelsOf } from '../dsp/image.ts';
import { writeNpy } from '../formats/npy.ts';
import { holdsPictures } from '../project/import-pictures.ts';
import type { Labelled, Split } from '../project/sample.ts';
import type { SourceFile } from '../project/source-file.ts';
import { principalComponents } from '../train/principal-components.ts';
import { chooseRecipe } from '../train/recipes/choose-recipe.ts';
import { featureNamesOf, fitFeatures, runFeatures } from './features.ts';
import { gatherPictures, gatherRecordings } from './gather.ts';
import type { TrainSettings } from './train-model.ts';

/** The features of every window, or picture, of a project, and a map of them. */
export interface FeatureSet {
  readonly labels: readonly string[];
  readonly blocks: readonly string[];
  /** Why this window and these features. */
  readonly reasons: readonly string[];
  /** Numbers of one window that the map was made of, and their names where they have any. */
  readonly count: number;
  readonly names: readonly string[];
  readonly points: Points;
  /** Share of the spread that each axis of the map holds. */
  readonly shares: readonly number[];
  /** [windows, count], as a file of NumPy. */
  readonly npy: Uint8Array;
}

/** One entry of each list for one window; the map is of the first two principal components. */
export interface Points {
  readonly sources: readonly string[];
  readonly source: readonly number[];
  readonly start: readonly number[];
  readonly label: readonly number[];
  readonly part: readonly Split[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Rows {
  readonly rows: readonly Float32Array[];
  readonly sources: readonly string[];
  readonly source: readonly number[];
  readonly start: readonly number[];
  readonly label: readonly number[];
  readonly part: readonly Split[];
}

const parts = ['train', 'validation', 'test'] as const;

/** Features by the recipe that training would take; fitted to the training part alone. */
export async function featureSet(
  files: readonly SourceFile[],
  settings: TrainSettings,
  task: Task,
  { pause }: { readonly pause: () => Promise<void> },
): Promise<FeatureSet> {
  if (await holdsPictures(files, settings.listing)) return ofPictures(files, settings, task);
  const { data, split, plan } = await gatherRecordings(files, settings, task);
  const { signal, labels } = data;
  const recipe = chooseRecipe({
    signal,
    windows: data.train.windows,
    wish: settings.network ?? null,
    limits: settings.board === undefined ? null : boardById(settings.board),
  });
  const { branches } = recipe;
  const graph = await fitFeatures('features', signal, branches, data.train.windows, task, pause);
  const each: Rows[] = [];
  for (const part of parts) {
    const { windows, recordings, starts, labels } = data[part];
    const packed = (await runFeatures(graph, windows, `Features, ${part}`, task, pause)).at(-1)!;
    const width = packed.length / windows.length;
    const rows = windows.map((_, i) => packed.subarray(i * width, (i + 1) * width));
    each.push(rowsOf(part, split[part], rows, labels, recordings, starts));
  }
  return mapped(joined(each), {
    labels,
    blocks: branches.map(({ block }) => block.kind),
    reasons: [plan.reason, recipe.featureReason],
    names: featureNamesOf(graph),
  });
}

async function ofPictures(
  files: readonly SourceFile[],
  settings: TrainSettings,
  task: Task,
): Promise<FeatureSet> {
  const { data, split, recipe } = await gatherPictures(files, settings, task);
  const each = parts.map((part) => {
    const { pictures, labels } = data[part];
    const order = Int32Array.from(labels, (_, i) => i);
    const rows = pictures.map((picture) => Float32Array.from(picture));
    return rowsOf(part, split[part], rows, labels, order, new Int32Array(labels.length));
  });
  const { width, height, colour } = data.image;
  return mapped(joined(each), {
    labels: data.labels,
    blocks: ['image'],
    reasons: [`${recipe.imageReason} ${width} × ${height} × ${channelsOf(colour)} values.`],
    names: [],
  });
}

function rowsOf(
  part: Split,
  samples: readonly Labelled[],
  rows: readonly Float32Array[],
  labels: Int32Array,
  recordings: Int32Array,
  starts: Int32Array,
): Rows {
  return {
    rows,
    sources: samples.map(({ source }) => source),
    source: [...recordings],
    start: [...starts],
    label: [...labels],
    part: rows.map(() => part),
  };
}

function joined(each: readonly Rows[]): Rows {
  let before = 0;
  const source = each.flatMap((rows) => {
    const first = before;
    before += rows.sources.length;
    return rows.source.map((index) => first + index);
  });
  return {
    rows: each.flatMap(({ rows }) => rows),
    sources: each.flatMap(({ sources }) => sources),
    source,
    start: each.flatMap(({ start }) => start),
    label: each.flatMap(({ label }) => label),
    part: each.flatMap(({ part }) => part),
  };
}

function mapped(
  { rows, ...places }: Rows,
  about: Pick<FeatureSet, 'labels' | 'blocks' | 'reasons' | 'names'>,
): FeatureSet {
  const { points, shares } = principalComponents(rows, 2);
  const count = rows[0]!.length;
  const values = new Float32Array(rows.length * count);
  for (const [i, row] of rows.entries()) values.set(row, i * count);
  // four digits are more than a map shows
  const short = (value = 0) => Math.round(value * 1e4) / 1e4;
  const at = { x: points.map(([x]) => short(x)), y: points.map(([, y]) => short(y)) };
  const npy = writeNpy([rows.length, count], values);
  return { ...about, count, points: { ...places, ...at }, shares, npy };
}
