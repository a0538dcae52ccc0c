/** The address of every page. All that a page shows follows from its address, so that it can be kept and shared. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { z } from 'zod';
import { NotFound, PageFailed } from './shell/page-failed.tsx';
import { ProjectFrame } from './shell/project-frame.tsx';
import { Root } from './shell/root.tsx';
import { TopFrame } from './shell/top-frame.tsx';
import { queryClient, sessionQuery } from './state/queries.ts';

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/entry/setup-page.tsx'), 'SetupPage'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: z.object({ to: z.string().optional() }),
  component: lazyRouteComponent(() => import('./pages/entry/sign-in-page.tsx'), 'SignInPage'),
});

const record = createRoute({
  getParentRoute: () => root,
  path: '/record',
  component: lazyRouteComponent(() => import('./pages/record/record-page.tsx'), 'RecordPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  async beforeLoad({ location }) {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/sign-in', search: { to: location.href } });
  },
});

const top = createRoute({ getParentRoute: () => signedIn, id: 'top', component: TopFrame });

const projects = createRoute({
  getParentRoute: () => top,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/projects/projects-page.tsx'), 'ProjectsPage'),
});

const account = createRoute({
  getParentRoute: () => top,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
});

const help = createRoute({
  getParentRoute: () => top,
  path: '/help',
  component: lazyRouteComponent(() => import('./pages/help/help-page.tsx'), 'HelpPage'),
});

const project = createRoute({
  getParentRoute: () => signedIn,
  path: '/p/$project',
  component: ProjectFrame,
});

const data = createRoute({
  getParentRoute: () => project,
  path: '/data',
  validateSearch: z.object({
    search: z.string().optional(),
    label: z.string().optional(),
    part: z.enum(['train', 'validation', 'test']).optional(),
    unlabelled: z.boolean().optional(),
    view: z.enum(['list', 'grid']).optional(),
    sort: z.enum(['createdAt', 'name', 'label', 'seconds', 'updatedAt']).optional(),
    order: z.enum(['asc', 'desc']).optional(),
    sample: z.string().optional(),
    open: z.enum(['record', 'camera', 'board', 'phone', 'versions']).optional(),
  }),
  component: lazyRouteComponent(() => import('./pages/data/data-page.tsx'), 'DataPage'),
});

const label = createRoute({
  getParentRoute: () => project,
  path: '/label',
  validateSearch: z.object({
    sample: z.string().optional(),
    from: z.number().optional(),
    to: z.number().optional(),
    queue: z.enum(['unlabelled', 'doubted', 'all']).optional(),
    /** Whether the last model is asked about each sample. */
    suggest: z.boolean().optional(),
  }),
  component: lazyRouteComponent(() => import('./pages/label/label-page.tsx'), 'LabelPage'),
});

const impulse = createRoute({
  getParentRoute: () => project,
  path: '/impulse',
  validateSearch: z.object({
    block: z.enum(['window', 'features', 'network', 'answers']).optional(),
    sample: z.string().optional(),
    start: z.number().optional(),
    /** How the feature map is laid out; UMAP unless told. */
    map: z.enum(['pca']).optional(),
    /** Its points as a table. */
    table: z.boolean().optional(),
    /** The table's column that its rows are in the order of, and whether downwards. */
    column: z.enum(['sample', 'start', 'label', 'part', 'x', 'y']).optional(),
    down: z.boolean().optional(),
    /** Labels whose points are left out of it. */
    without: z.array(z.string()).optional(),
  }),
  component: lazyRouteComponent(() => import('./pages/impulse/impulse-page.tsx'), 'ImpulsePage'),
});

/** What results are grouped by, and the group whose windows are shown; null: where it is not known. */
const groupSearch = {
  by: z.string().optional(),
  group: z.string().nullable().optional(),
};

const train = createRoute({
  getParentRoute: () => project,
  path: '/train',
  validateSearch: z.object({
    run: z.string().optional(),
    compare: z.string().optional(),
    /** A cell of the confusion matrix: truth and answer. */
    truth: z.number().optional(),
    answer: z.number().optional(),
    ...groupSearch,
  }),
  component: lazyRouteComponent(() => import('./pages/train/train-page.tsx'), 'TrainPage'),
});

const test = createRoute({
  getParentRoute: () => project,
  path: '/test',
  validateSearch: z.object({
    run: z.string().optional(),
    compare: z.string().optional(),
    truth: z.number().optional(),
    answer: z.number().optional(),
    ...groupSearch,
    live: z.enum(['microphone', 'motion', 'camera', 'file', 'board']).optional(),
    /** The setting that words are told of by: its place on the curve of the model. */
    point: z.number().int().min(0).optional(),
  }),
  component: lazyRouteComponent(() => import('./pages/test/test-page.tsx'), 'TestPage'),
});

const deploy = createRoute({
  getParentRoute: () => project,
  path: '/deploy',
  validateSearch: z.object({ board: z.string().optional(), run: z.string().optional() }),
  component: lazyRouteComponent(() => import('./pages/deploy/deploy-page.tsx'), 'DeployPage'),
});

const jobs = createRoute({
  getParentRoute: () => project,
  path: '/jobs',
  component: lazyRouteComponent(() => import('./pages/jobs/jobs-page.tsx'), 'JobsPage'),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: '/settings',
  validateSearch: z.object({ part: z.enum(['project', 'members', 'keys', 'audit']).optional() }),
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const start = createRoute({
  getParentRoute: () => project,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/p/$project/data', params });
  },
});

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    record,
    signedIn.addChildren([
      top.addChildren([projects, account, help]),
      project.addChildren([start, data, label, impulse, train, test, deploy, jobs, settings]),
    ]),
  ]),
  defaultErrorComponent: PageFailed,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
