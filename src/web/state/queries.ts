import { MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { CallOf, ReplyOf } from '../../api/routes.ts';
import { Failure } from '../../base/failure.ts';
import { client, keepCsrf } from './client.ts';
import { server } from './server-away.ts';
import { tell } from './tell.tsx';

/**
 * What pages ask of the server and how long it counts. Keys begin with the project, so that one call
 * of `refresh(project)` lets everything about it be asked again.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onSuccess: () => server.answers(),
    onError: (error) => server.refuses(error),
  }),
  // a change that no page waits for is told of here; what a page shows in its place it sets meta.told
  mutationCache: new MutationCache({
    onError(error, _, __, mutation) {
      server.refuses(error);
      if (!mutation.meta?.told) tell.error(error);
    },
  }),
  defaultOptions: {
    // a browser that is "offline" reaches the studio all the same, which may be on this very machine
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 10_000,
      // a refusal stays a refusal; a server that does not answer may answer soon
      retry: (count, error) =>
        error instanceof Failure && error.code === 'unreachable' ? count < 3 : false,
    },
  },
});

export type Session = ReplyOf<'getSession'>;
export type Project = ReplyOf<'getProject'>;
export type Overview = ReplyOf<'getOverview'>;
export type Sample = ReplyOf<'getSample'>;
export type Run = ReplyOf<'getRun'>;
export type Job = ReplyOf<'getJob'>;

/** Remembers who has signed in, or with null that nobody is. */
export function keepSession(session: Session | null): void {
  server.signedIn(session !== null);
  keepCsrf(session?.csrf ?? '');
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, session);
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  async queryFn(): Promise<Session | null> {
    // a browser writes every refusal into its console: ask only where somebody has signed in
    if (!server.wasSignedIn()) return null;
    try {
      const session = await client.getSession();
      keepCsrf(session.csrf);
      return session;
    } catch (error) {
      if (error instanceof Failure && error.code === 'not-signed-in') return null;
      throw error;
    }
  },
});

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: () => client.listProjects({ query: { limit: 500, sort: 'name' } }),
});

export const projectQuery = (project: string) =>
  queryOptions({
    queryKey: [project, 'project'],
    queryFn: () => client.getProject({ params: { project } }),
  });

export const overviewQuery = (project: string) =>
  queryOptions({
    queryKey: [project, 'overview'],
    queryFn: () => client.getOverview({ params: { project } }),
    // somebody else, or a job, may be at work in the same project
    refetchInterval: (query) => (query.state.data?.jobs ? 1000 : 15_000),
  });

export const runsQuery = (
  project: string,
  kind?: NonNullable<CallOf<'listRuns'>['query']>['kind'],
) =>
  queryOptions({
    queryKey: [project, 'runs', kind ?? 'all'],
    queryFn: () =>
      client.listRuns({
        params: { project },
        query: { limit: 100, order: 'desc', ...(kind && { kind }) },
      }),
  });

/** A file of JSON that a run left, checked; it never changes. Nothing is asked where the run is null. */
export function runFileQuery<S extends z.ZodType>(
  project: string,
  run: string | null,
  file: string,
  form: S,
) {
  return queryOptions({
    queryKey: [project, 'run-file', run, file],
    staleTime: Number.POSITIVE_INFINITY,
    enabled: run !== null,
    async queryFn(): Promise<z.output<S>> {
      const response = await client.getRunFile({ params: { project, run: run!, file } });
      return form.parse(await response.json());
    },
  });
}

/** Where a file that a run left lies, for workers. */
export const runFileAddress = (project: string, run: string, file: string): string =>
  `/api/projects/${project}/runs/${run}/files/${file}`;

/** Lets everything about a project be asked again. */
export function refresh(project: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [project] });
}
