import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';
import { route } from './route.ts';
import { done, email, id, inProject, line, moment, password, role } from './values.ts';

/** People, their sessions, their places in projects, and keys for programs. */

export const user = z.object({
  id,
  email: z.string(),
  name: z.string(),
  administrator: z.boolean(),
  disabled: z.boolean(),
  createdAt: moment,
});
const session = z.object({
  user,
  /** To be sent as the header x-thimble-csrf with every change, where a cookie signs the call. */
  csrf: z.string(),
  expiresAt: moment,
});
const member = z.object({ user: id, email: z.string(), name: z.string(), role });
const key = z.object({
  id,
  name: z.string(),
  role,
  /** The first characters, to tell keys apart. */
  prefix: z.string(),
  createdAt: moment,
  lastUsedAt: moment.nullable(),
});

export const accountRoutes = {
  getSetup: route({
    method: 'GET',
    path: '/api/setup',
    summary: 'Whether the first owner has still to be made.',
    access: 'anyone',
    reply: z.object({ needed: z.boolean() }),
  }),
  setUp: route({
    method: 'POST',
    path: '/api/setup',
    summary: 'Makes the first owner, with the token that was printed where the server was started.',
    access: 'anyone',
    body: z.object({ token: z.string().max(200), email, name: line(100), password }),
    reply: session,
    status: 201,
    callsPerMinute: 10,
  }),
  signIn: route({
    method: 'POST',
    path: '/api/session',
    summary: 'Signs a person in; the session is a cookie that scripts cannot read.',
    access: 'anyone',
    body: z.object({ email, password: z.string().max(1000) }),
    reply: session,
    status: 201,
    callsPerMinute: 10,
  }),
  getSession: route({
    method: 'GET',
    path: '/api/session',
    summary: 'Who is signed in, and the token that changes need.',
    access: 'signed-in',
    reply: session,
  }),
  signOut: route({
    method: 'DELETE',
    path: '/api/session',
    summary: 'Ends the session; its cookie is worth nothing afterwards.',
    access: 'signed-in',
    reply: done,
  }),
  changePassword: route({
    method: 'PUT',
    path: '/api/session/password',
    summary: 'Changes one’s own password and ends all other sessions.',
    access: 'signed-in',
    body: z.object({ old: z.string().max(1000), new: password }),
    reply: done,
    callsPerMinute: 10,
  }),
  listUsers: route({
    method: 'GET',
    path: '/api/users',
    summary: 'All people of this installation.',
    access: 'administrator',
    query: z.object(pageQuery(['email', 'createdAt'])),
    reply: pageOf(user),
  }),
  createUser: route({
    method: 'POST',
    path: '/api/users',
    summary: 'Adds a person with a first password.',
    access: 'administrator',
    body: z.object({ email, name: line(100), password, administrator: z.boolean().default(false) }),
    reply: user,
    status: 201,
  }),
  changeUser: route({
    method: 'PATCH',
    path: '/api/users/:user',
    summary: 'Renames, disables, promotes a person, or sets a new password.',
    access: 'administrator',
    params: z.object({ user: id }),
    body: z
      .object({ name: line(100), disabled: z.boolean(), administrator: z.boolean(), password })
      .partial(),
    reply: user,
  }),
  listMembers: route({
    method: 'GET',
    path: '/api/projects/:project/members',
    summary: 'Who works on a project, and as what.',
    access: 'viewer',
    params: inProject,
    reply: z.object({ items: z.array(member) }),
  }),
  setMember: route({
    method: 'PUT',
    path: '/api/projects/:project/members',
    summary: 'Gives a person, named by email, a role in a project.',
    access: 'owner',
    params: inProject,
    body: z.object({ email, role }),
    reply: member,
  }),
  removeMember: route({
    method: 'DELETE',
    path: '/api/projects/:project/members/:user',
    summary: 'Takes a person out of a project; its last owner stays.',
    access: 'owner',
    params: z.object({ project: id, user: id }),
    reply: done,
  }),
  listKeys: route({
    method: 'GET',
    path: '/api/projects/:project/keys',
    summary: 'The keys of a project; the keys themselves are shown only once, when they are made.',
    access: 'owner',
    params: inProject,
    reply: z.object({ items: z.array(key) }),
  }),
  createKey: route({
    method: 'POST',
    path: '/api/projects/:project/keys',
    summary: 'Makes a key for programs or devices and shows it this once.',
    access: 'owner',
    params: inProject,
    body: z.object({ name: line(100), role }),
    reply: key.extend({ key: z.string() }),
    status: 201,
  }),
  revokeKey: route({
    method: 'DELETE',
    path: '/api/projects/:project/keys/:key',
    summary: 'Makes a key worthless at once.',
    access: 'owner',
    params: z.object({ project: id, key: id }),
    reply: done,
  }),
};
