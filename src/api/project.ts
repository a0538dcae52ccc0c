import { z } from 'zod';
import { kernelLanguages, optimises } from '../compile/options.ts';
import { pageOf, pageQuery } from './page.ts';
import { route } from './route.ts';
import { done, id, inProject, line, moment, role, search } from './values.ts';

/** Projects, what happened in them, and the installation itself. */

/** What runs begin with where they are not told otherwise, and what a model may cost. */
export const projectSettings = z.object({
  board: line(60).default('nano33ble'),
  target: line(60).default('arduino'),
  /** What a library spares most. */
  optimise: z.enum(optimises).default('balanced'),
  /** In what the kernels of a Cortex-M4, M7 or M33 are written. */
  kernels: z.enum(kernelLanguages).default('assembly'),
  /** A wish, not a wall: what the model alone may take of the board. null: as much as the board has. */
  budget: z
    .object({
      ramBytes: z.number().int().positive().nullable().default(null),
      flashBytes: z.number().int().positive().nullable().default(null),
      milliseconds: z.number().positive().nullable().default(null),
    })
    .prefault({}),
});

export const project = z.object({
  id,
  name: z.string(),
  description: z.string(),
  settings: projectSettings,
  createdAt: moment,
  /** What the caller may do in it. */
  role,
  samples: z.number().int(),
});
const auditEntry = z.object({
  id,
  at: moment,
  /** The email of a person, the name of a key, or "server". */
  who: z.string(),
  action: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.unknown()),
});

export const projectRoutes = {
  listProjects: route({
    method: 'GET',
    path: '/api/projects',
    summary: 'The projects that the caller may see.',
    access: 'signed-in',
    query: z.object({ ...pageQuery(['name', 'createdAt']), search }),
    reply: pageOf(project),
  }),
  createProject: route({
    method: 'POST',
    path: '/api/projects',
    summary: 'Makes a project, whose owner the caller is.',
    access: 'signed-in',
    body: z.object({ name: line(100), description: z.string().max(5000).default('') }),
    reply: project,
    status: 201,
  }),
  getProject: route({
    method: 'GET',
    path: '/api/projects/:project',
    summary: 'One project.',
    access: 'viewer',
    params: inProject,
    reply: project,
  }),
  changeProject: route({
    method: 'PATCH',
    path: '/api/projects/:project',
    summary: 'Renames or describes a project, or sets what its runs begin with.',
    access: 'editor',
    params: inProject,
    body: z
      .object({
        name: line(100),
        description: z.string().max(5000),
        settings: projectSettings,
      })
      .partial(),
    reply: project,
  }),
  deleteProject: route({
    method: 'DELETE',
    path: '/api/projects/:project',
    summary: 'Deletes a project with all that is in it; its name must be given once more.',
    access: 'owner',
    params: inProject,
    query: z.object({ name: z.string().max(100) }),
    reply: done,
  }),
  listAudit: route({
    method: 'GET',
    path: '/api/projects/:project/audit',
    summary: 'Who changed what, and when.',
    access: 'owner',
    params: inProject,
    query: z.object({ ...pageQuery(['at']), search }),
    reply: pageOf(auditEntry),
  }),
  exportProject: route({
    method: 'GET',
    path: '/api/projects/:project/export',
    summary: 'The whole project as one file (tar); the same project gives the same bytes.',
    access: 'viewer',
    params: inProject,
    reply: 'bytes',
  }),
  importProject: route({
    method: 'POST',
    path: '/api/projects/import',
    summary: 'Makes a project of an exported file.',
    access: 'signed-in',
    body: 'bytes',
    reply: project,
    status: 201,
  }),
  getHealth: route({
    method: 'GET',
    path: '/health',
    summary: 'Whether database and storage answer.',
    access: 'anyone',
    reply: z.object({ status: z.literal('ok'), version: z.string() }),
  }),
  getMetrics: route({
    method: 'GET',
    path: '/metrics',
    summary: 'Counters for Prometheus.',
    access: 'anyone',
    reply: 'bytes',
  }),
};
