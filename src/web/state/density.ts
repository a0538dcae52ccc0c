/** How close rows stand; kept in this browser. */

const key = 'thimble-density';

export function isCompact(): boolean {
  return localStorage.getItem(key) === 'compact';
}

export function setDensity(compact: boolean): void {
  if (compact) localStorage.setItem(key, 'compact');
  else localStorage.removeItem(key);
  show();
}

function show(): void {
  if (isCompact()) document.documentElement.dataset.density = 'compact';
  else delete document.documentElement.dataset.density;
}

show();
