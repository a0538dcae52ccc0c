import type { Page } from 'playwright-core';

/** In the page: keeps frame times and long tasks. */
export const watch = `
  window.kept = { frames: [], tasks: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.kept.tasks.push(entry.duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const step = (now) => { window.kept.frames.push(now - last); last = now; requestAnimationFrame(step); };
  requestAnimationFrame(step);
`;

interface Kept {
  readonly frames: number[];
  readonly tasks: number[];
  readonly heap: number;
}

export async function watched(page: Page, act: () => Promise<void>) {
  await page.evaluate('window.kept.frames.length = 0; window.kept.tasks.length = 0');
  await act();
  const { frames, tasks, heap } = (await page.evaluate(
    '({ ...window.kept, heap: performance.memory.usedJSHeapSize })',
  )) as Kept;
  frames.sort((a, b) => a - b);
  const at = (share: number) => frames[Math.floor(share * (frames.length - 1))]!.toFixed(1);
  return {
    'frame, median ms': at(0.5),
    'frame, 95 % ms': at(0.95),
    'longest task, ms': Math.round(Math.max(0, ...tasks)),
    'JS heap, MB': Math.round(heap / 2 ** 20),
  };
}
