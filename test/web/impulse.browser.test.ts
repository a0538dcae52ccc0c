import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulateGestures } from '../../examples/gestures/simulate.ts';
import { formOf } from '../studio/studio-under-test.ts';
import { makeOwner, noBrowser, ownerOf, studioInBrowser } from './studio-in-browser.ts';

test('a block is looked at, chosen, set, undone, and trained with', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Gestures' } });
  const params = { project };
  await client.uploadFiles({ params, body: formOf(simulateGestures(1)) });
  const settings = async () => (await client.getOverview({ params })).impulse?.settings ?? null;
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/impulse`);
  const pipe = page.getByRole('navigation', { name: 'The impulse' });
  await pipe.getByText('Raw and Spectral').waitFor();
  await pipe.getByText('every 2 s, 200 readings').waitFor();
  await page.getByRole('img', { name: /273 features as bars/ }).waitFor();

  await page.getByRole('radio', { name: /^Flatten/ }).click();
  await pipe.getByText('Raw and Flatten').waitFor();
  assert.deepEqual(await settings(), { block: { name: 'flatten', settings: {} } });
  await page.getByRole('textbox', { name: 'Scale' }).fill('2');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Scale' }).and(page.locator('[value="2"]')).waitFor();
  assert.deepEqual(await settings(), { block: { name: 'flatten', settings: { scale: '2' } } });

  await pipe.getByRole('link', { name: /^Window/ }).click();
  await page.getByRole('textbox', { name: 'Length, ms' }).fill('50');
  await page.keyboard.press('Enter');
  await pipe.getByText(/5 readings/).waitFor();
  await page.locator('body').click({ position: { x: 700, y: 880 } });
  await page.keyboard.press('Control+z');
  await pipe.getByText('every 2 s, 200 readings').waitFor();

  await page.getByRole('button', { name: 'Train' }).click();
  await page.getByText('Waiting for its turn').waitFor();
  const { items } = await client.listRuns({ params });
  assert.deepEqual(items[0]!.lineage.settings.block, {
    name: 'flatten',
    settings: { scale: '2' },
  });
  assert.deepEqual(at.complaints, []);
});
