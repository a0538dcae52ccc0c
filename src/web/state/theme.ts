import { useSyncExternalStore } from 'react';

/** Light, dark, or as the system has it; kept in this browser. */
export type Theme = 'system' | 'light' | 'dark';

const key = 'thimble-theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];
const dark = matchMedia('(prefers-color-scheme: dark)');
// read once: Chromium tells nobody of a change whose outcome has been read before it is told
let systemIsDark = dark.matches;
const listeners = new Set<() => void>();
let theme = read();

function read(): Theme {
  const kept = localStorage.getItem(key);
  return order.find((one) => one === kept) ?? 'system';
}

export function setTheme(next: Theme): void {
  theme = next;
  localStorage.setItem(key, next);
  show();
}

export function nextTheme(): void {
  setTheme(order[(order.indexOf(theme) + 1) % order.length]!);
}

export function useTheme(): Theme {
  return useSyncExternalStore(listen, () => theme);
}

/** What is on the screen now; changes when the person or the system changes it. */
export function useColourScheme(): 'light' | 'dark' {
  return useSyncExternalStore(listen, scheme);
}

function scheme(): 'light' | 'dark' {
  return theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme;
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function show(): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // at once, for every component: its own way there goes by a painted frame in two schemes
  document.documentElement.dataset.mantineColorScheme = scheme();
  for (const listener of listeners) listener();
}

dark.addEventListener('change', ({ matches }) => {
  systemIsDark = matches;
  show();
});
show();
