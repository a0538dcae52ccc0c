import { z } from 'zod';
import { Failure, type FailureCode } from '../base/failure.ts';
import type { Route } from './route.ts';
import { type CallOf, type ReplyOf, type RouteName, routes } from './routes.ts';

/** A server as functions: one for each route, typed by the contract. */
export type Client = {
  readonly [N in RouteName]: Nothing extends CallOf<N>
    ? (call?: CallOf<N>) => Promise<ReplyOf<N>>
    : (call: CallOf<N>) => Promise<ReplyOf<N>>;
};

type Nothing = Record<never, never>;

export interface ClientOptions {
  /** Such as http://127.0.0.1:4700; empty in a page that the server itself has sent. */
  readonly server: string;
  /** Signs the calls of programs. */
  readonly key?: string;
  /** Headers that change from call to call, such as those of a session. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>;
}

/** The answer of a server that refused, in its own words. */
export const refusal = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
});

/**
 * A client of one server. Each function throws a Failure with the server's sentence where it
 * refuses, and one with code "unreachable" where it does not answer.
 */
export function createClient(options: ClientOptions): Client {
  const names = Object.keys(routes) as RouteName[];
  return Object.fromEntries(
    names.map((name) => [name, (call?: AnyCall) => ask(routes[name], call ?? {}, options)]),
  ) as unknown as Client;
}

interface AnyCall {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

async function ask(route: Route, call: AnyCall, options: ClientOptions): Promise<unknown> {
  const raw = route.body === 'bytes' || route.body === 'files';
  const { server, key } = options;
  const headers: Record<string, string> = {
    ...(route.body === 'bytes' && { 'content-type': 'application/octet-stream' }),
    ...(route.body && !raw && { 'content-type': 'application/json' }),
    ...(key && { authorization: `Bearer ${key}` }),
    ...options.headers?.(),
  };
  const body = raw
    ? (call.body as BodyInit)
    : call.body === undefined
      ? null
      : JSON.stringify(call.body);
  const init: RequestInit & { duplex?: 'half' } = { method: route.method, headers, body };
  if (body instanceof ReadableStream) init.duplex = 'half';
  const response = await options.fetch(`${server}${address(route, call)}`, init).catch((error) => {
    const why = error instanceof Error ? ((error.cause as Error)?.message ?? error.message) : error;
    const sentence = `${server || 'The server'} does not answer (${why}): check that it runs and that the address is right.`;
    throw new Failure('unreachable', sentence);
  });
  if (!response.ok) throw await refused(response);
  if (route.reply === 'bytes' || route.reply === 'events') return response;
  return route.reply.parse(await response.json());
}

function address({ path }: Route, { params = {}, query = {} }: AnyCall): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name]!));
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return filled;
  return `${filled}?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}

async function refused(response: Response): Promise<Failure> {
  const parsed = refusal.safeParse(await response.json().catch(() => null));
  if (!parsed.success) {
    return new Failure('unreachable', `The server answered with status ${response.status}.`);
  }
  const { code, message } = parsed.data.error;
  return new Failure(code as FailureCode, message);
}
