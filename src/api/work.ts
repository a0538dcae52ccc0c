import { z } from 'zod';
import { fits, methods, pictureSideMax } from '../dsp/image.ts';
import { pageOf, pageQuery } from './page.ts';
import { route } from './route.ts';
import { id, inProject, label, line, moment } from './values.ts';

/** Impulses, and jobs: long work that can be watched, cancelled and resumed. */

const pictureSide = z.number().int().min(8).max(pictureSideMax);

/** What a person chooses of an impulse; all else follows from the data. */
export const impulseSettings = z.object({
  windowMs: z.number().positive().max(3_600_000).optional(),
  strideMs: z.number().positive().max(3_600_000).optional(),
  sampleRateHz: z.number().positive().optional(),
  /** Features by their name and settings of theirs, as `thimble features` takes them. */
  block: z
    .object({
      name: line(60),
      settings: z.record(line(60), z.string().max(200)).default({}),
    })
    .optional(),
  /** How pictures are to be seen. */
  picture: z
    .object({
      width: pictureSide.optional(),
      height: pictureSide.optional(),
      colour: z.enum(['grey', 'rgb']).optional(),
      fit: z.enum(fits).optional(),
      method: z.enum(methods).optional(),
      /** false: left and right differ in meaning, and are not exchanged in training. */
      flip: z.boolean().optional(),
    })
    .optional(),
  /** `mlp`, `conv:…` as on the command line. */
  network: line(500).optional(),
  /** Of sound: the labels to listen for; all others become one class of unknown sounds. */
  keywords: z.array(label).min(1).max(100).optional(),
  epochs: z.number().int().min(1).max(10_000).optional(),
  learningRate: z.number().positive().max(10).optional(),
  batchSize: z.number().int().min(1).max(4096).optional(),
  /** Bits of a weight on the device; 8 unless told. */
  weightBits: z.union([z.literal(8), z.literal(4)]).optional(),
  /** Trains on for a while with everything rounded as on the device. */
  trainRounded: z.boolean().optional(),
});
export const impulse = z.object({
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

const jobKinds = ['features', 'training', 'test', 'build', 'import-archive'] as const;
export const jobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
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
