import type { Task } from '../base/task.ts';
import { importFolder } from '../project/import-folder.ts';
import { holdsPictures, importPictures } from '../project/import-pictures.ts';
import { listBoxes } from '../project/list-boxes.ts';
import type { Listing } from '../project/listing.ts';
import { noiseByItself, withKeywords, withNoiseClass } from '../project/sound-classes.ts';
import type { SourceFile } from '../project/source-file.ts';
import { splitSamples } from '../project/split.ts';
import { splitBoxed } from '../project/split-boxed.ts';
import { chooseWindow } from '../project/windows.ts';
import { choosePictureRecipe } from '../train/recipes/pictures.ts';
import { chooseSceneRecipe, withCellWeights } from '../train/recipes/scenes.ts';
import { cellsFor, packedCells } from './learn-pictures.ts';
import { cutPictures, cutScenes, shareOfColoured } from './pictures.ts';
import type { BuildSettings } from './settings.ts';
import { cut } from './windows.ts';

/** What decides how files become three parts of data; the same settings give the same parts. */
export type GatherSettings = Pick<
  BuildSettings,
  'seed' | 'window' | 'keywords' | 'sampleRateHz' | 'listing' | 'picture' | 'network'
>;

/** What a folder holds, told by its content, as the three parts that learning takes. */
export type Gathered = SignalTrip | PictureTrip | SceneTrip;
export type SignalTrip = Awaited<ReturnType<typeof gatherRecordings>>;
export type PictureTrip = Awaited<ReturnType<typeof gatherPictures>>;
export type SceneTrip = Awaited<ReturnType<typeof gatherScenes>>;

/** The beginning of every trip: recordings, pictures, or pictures with boxes, whatever is there. */
export async function gather(
  files: readonly SourceFile[],
  settings: GatherSettings,
  task: Task,
): Promise<Gathered> {
  const boxed = await listBoxes(files, settings.listing);
  if (boxed) return gatherScenes(files, settings, boxed, task);
  if (await holdsPictures(files, settings.listing)) return gatherPictures(files, settings, task);
  return gatherRecordings(files, settings, task);
}

/** Recordings in, windows of three parts out. */
async function gatherRecordings(
  files: readonly SourceFile[],
  settings: GatherSettings,
  task: Task,
) {
  const { keywords, seed } = settings;
  const found = await importFolder(files, settings, task);
  const free = noiseByItself(found.samples);
  const samples = keywords ? withKeywords(free.samples, keywords) : free.samples;
  const stated = splitSamples(samples, { seed });
  const plan = chooseWindow(stated.train, settings.window);
  const { split, notes } = withNoiseClass(stated, plan, seed);
  const folder = { ...found, notes: [...found.notes, ...free.notes, ...notes] };
  return { kind: 'signal' as const, folder, split, plan, data: cut(split, plan) };
}

/** Pictures in, pictures of three parts as the network sees them out. */
async function gatherPictures(
  files: readonly SourceFile[],
  { seed, picture, network, listing }: GatherSettings,
  task: Task,
) {
  const folder = await importPictures(files, task, listing);
  const split = splitSamples(folder.samples, { seed, thing: 'picture' });
  const known = [...split.train, ...split.validation];
  const recipe = choosePictureRecipe({
    sizes: known.map(({ picture }) => picture),
    coloured: shareOfColoured(known),
    wish: { ...picture, ...(network && { network }) },
  });
  const data = cutPictures(split, recipe.image);
  return { kind: 'picture' as const, folder, split, recipe, data };
}

/** The same for pictures in which things are found; `listing` has their boxes. */
async function gatherScenes(
  files: readonly SourceFile[],
  { seed, picture, network }: GatherSettings,
  listing: Listing,
  task: Task,
) {
  const folder = await importPictures(files, task, listing);
  const split = splitBoxed(folder.samples, seed);
  const known = [...split.train, ...split.validation];
  const recipe = chooseSceneRecipe({
    count: known.length,
    coloured: shareOfColoured(known),
    wish: { ...picture, ...(network && { network }) },
  });
  const data = cutScenes(split, recipe.image);
  const learned = [...(data.train.things ?? []), ...(data.validation.things ?? [])];
  const weighted = withCellWeights(recipe, data.labels, packedCells(learned, cellsFor(data.image)));
  return { kind: 'scene' as const, folder, split, recipe: weighted, data };
}
