import { z } from 'zod';
import { kernelLanguages, optimises } from '../compile/options.ts';
import { pageOf, pageQuery } from './page.ts';
import { route } from './route.ts';
import { hash, id, inProject, line, moment } from './values.ts';
import { impulseSettings, jobState } from './work.ts';

/** Runs: feature sets, trainings, tests and builds, each the work of a job, with files as results. */

export const runKind = z.enum(['features', 'training', 'test', 'build']);

/** Everything from which a result can be made again, byte for byte. */
export const lineage = z.object({
  datasetVersion: id,
  datasetContent: hash,
  impulse: id,
  impulseVersion: z.number().int(),
  settings: impulseSettings,
  seed: z.number().int(),
  board: z.string(),
  /** Of a build. */
  target: z.string(),
  /** What a build spares most. */
  optimise: z.enum(optimises).default('balanced'),
  /** In what the kernels of a build are written, where its core has them in both. */
  kernels: z.enum(kernelLanguages).default('assembly'),
  /** The training whose model was tested or built; null where the run trains for itself. */
  training: id.nullable().default(null),
  toolVersion: z.string(),
  /** Of the program that did it. */
  code: z.string(),
});
export const run = z.object({
  id,
  kind: runKind,
  job: id,
  name: z.string(),
  state: jobState,
  lineage,
  createdAt: moment,
  /** Of a training on the validation part (int8 is not known then), else on the test part. */
  accuracy: z.object({ float: z.number(), int8: z.number().nullable() }).nullable(),
  files: z.array(z.object({ name: z.string(), bytes: z.number().int(), content: hash })),
});
const oneRun = z.object({ project: id, run: id });

const seed = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(1);
/** As the project has it, unless told. */
const board = line(60).optional();
const source = {
  impulse: id.optional(),
  /** The samples as they are now, unless a version is named. */
  version: id.optional(),
};

export const runRoutes = {
  startFeatures: route({
    method: 'POST',
    path: '/api/projects/:project/features',
    summary:
      'Makes the features of every window, and a map of them: points.json (`featurePoints`) and features.npy.',
    access: 'editor',
    params: inProject,
    body: z.object({ ...source, seed, board }),
    reply: run,
    status: 202,
  }),
  startTraining: route({
    method: 'POST',
    path: '/api/projects/:project/trainings',
    summary:
      'Trains a network, tells of each epoch (`epochEvent`), and leaves training.json (`trainingResult`), model.thimble and network.tflite.',
    access: 'editor',
    params: inProject,
    body: z.object({ ...source, seed, board }),
    reply: run,
    status: 202,
  }),
  startTest: route({
    method: 'POST',
    path: '/api/projects/:project/tests',
    summary: 'Runs the model of a training on its test part: test.json (`testResult`).',
    access: 'editor',
    params: inProject,
    body: z.object({ training: id }),
    reply: run,
    status: 202,
  }),
  startBuild: route({
    method: 'POST',
    path: '/api/projects/:project/builds',
    summary:
      'Compiles and proves the model of a training, or trains first where none is named. The same lineage gives the same bytes.',
    access: 'editor',
    params: inProject,
    body: z.object({
      ...source,
      /** Its version, impulse and seed count then. */
      training: id.optional(),
      seed,
      board,
      target: line(60).optional(),
      optimise: z.enum(optimises).optional(),
      kernels: z.enum(kernelLanguages).optional(),
    }),
    reply: run,
    status: 202,
  }),
  listRuns: route({
    method: 'GET',
    path: '/api/projects/:project/runs',
    summary: 'Feature sets, trainings, tests and builds, with what they were made of.',
    access: 'viewer',
    params: inProject,
    query: z.object({ ...pageQuery(['createdAt']), kind: runKind.optional() }),
    reply: pageOf(run),
  }),
  getRun: route({
    method: 'GET',
    path: '/api/projects/:project/runs/:run',
    summary: 'One run.',
    access: 'viewer',
    params: oneRun,
    reply: run,
  }),
  getRunFile: route({
    method: 'GET',
    path: '/api/projects/:project/runs/:run/files/:file',
    summary: 'A file that a run left: the library, a report, a model, what was answered.',
    access: 'viewer',
    params: oneRun.extend({ file: z.string().max(200) }),
    reply: 'bytes',
  }),
};
