import { Outlet } from '@tanstack/react-router';
import { useKeys } from '../state/keys.ts';
import { undoStack } from '../state/undo.ts';

/** Around every page: what works everywhere. */
export function Root() {
  useKeys({ 'mod+z': undoLast });
  return <Outlet />;
}

function undoLast(): void {
  void undoStack.undo();
}
