import { ActionIcon, Menu, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import mark from '../mark.svg';
import { Icon } from '../parts/icon.tsx';
import { client } from '../state/client.ts';
import { keepSession, sessionQuery } from '../state/queries.ts';
import { tell } from '../state/tell.tsx';
import { nextTheme, useTheme } from '../state/theme.ts';
import { FindOrDo, openFindOrDo } from './find-or-do.tsx';
import classes from './top-frame.module.css';

/** Around the pages that belong to no project. */
export function TopFrame() {
  const theme = useTheme();
  return (
    <div className={classes.frame}>
      <header className={classes.top}>
        <Link to="/" className={classes.brand}>
          <img src={mark} alt="" width={22} height={22} />
          Thimble
        </Link>
        <UnstyledButton className={classes.find} onClick={openFindOrDo}>
          <Icon name="search" />
          <span className="grow ellipsis">Find a project or command</span>
          <kbd className={classes.key}>Ctrl K</kbd>
        </UnstyledButton>
        <ActionIcon size={34} aria-label={`Theme: ${theme}`} onClick={nextTheme}>
          <Icon name="moon" />
        </ActionIcon>
        <AccountMenu />
      </header>
      <Outlet />
      <FindOrDo />
    </div>
  );
}

export function AccountMenu() {
  const { data: session } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const signOut = async () => {
    await client.signOut().catch(tell.error);
    keepSession(null);
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon size={34} aria-label="Account">
          <Icon name="person" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session?.user.email}</Menu.Label>
        <Menu.Item onClick={() => void navigate({ to: '/account' })}>Account and people</Menu.Item>
        <Menu.Item component="a" href="/api/docs/">
          What can be asked of the server
        </Menu.Item>
        <Menu.Item onClick={() => void signOut()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
