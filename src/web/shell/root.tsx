import { Button } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { Mend } from '../parts/mend.tsx';
import { useKeys } from '../state/keys.ts';
import { queryClient } from '../state/queries.ts';
import { useServerAway } from '../state/server-away.ts';
import { undoStack } from '../state/undo.ts';
import classes from './root.module.css';

/** Around every page: what works everywhere. */
export function Root() {
  useKeys({ 'mod+z': undoLast });
  const away = useServerAway();
  return (
    <>
      {away && (
        <div className={classes.away}>
          <Mend error="The studio's server does not answer. What is on this page may be old, and changes are not kept until it does.">
            <Button size="compact-sm" onClick={() => void queryClient.invalidateQueries()}>
              Try again
            </Button>
          </Mend>
        </div>
      )}
      <Outlet />
    </>
  );
}

function undoLast(): void {
  void undoStack.undo();
}
