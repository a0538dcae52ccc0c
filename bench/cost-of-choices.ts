import type { Page } from 'playwright-core';
import { simulateGestures } from '../src/simulate/gestures.ts';
import { formOf } from '../test/studio/studio-under-test.ts';
import { makeOwner, ownerOf, studioInBrowser } from '../test/web/studio-in-browser.ts';

/** How soon the strip says what a choice on Impulse takes, from the event of the pointer or key to the frame. */
export async function costOfChoices() {
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Gestures' } });
  await client.uploadFiles({ params: { project }, body: formOf(simulateGestures(1)) });
  const { page } = at;
  await page.addInitScript(watch);
  const begun = performance.now();
  await page.goto(`${at.studio.serving.address}/p/${project}/impulse`);
  await page.getByText('≈ Estimated').waitFor();
  const opened = performance.now() - begun;
  const soon = await each(page, point, 3);
  // all that can be pointed at is worked out in this time
  await page.waitForTimeout(5000);
  const later = await each(page, point);
  const chosen = await each(page, choose);
  await page
    .getByRole('navigation', { name: 'The impulse' })
    .getByRole('link', { name: /^Window/ })
    .click();
  const length = page.getByRole('textbox', { name: 'Length, ms' });
  const written: number[] = [];
  const typed: number[] = [];
  for (const ms of [900, 1100, 1300, 1500, 1700]) {
    written.push(...(await during(page, () => length.fill(String(ms)))));
    typed.push(...(await during(page, () => page.keyboard.press('Enter'))));
  }
  return [
    { act: 'opening the page, until the cost stands there', ...told([opened]) },
    { act: 'pointing at a kind of features, right after opening', ...told(soon) },
    { act: 'pointing at a kind of features, 5 s after opening', ...told(later) },
    { act: 'choosing a kind of features', ...told(chosen) },
    { act: 'writing another length of the window', ...told(written) },
    { act: 'taking it by Enter', ...told(typed) },
  ];
}

/** In the page: from the newest event to the frame after the strip has changed. */
const watch = `
  window.costTimes = [];
  let since = null;
  for (const kind of ['mouseover', 'click', 'keydown', 'input']) {
    addEventListener(kind, (event) => { since = event.timeStamp; }, true);
  }
  const seen = () => {
    if (since === null) return;
    const begun = since;
    since = null;
    requestAnimationFrame(() => window.costTimes.push(performance.now() - begun));
  };
  new MutationObserver((changes) => {
    const strip = document.querySelector('aside[aria-label^="What the model takes"]');
    if (changes.some(({ target }) => strip?.contains(target))) seen();
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;

const radios = (page: Page) =>
  page.getByRole('radiogroup', { name: 'Kind of features' }).getByRole('radio');

async function each(
  page: Page,
  act: (page: Page, i: number) => Promise<number[]>,
  most = Number.POSITIVE_INFINITY,
): Promise<number[]> {
  const times: number[] = [];
  const count = Math.min(await radios(page).count(), most + 1);
  for (let i = 1; i < count; i++) times.push(...(await act(page, i)));
  return times;
}

/** Onto one of the choices and away again. */
async function point(page: Page, i: number): Promise<number[]> {
  await radios(page).nth(i).scrollIntoViewIfNeeded();
  const times = await during(page, () => radios(page).nth(i).hover());
  await page.mouse.move(0, 0);
  await page.waitForTimeout(100);
  return times;
}

async function choose(page: Page, i: number): Promise<number[]> {
  await radios(page).nth(i).hover();
  await page.waitForTimeout(400);
  const times = await during(page, () => radios(page).nth(i).click());
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1500);
  return times;
}

/** The first time that an act took until the strip changed, or none where it did not. */
async function during(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate('window.costTimes.length = 0');
  await act();
  await page.waitForTimeout(600);
  return ((await page.evaluate('window.costTimes')) as number[]).slice(0, 1);
}

function told(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    times: times.length,
    'median, ms': Math.round(sorted[sorted.length >> 1] ?? 0),
    'longest, ms': Math.round(sorted.at(-1) ?? 0),
  };
}
