import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { Client } from '../../src/api/client.ts';
import { formOf, ownerAccount, twoTones } from '../studio/studio-under-test.ts';
import {
  type InBrowser,
  makeOwner,
  noBrowser,
  ownerOf,
  studioInBrowser,
} from './studio-in-browser.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Addresses of every page, seen with a model and all that follows from it. */
const pages = (project: string, sample: string): readonly string[] => [
  '/',
  '/account',
  ...['data', 'data?view=grid', 'data?open=versions', `label?sample=${sample}`].map(
    (path) => `/p/${project}/${path}`,
  ),
  ...['impulse', 'train', 'train?truth=0&answer=0', 'test', 'deploy', 'jobs', 'settings'].map(
    (path) => `/p/${project}/${path}`,
  ),
  ...['members', 'keys', 'audit'].map((part) => `/p/${project}/settings?part=${part}`),
];

test('every page is sound: no serious finding of axe, nothing wider than the screen, no complaint', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser({ workers: 1 });
  await makeOwner(at);
  const { project, sample } = await finished(await ownerOf(at));
  const { page } = at;
  const wrong: string[] = [];
  for (const path of pages(project, sample)) {
    await open(at, path);
    for (const [width, height, colorScheme] of looks) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      // plots are drawn anew for their new width
      await page.waitForTimeout(100);
      // and what is judged is what has been painted, not a change of colours on its way
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      await page.evaluate(() => {
        const ending = document
          .getAnimations()
          .filter(({ effect }) => effect!.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
        return Promise.allSettled(ending.map(({ finished }) => finished));
      });
      const where = `${path.replace(project, ':project')} at ${width}, ${colorScheme}`;
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide !== width) wrong.push(`${where} is ${wide} wide`);
      wrong.push(...(await findings(page)).map((finding) => `${where}: ${finding}`));
    }
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(at.complaints, []);
});

const looks = [
  [1440, 900, 'light'],
  [1440, 900, 'dark'],
  [390, 844, 'light'],
] as const;

test('a person without a mouse goes from signing in to a started training', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser({ workers: 0 });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Two tones' } });
  await client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
  const { page } = at;
  const press = (...keys: string[]) =>
    keys.reduce(async (before, key) => {
      await before;
      await page.keyboard.press(key);
    }, Promise.resolve());
  await page.reload();
  await page.getByRole('link', { name: 'Two tones' }).waitFor();
  await press('Control+k');
  // what is typed before the field has the focus is lost
  await page.locator('[role=dialog] input:focus').waitFor();
  await page.keyboard.type('Two tones');
  await page.locator('[data-selected]', { hasText: 'Two tones' }).waitFor();
  await press('Enter');
  await page.getByRole('heading', { name: 'Data', level: 1 }).waitFor();
  await page.getByRole('row', { name: /11 .*fast/ }).waitFor();
  await press('j', 'x', 'j', 'x');
  await page.getByText('2 chosen').waitFor();
  await press('Escape', '/');
  await page.keyboard.type('slow/');
  await page.waitForURL(/search=slow/);
  await press('Tab', 'g', 't');
  await page.getByRole('heading', { name: 'Train', level: 1 }).waitFor();
  await press('n');
  await page.getByText('Waiting for its turn').waitFor();
  const { items } = await client.listRuns({ params: { project } });
  assert.deepEqual(
    items.map(({ kind, state }) => [kind, state]),
    [['training', 'queued']],
  );
  assert.deepEqual(at.complaints, []);
});

test('what is deleted by accident comes back by Ctrl Z', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Two tones' } });
  await client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/data`);
  await page.getByText('24 loaded of 24').waitFor();
  await page.getByLabel('Choose 3').first().click();
  await page.getByLabel('Choose 4').first().click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('22 loaded of 22').waitFor();
  await page.keyboard.press('Control+z');
  await page.getByText('24 loaded of 24').waitFor();
  assert.deepEqual(at.complaints, []);
});

test('a session that has ended leads to the page of signing in, and back', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/account`);
  await page.getByText('Open the link that its terminal shows').waitFor();
  await makeOwner(at);
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.deepEqual(at.complaints, []);
  await page.getByLabel('Email').fill('ann@example.org');
  await page.getByRole('textbox', { name: 'Password' }).fill('a guess of ten');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
});

test('a session that ends while a page is open leads to signing in, and back to that very page', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Long open' } });
  const { page } = at;
  const settings = `${at.studio.serving.address}/p/${project}/settings?part=members`;
  await page.goto(settings);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await at.studio.serving.studio.db.deleteFrom('sessions').execute();
  await page.getByRole('link', { name: /^Data/ }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('Email').fill(ownerAccount.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(ownerAccount.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(new RegExp(`/p/${project}/`));
});

test('a server that is gone is told of, and so is its return', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const { page } = at;
  await at.context.setOffline(true);
  await page.getByRole('button', { name: 'New project' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Kept');
  await page.getByRole('button', { name: 'Make it' }).click();
  const gone = page.getByText("The studio's server does not answer.");
  await gone.first().waitFor();
  await at.context.setOffline(false);
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByRole('heading', { name: 'Data', level: 1 }).waitFor();
  await gone.waitFor({ state: 'detached' });
});

async function open({ page, studio }: InBrowser, path: string): Promise<void> {
  await page.goto(studio.serving.address + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // what it asks the server for is there in no time on one machine
  await page.waitForTimeout(500);
}

/** Serious and critical findings, each as its rule, the first place and what is wrong with it. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(await source());
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => {
      const { html, any } = nodes[0]!;
      return `${id}: ${html.slice(0, 200)}: ${any.map(({ message }) => message).join('; ')}`;
    });
}

let text: string | null = null;
async function source(): Promise<string> {
  text ??= await readFile(axe, 'utf8');
  return text;
}

/** A project that has been through all of it. */
async function finished(client: Client): Promise<{ project: string; sample: string }> {
  const { id: project } = await client.createProject({ body: { name: 'Two tones' } });
  const params = { project };
  const { samples } = await client.uploadFiles({ params, body: formOf(twoTones()) });
  const ended = async ({ job }: { job: string }) => {
    await (await client.watchJob({ params: { project, job } })).text();
  };
  const impulse = await client.createImpulse({
    params,
    body: { name: 'Impulse', settings: { epochs: 10 } },
  });
  await ended(await client.startFeatures({ params, body: { impulse: impulse.id } }));
  const training = await client.startTraining({ params, body: { impulse: impulse.id } });
  await ended(training);
  await ended(await client.startTest({ params, body: { training: training.id } }));
  await ended(await client.startBuild({ params, body: { training: training.id } }));
  return { project, sample: samples[0]!.id };
}
