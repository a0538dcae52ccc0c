import type { Task } from '../base/task.ts';
import { importFolder } from '../project/import-folder.ts';
import { importPictures } from '../project/import-pictures.ts';
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

/** Recordings in, windows of three parts out. */
export async function gatherRecordings(
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
  return { folder, split, plan, data: cut(split, plan) };
}

/** Pictures in, pictures of three parts as the network sees them out. */
export async function gatherPictures(
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
  return { folder, split, recipe, data: cutPictures(split, recipe.image) };
}

/** The same for pictures in which things are found; `listing` has their boxes. */
export async function gatherScenes(
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
  return { folder, split, recipe: weighted, data };
}
