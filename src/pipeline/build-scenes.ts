import { stopIfCancelled, type Task } from '../base/task.ts';
import { compilePictures } from '../compile/compile.ts';
import { boardById } from '../compile/estimate/board.ts';
import type { PictureImpulse } from '../graph/impulse.ts';
import { cautionsOf } from '../project/import-pictures.ts';
import type { PictureSample } from '../project/sample.ts';
import type { SplitSamples } from '../project/split.ts';
import { targetById } from '../targets/all.ts';
import { zipArchive } from '../targets/zip.ts';
import type { BuildWorld, Built } from './build.ts';
import { provePictures } from './build-pictures.ts';
import { compileOptionsOf } from './compile-options.ts';
import type { SceneTrip } from './gather.ts';
import { judgeScenes, ruleFor, type SceneResult } from './judge-scenes.ts';
import { type Model, requireModel } from './model.ts';
import { frameOf, type PictureData } from './pictures.ts';
import { agreementOf, notRun } from './proof.ts';
import { percent } from './report/figures.ts';
import { reportHtml } from './report/html.ts';
import { writeSceneReport } from './report/write-scene-report.ts';
import type { BuildSettings } from './settings.ts';
import { trainPictures } from './train-model.ts';

/** The rest of the trip of `build` for pictures with boxes: a library that finds centres, and its proof. */
export async function buildScenes(
  trip: SceneTrip,
  settings: BuildSettings,
  task: Task,
  world: BuildWorld,
  model: Model | null,
): Promise<Built> {
  const board = boardById(settings.board);
  const target = targetById(settings.target);

  const { folder, split, data } = trip;
  const { learned, trainingSeconds } =
    model === null
      ? await trainPictures(trip, settings, task, world)
      : requireModel(model, 'picture', data.labels);

  const { float, int8 } = await judgeScenes(learned, data, task, world.pause);
  const { image, labels } = data;
  const impulse: PictureImpulse = {
    name: settings.name,
    image,
    labels,
    network: learned.int8.network,
    centres: ruleFor(data),
  };
  const library = compilePictures(impulse, world.runtime, {
    ...compileOptionsOf(settings, board.core),
  });
  const bundle = target.packPictures(library, {
    version: '1.0.0',
    example: exampleOf(split, int8),
    license: world.license,
    facts: factsOf(data, int8),
  });
  stopIfCancelled(task);

  const proof = await provePictures(library, board, split, task, world);
  const meant = data.test.pictures.map((features, i) => ({
    features,
    scores: int8.scores[i]!,
    centres: int8.centres[i]!,
  }));
  const agreement = typeof proof === 'string' ? notRun : agreementOf(meant, proof);
  const archive = `${settings.name}-${target.id}.zip`;
  const notes = [...folder.notes, ...cautionsOf(split.train)];
  const run = { settings, board, folder: { ...folder, notes }, learned, trainingSeconds };
  const tests = { float, int8, library, proof, agreement };
  const report = writeSceneReport({ ...trip, ...run, ...tests, files: [archive] });
  return {
    report,
    files: new Map<string, Uint8Array | string>([
      [archive, zipArchive(bundle)],
      ['report.json', `${JSON.stringify(report, null, 2)}\n`],
      ['report.html', reportHtml(report)],
    ]),
  };
}

/** The first test picture in which something was found, or else the first. */
function exampleOf({ test }: SplitSamples<PictureSample>, { centres, scores }: SceneResult) {
  const index = Math.max(
    0,
    centres.findIndex((found) => found.length > 0),
  );
  const named = new Set(test[index]!.boxes!.map(({ label }) => label));
  const label = named.size > 0 ? [...named].sort().join(', ') : 'nothing';
  return { frame: frameOf(test[index]!), scores: scores[index]!, label };
}

function factsOf({ labels, test }: PictureData, { f1, macroF1 }: SceneResult): string[] {
  return [
    `It finds the centres of ${labels.slice(1).join(', ')}: F1 ${percent(f1)} (mean over the classes ${percent(macroF1)}), tested in int8 on ${test.pictures.length} pictures that it did not learn from.`,
  ];
}
