import { Menu, UnstyledButton } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { Suspense } from 'react';
import mark from '../mark.svg';
import { Icon } from '../parts/icon.tsx';
import { useKeys } from '../state/keys.ts';
import { overviewQuery, projectQuery, projectsQuery } from '../state/queries.ts';
import { nextTheme, useTheme } from '../state/theme.ts';
import { BudgetStrip } from './budget-strip.tsx';
import { FindOrDo, openFindOrDo } from './find-or-do.tsx';
import classes from './project-frame.module.css';
import { StageThread } from './stage-thread.tsx';
import { stageFacts, stages } from './stages.ts';
import { AccountMenu } from './top-frame.tsx';

/** Around the pages of a project: the rail with its stages, the strip of costs, and the page. */
export function ProjectFrame() {
  const { project } = useParams({ from: '/signed-in/p/$project' });
  return (
    <Suspense fallback={null}>
      <Frame project={project} />
    </Suspense>
  );
}

function Frame({ project }: { readonly project: string }) {
  const { data: overview } = useSuspenseQuery(overviewQuery(project));
  const navigate = useNavigate();
  const stage = useStage();
  useKeys({
    ...Object.fromEntries(
      stages.map(({ to, key }) => [`g ${key}`, () => void navigate({ to, params: { project } })]),
    ),
    '?': () => void navigate({ to: '/help', hash: stage }),
  });
  return (
    <div className={classes.frame}>
      <a href="#page" className={classes.skip}>
        To the page
      </a>
      <div className={classes.rail}>
        <div className={classes.brand}>
          <Link to="/" title="All projects">
            <img src={mark} alt="" width={22} height={22} />
            Thimble
          </Link>
          <AccountMenu />
        </div>
        <ProjectSwitch project={project} />
        <StageThread project={project} facts={stageFacts(overview)} />
        <RailFoot project={project} jobs={overview.jobs} />
      </div>
      <div className={classes.stage}>
        <BudgetStrip project={project} />
        <main id="page" className={classes.page} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <FindOrDo />
    </div>
  );
}

function ProjectSwitch({ project }: { readonly project: string }) {
  const { data: known } = useQuery(projectQuery(project));
  const { data: all } = useQuery(projectsQuery);
  const navigate = useNavigate();
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.switch}>
          <span className="grow ellipsis">{known?.name ?? ' '}</span>
          <Icon name="down" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {all?.items.slice(0, 12).map(({ id, name }) => (
          <Menu.Item
            key={id}
            onClick={() => void navigate({ to: '/p/$project/data', params: { project: id } })}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: '/' })}>All projects</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function RailFoot({ project, jobs }: { readonly project: string; readonly jobs: number }) {
  const theme = useTheme();
  const stage = useStage();
  return (
    <div className={classes.foot}>
      <UnstyledButton onClick={openFindOrDo}>
        <Icon name="search" /> Find or do <kbd>Ctrl K</kbd>
      </UnstyledButton>
      <Link to="/p/$project/jobs" params={{ project }}>
        <Icon name="clock" /> {jobs === 0 ? 'No jobs running' : `${jobs} at work`}
      </Link>
      <Link to="/p/$project/settings" params={{ project }}>
        <Icon name="settings" /> Settings
      </Link>
      <Link to="/help" hash={stage}>
        <Icon name="help" /> Help <kbd>?</kbd>
      </Link>
      <UnstyledButton onClick={nextTheme}>
        <Icon name="moon" /> Theme <span className={classes.end}>{theme}</span>
      </UnstyledButton>
      <p className={classes.offline}>
        <Icon name="lock" /> <Place />
      </p>
    </div>
  );
}

/** The part of the guide that tells of the page that is open. */
function useStage(): string {
  return useLocation({ select: ({ pathname }) => pathname.split('/').at(-1) ?? '' });
}

/** Whether others can reach this studio. */
function Place() {
  const own = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
  return (
    <span>
      {own
        ? 'Works offline. Nothing has left this machine.'
        : `Open to your network at ${location.host}.`}
    </span>
  );
}
