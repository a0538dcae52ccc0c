import { useSyncExternalStore } from 'react';
import { Failure } from '../../base/failure.ts';

const signedInKey = 'thimble-signed-in';
const listeners = new Set<() => void>();
let away = false;

/** What the server's answers say about the server itself, and about who is signed in. */
export const server = {
  answers(): void {
    set(false);
  },

  refuses(error: unknown): void {
    if (!(error instanceof Failure)) return;
    if (error.code === 'unreachable') set(true);
    // a session that has ended: the page is waiting behind the sign-in
    if (error.code === 'not-signed-in' && this.wasSignedIn()) {
      this.signedIn(false);
      const here = location.pathname + location.search;
      location.assign(`/sign-in?to=${encodeURIComponent(here)}`);
    }
  },

  /** Remembered in this browser, so that a stranger's first call need not be refused. */
  wasSignedIn: (): boolean => localStorage.getItem(signedInKey) !== null,

  signedIn(yes: boolean): void {
    if (yes) localStorage.setItem(signedInKey, 'yes');
    else localStorage.removeItem(signedInKey);
  },
};

/** Whether the last that was asked of the server came to nothing. */
export function useServerAway(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => away,
  );
}

function set(next: boolean): void {
  if (next === away) return;
  away = next;
  for (const listener of listeners) listener();
}
