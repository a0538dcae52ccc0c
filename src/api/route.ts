import type { z } from 'zod';

/** Who may call a route: nobody in particular, somebody signed in, or a member of its project. */
export type Access =
  | 'anyone'
  /** Signed in by a session or a key, whatever their role. */
  | 'signed-in'
  /** Only people who look after the whole installation. */
  | 'administrator'
  | Role;

/** What a member or a key may do in one project; each may do what those before it may. */
export type Role = 'device' | 'viewer' | 'editor' | 'owner';

export const roles: readonly Role[] = ['device', 'viewer', 'editor', 'owner'];

/** A body or an answer that is not JSON. */
export type Raw = 'bytes' | 'files' | 'events';

/** One thing that can be asked of a server: its address, who may ask, what goes in and comes out. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Parameters as `:project`; a route with `:project` belongs to that project. */
  readonly path: string;
  /** One sentence for the page of routes. */
  readonly summary: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType | Extract<Raw, 'bytes' | 'files'>;
  readonly reply: z.ZodType | Extract<Raw, 'bytes' | 'events'>;
  /** The answer's status; 200 unless told. */
  readonly status?: 201 | 202;
  /** Calls a minute from one address or key, where fewer than usual. */
  readonly callsPerMinute?: number;
}

/** Keeps the exact types of a route for the client and the handlers. */
export function route<const R extends Route>(definition: R): R {
  return definition;
}

type InputOf<S> = S extends z.ZodType ? z.input<S> : never;
type OutputOf<S> = S extends z.ZodType ? z.output<S> : never;
/** A part of a call: may be left out where nothing in it must be given. */
type Part<R, K extends string, V> =
  R extends Record<K, unknown>
    ? Record<never, never> extends V
      ? { readonly [P in K]?: V }
      : { readonly [P in K]: V }
    : unknown;

/** What a caller gives: params, query and body, as far as the route has them. */
export type Call<R extends Route> = Part<R, 'params', InputOf<R['params']>> &
  Part<R, 'query', InputOf<R['query']>> &
  Part<R, 'body', R['body'] extends Raw ? BodyInit : InputOf<R['body']>>;

/** What a caller gets. */
export type Reply<R extends Route> = R['reply'] extends Raw ? Response : OutputOf<R['reply']>;

/** What a handler gets, checked and with defaults filled in. */
export type Request<R extends Route> = {
  readonly params: OutputOf<R['params']>;
  readonly query: OutputOf<R['query']>;
  readonly body: OutputOf<R['body']>;
};

/** What a handler answers, before it is checked against the contract; null where it answers itself. */
export type Answer<R extends Route> = R['reply'] extends Raw ? null : InputOf<R['reply']>;
