import { z } from 'zod';
import { route } from './route.ts';
import { run, runKind } from './run.ts';
import { inProject, moment } from './values.ts';
import { impulse } from './work.ts';

/** How far a project has come: one look at all its stages. */

const stage = z.object({
  kind: runKind,
  /** The newest of its kind, whatever became of it. */
  newest: run.nullable(),
  /** The newest that came to its end. */
  done: run.nullable(),
  /** What is newer than `done`: it would come out otherwise today. */
  newer: z.array(z.enum(['data', 'impulse', 'training'])),
});

export const overviewRoutes = {
  getOverview: route({
    method: 'GET',
    path: '/api/projects/:project/overview',
    summary: 'How far a project has come: its data, its impulse, and the newest run of each kind.',
    access: 'viewer',
    params: inProject,
    reply: z.object({
      samples: z.number().int(),
      unlabelled: z.number().int(),
      seconds: z.number(),
      /** In the order in which they were first used; that is the order of their colours. */
      labels: z.array(z.string()),
      /** What the newest recording is like; null where there is none. */
      signal: z
        .object({
          kind: z.enum(['series', 'picture']),
          axes: z.array(z.object({ name: z.string(), unit: z.string() })),
          sampleRateHz: z.number().nullable(),
        })
        .nullable(),
      changedAt: moment,
      impulse: impulse.nullable(),
      stages: z.array(stage),
      /** Jobs that wait or run. */
      jobs: z.number().int(),
    }),
  }),
};
