import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';
import { route } from './route.ts';
import { hash, id, inProject, line, moment } from './values.ts';

/** Impulses, and the long work on them: training, tests, builds, each a job that can be watched. */

/** What a person chooses of an impulse; all else follows from the data. */
export const impulseSettings = z.object({
  windowMs: z.number().positive().max(3_600_000).optional(),
  strideMs: z.number().positive().max(3_600_000).optional(),
  sampleRateHz: z.number().positive().optional(),
  /** `mlp`, `conv:…` as on the command line. */
  network: line(500).optional(),
});
const impulse = z.object({
  id,
  name: z.string(),
  /** Counts the changes; runs name the very version that they used. */
  version: z.number().int(),
  settings: impulseSettings,
  createdAt: moment,
});
const oneImpulse = z.object({ project: id, impulse: id });

export const impulseRoutes = {
  listImpulses: route({
    method: 'GET',
    path: '/api/projects/:project/impulses',
    summary: 'Impulses in their newest versions.',
    access: 'viewer',
    params: inProject,
    query: z.object(pageQuery(['name', 'createdAt'])),
    reply: pageOf(impulse),
  }),
  createImpulse: route({
    method: 'POST',
    path: '/api/projects/:project/impulses',
    summary: 'Makes an impulse; `cloneOf` takes over the settings of another.',
    access: 'editor',
    params: inProject,
    body: z.object({
      name: line(100),
      settings: impulseSettings.default({}),
      cloneOf: id.optional(),
    }),
    reply: impulse,
    status: 201,
  }),
  getImpulse: route({
    method: 'GET',
    path: '/api/projects/:project/impulses/:impulse',
    summary: 'An impulse with all its versions, newest first.',
    access: 'viewer',
    params: oneImpulse,
    reply: impulse.extend({ versions: z.array(impulse) }),
  }),
  changeImpulse: route({
    method: 'PUT',
    path: '/api/projects/:project/impulses/:impulse',
    summary: 'A new version of an impulse; the old ones stay.',
    access: 'editor',
    params: oneImpulse,
    body: z.object({ settings: impulseSettings }),
    reply: impulse,
  }),
};

const jobKinds = ['build', 'import-archive'] as const;
const jobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
export const job = z.object({
  id,
  kind: z.enum(jobKinds),
  state: jobState,
  /** What is going on: the stage and how far it is. */
  progress: z.object({ stage: z.string(), done: z.number(), total: z.number() }).nullable(),
  /** Why it failed, as a sentence. */
  error: z.string().nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  attempts: z.number().int(),
  createdAt: moment,
  startedAt: moment.nullable(),
  endedAt: moment.nullable(),
});
const oneJob = z.object({ project: id, job: id });

export const jobRoutes = {
  listJobs: route({
    method: 'GET',
    path: '/api/projects/:project/jobs',
    summary: 'Long work: waiting, running and ended.',
    access: 'viewer',
    params: inProject,
    query: z.object({ ...pageQuery(['createdAt']), state: jobState.optional() }),
    reply: pageOf(job),
  }),
  getJob: route({
    method: 'GET',
    path: '/api/projects/:project/jobs/:job',
    summary: 'One job.',
    access: 'viewer',
    params: oneJob,
    reply: job,
  }),
  watchJob: route({
    method: 'GET',
    path: '/api/projects/:project/jobs/:job/events',
    summary:
      'Server-sent events of a job from its beginning, or after the event that Last-Event-ID names; ends with the job.',
    access: 'viewer',
    params: oneJob,
    query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
    reply: 'events',
  }),
  cancelJob: route({
    method: 'POST',
    path: '/api/projects/:project/jobs/:job/cancel',
    summary: 'Stops a job; what it has learned so far stays for a resumption.',
    access: 'editor',
    params: oneJob,
    reply: job,
  }),
  resumeJob: route({
    method: 'POST',
    path: '/api/projects/:project/jobs/:job/resume',
    summary: 'Queues an ended job again; it goes on from its last checkpoint.',
    access: 'editor',
    params: oneJob,
    reply: job,
  }),
};

/** Everything from which a result can be made again, byte for byte. */
export const lineage = z.object({
  datasetVersion: id,
  datasetContent: hash,
  impulse: id,
  impulseVersion: z.number().int(),
  settings: impulseSettings,
  seed: z.number().int(),
  board: z.string(),
  target: z.string(),
  toolVersion: z.string(),
  /** Of the program that did it. */
  code: z.string(),
});
const run = z.object({
  id,
  job: id,
  name: z.string(),
  state: jobState,
  lineage,
  createdAt: moment,
  /** What stands in report.json; null until it has ended well. */
  accuracy: z.object({ float: z.number(), int8: z.number() }).nullable(),
  files: z.array(z.object({ name: z.string(), bytes: z.number().int(), content: hash })),
});
const oneRun = z.object({ project: id, run: id });
const inputs = z.object({
  impulse: id.optional(),
  /** The samples as they are now, unless a version is named. */
  version: id.optional(),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
  board: line(60).default('nano33ble'),
  target: line(60).default('arduino'),
});

export const runRoutes = {
  startBuild: route({
    method: 'POST',
    path: '/api/projects/:project/builds',
    summary:
      'Trains, tests, quantises, compiles and proves: a job. The same dataset version, impulse and seed give the same bytes.',
    access: 'editor',
    params: inProject,
    body: inputs,
    reply: run,
    status: 202,
  }),
  listBuilds: route({
    method: 'GET',
    path: '/api/projects/:project/builds',
    summary: 'Builds with what they were made of and how good they are.',
    access: 'viewer',
    params: inProject,
    query: z.object(pageQuery(['createdAt'])),
    reply: pageOf(run),
  }),
  getBuild: route({
    method: 'GET',
    path: '/api/projects/:project/builds/:run',
    summary: 'One build.',
    access: 'viewer',
    params: oneRun,
    reply: run,
  }),
  getBuildFile: route({
    method: 'GET',
    path: '/api/projects/:project/builds/:run/files/:file',
    summary: 'The library, the report as JSON or as a page.',
    access: 'viewer',
    params: oneRun.extend({ file: z.string().max(200) }),
    reply: 'bytes',
  }),
};
