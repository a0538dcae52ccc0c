import { accountRoutes } from './account.ts';
import { overviewRoutes } from './overview.ts';
import { projectRoutes } from './project.ts';
import type { Answer, Call, Reply, Request, Route } from './route.ts';
import { runRoutes } from './run.ts';
import { sampleRoutes } from './sample.ts';
import { versionRoutes } from './version.ts';
import { impulseRoutes, jobRoutes } from './work.ts';

/** Everything that can be asked of a server: the contract that server and client share. */
export const routes = {
  ...accountRoutes,
  ...projectRoutes,
  ...overviewRoutes,
  ...sampleRoutes,
  ...versionRoutes,
  ...impulseRoutes,
  ...jobRoutes,
  ...runRoutes,
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
export type CallOf<N extends RouteName> = Call<Routes[N]>;
export type ReplyOf<N extends RouteName> = Reply<Routes[N]>;
export type RequestOf<N extends RouteName> = Request<Routes[N]>;
export type AnswerOf<N extends RouteName> = Answer<Routes[N]>;
