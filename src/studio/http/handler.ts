import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../../api/route.ts';
import type { AnswerOf, RequestOf, RouteName } from '../../api/routes.ts';
import { Failure } from '../../base/failure.ts';
import type { Caller } from '../auth/caller.ts';
import type { Studio } from '../studio.ts';

/** Where a call stands: who asks, with which right, of which studio. */
export interface Situation {
  readonly studio: Studio;
  /** null: a route that anyone may call. */
  readonly caller: Caller | null;
  readonly role: Role | null;
  readonly raw: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Handler<N extends RouteName> = (
  request: RequestOf<N>,
  situation: Situation,
) => Promise<AnswerOf<N>>;

/** One handler for each route of the contract; the compiler names those that are missing. */
export type Handlers = { readonly [N in RouteName]: Handler<N> };

/** The handlers of some routes. */
export type Some<N extends RouteName> = Pick<Handlers, N>;

export function callerIn({ caller }: Situation): Caller {
  if (!caller) throw new Failure('not-signed-in', 'Sign in first, or send a key.');
  return caller;
}

/** The first row, or the Failure that says what there is none of. */
export function found<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new Failure('not-found', `There is no such ${what}.`);
  return row;
}
