import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { makeOwner, noBrowser, ownerOf, studioInBrowser } from './studio-in-browser.ts';

test('a sample project and templates with simulated recordings are there without a file', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { page } = at;
  await page.getByRole('button', { name: 'Try simulated gestures' }).click();
  await page.getByRole('button', { name: 'Make it' }).click();
  assert.equal(await samplesOf(page), 240);

  await page.goto(at.studio.serving.address);
  await page.getByRole('button', { name: /^Image/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Fifty pictures of each kind').waitFor();
  await dialog.getByRole('switch', { name: 'With simulated recordings to try it with' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Parts');
  await dialog.getByRole('button', { name: 'Make it' }).click();
  assert.equal(await samplesOf(page), 150);

  const { items } = await client.listProjects({ query: {} });
  const parts = items.find(({ name }) => name === 'Parts')!;
  assert.match(parts.description, /^Simulated, of nobody and nothing: 150 drawn pictures/);
  assert.deepEqual(at.complaints, []);
});

test('a project whose recordings do not arrive leaves no trace, and the error says why', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { page } = at;
  await page.route('**/samples/files', (route) => route.abort());
  await page.getByRole('button', { name: 'Try simulated gestures' }).click();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  const { items } = await client.listProjects({ query: {} });
  assert.deepEqual(items, []);
});

/** The number that the page of data says there are. */
async function samplesOf(page: Page): Promise<number> {
  await page.waitForURL(/\/data/, { timeout: 60_000 });
  const fact = page.getByText(/^\d+ (samples|pictures|recordings)/).first();
  return Number.parseInt((await fact.textContent())!, 10);
}
