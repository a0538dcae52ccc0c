import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';
import { route } from './route.ts';
import { done, hash, id, inProject, line, moment } from './values.ts';

/** Dataset versions: keeping what the samples are, comparing and going back. */

const version = z.object({
  id,
  number: z.number().int(),
  name: z.string(),
  createdAt: moment,
  samples: z.number().int(),
  /** Of everything in it: two versions with one hash are the same. */
  content: hash,
});
const oneVersion = z.object({ project: id, version: id });

export const versionRoutes = {
  listVersions: route({
    method: 'GET',
    path: '/api/projects/:project/versions',
    summary: 'Dataset versions: what the samples were at a moment.',
    access: 'viewer',
    params: inProject,
    query: z.object(pageQuery(['number'])),
    reply: pageOf(version),
  }),
  createVersion: route({
    method: 'POST',
    path: '/api/projects/:project/versions',
    summary:
      'Keeps the samples as they are now; gives the version that is the same, if there is one.',
    access: 'editor',
    params: inProject,
    body: z.object({ name: line(200).optional() }).default({}),
    reply: version,
    status: 201,
  }),
  diffVersions: route({
    method: 'GET',
    path: '/api/projects/:project/versions/:version/diff',
    summary: 'What another version, or the samples as they are now, has more, less and otherwise.',
    access: 'viewer',
    params: oneVersion,
    query: z.object({ to: id.optional() }),
    reply: z.object({
      added: z.array(z.string()),
      removed: z.array(z.string()),
      changed: z.array(z.object({ name: z.string(), fields: z.array(z.string()) })),
    }),
  }),
  restoreVersion: route({
    method: 'POST',
    path: '/api/projects/:project/versions/:version/restore',
    summary: 'Makes the samples what they were; what they are now is kept as a version first.',
    access: 'editor',
    params: oneVersion,
    reply: z.object({ kept: version, samples: z.number().int() }),
  }),
  removeVersion: route({
    method: 'DELETE',
    path: '/api/projects/:project/versions/:version',
    summary: 'Forgets a version that no run was made of.',
    access: 'owner',
    params: oneVersion,
    reply: done,
  }),
};
