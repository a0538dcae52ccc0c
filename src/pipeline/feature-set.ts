import { Failure } from '../base/failure.ts';
import type { Task } from '../base/task.ts';
import { boardById } from '../compile/estimate/board.ts';
import { channelsOf } from '../dsp/image.ts';
import { writeNpy } from '../formats/npy.ts';
import type { Split } from '../project/sample.ts';
import type { SourceFile } from '../project/source-file.ts';
import { principalComponents } from '../train/principal-components.ts';
import { chooseRecipe } from '../train/recipes/choose-recipe.ts';
import { each, type Places, placesOf, rounded } from './answers.ts';
import type { FeatureWorld } from './feature-tables.ts';
import { featureNamesOf, fitFeatures, runFeatures } from './features.ts';
import { gather, type PictureTrip } from './gather.ts';
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

/** A map of the windows by their first two principal components. */
export interface Points extends Places {
  readonly part: readonly Split[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** The features of one part, [windows][count]. */
interface PartRows {
  readonly part: Split;
  readonly places: Places;
  readonly rows: readonly Float32Array[];
}

const parts = ['train', 'validation', 'test'] as const;

/** Features by the recipe that training would take; fitted to the training part alone. */
export async function featureSet(
  files: readonly SourceFile[],
  settings: TrainSettings,
  task: Task,
  world: FeatureWorld,
): Promise<FeatureSet> {
  const trip = await gather(files, settings, task);
  if (trip.kind === 'scene') {
    throw new Failure(
      'bad-data',
      'A map of features shows one label for each window or picture, and these pictures have boxes: train without it.',
    );
  }
  if (trip.kind === 'picture') return ofPictures(trip);
  const { data, split, plan } = trip;
  const { signal, labels } = data;
  const recipe = chooseRecipe({
    signal,
    windows: data.train.windows,
    wish: settings.network ?? null,
    limits: settings.board === undefined ? null : boardById(settings.board),
  });
  const { branches } = recipe;
  const graph = await fitFeatures('features', signal, branches, data.train.windows, task, world);
  const all: PartRows[] = [];
  for (const part of parts) {
    const { windows } = data[part];
    const packed = (await runFeatures(graph, windows, `Features, ${part}`, task, world)).at(-1)!;
    const width = packed.length / windows.length;
    const rows = windows.map((_, i) => packed.subarray(i * width, (i + 1) * width));
    all.push({ part, places: placesOf(split[part], data[part]), rows });
  }
  return mapped(all, {
    labels,
    blocks: branches.map(({ block }) => block.kind),
    reasons: [plan.reason, recipe.featureReason],
    names: featureNamesOf(graph),
  });
}

function ofPictures({ data, split, recipe }: PictureTrip): FeatureSet {
  const all = parts.map((part): PartRows => {
    const rows = data[part].pictures.map((picture) => Float32Array.from(picture));
    return { part, places: placesOf(split[part], each(data[part])), rows };
  });
  const { width, height, colour } = data.image;
  return mapped(all, {
    labels: data.labels,
    blocks: ['image'],
    reasons: [`${recipe.imageReason} ${width} × ${height} × ${channelsOf(colour)} values.`],
    names: [],
  });
}

/** All parts one after another; their sources, too, so that windows point further on. */
function joined(all: readonly PartRows[]): Omit<Points, 'x' | 'y'> {
  let before = 0;
  const source = all.flatMap(({ places }) => {
    const first = before;
    before += places.sources.length;
    return places.source.map((index) => first + index);
  });
  return {
    sources: all.flatMap(({ places }) => places.sources),
    source,
    start: all.flatMap(({ places }) => places.start),
    label: all.flatMap(({ places }) => places.label),
    part: all.flatMap(({ part, rows }) => rows.map(() => part)),
  };
}

function mapped(
  all: readonly PartRows[],
  about: Pick<FeatureSet, 'labels' | 'blocks' | 'reasons' | 'names'>,
): FeatureSet {
  const rows = all.flatMap((part) => part.rows);
  const { points, shares } = principalComponents(rows, 2);
  const count = rows[0]!.length;
  const values = new Float32Array(rows.length * count);
  for (const [i, row] of rows.entries()) values.set(row, i * count);
  const at = {
    x: points.map(([x = 0]) => rounded(x)),
    y: points.map(([, y = 0]) => rounded(y)),
  };
  const npy = writeNpy([rows.length, count], values);
  return { ...about, count, points: { ...joined(all), ...at }, shares, npy };
}
