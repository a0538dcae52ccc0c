/**
 * The whole trip in a browser, for a network without a route; prints how many packets had nowhere to go.
 * Chromium itself feels for a network as it starts and asks after its own updates: it is begun before the
 * count, and told of a proxy that is not there for all but this machine.
 */
import assert from 'node:assert/strict';
import { twoTones } from '../studio/studio-under-test.ts';
import { countOutward } from '../studio/without-route.ts';
import { makeOwner, studioInBrowser } from './studio-in-browser.ts';

await using at = await studioInBrowser({
  workers: 1,
  flags: ['--proxy-server=http://127.0.0.1:9', '--proxy-bypass-list=127.0.0.1'],
});
const { page } = at;
await page.goto('about:blank');
await page.waitForTimeout(2000);
await countOutward(async () => {
  await makeOwner(at);
  await page.getByRole('button', { name: /^Gesture/ }).click();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
  const files = twoTones().map(([path, text]) => ({
    name: path.replace('/', '.'),
    mimeType: 'text/csv',
    buffer: Buffer.from(text),
  }));
  await page.getByLabel('Files to add').setInputFiles(files);
  await page.getByText('24 samples came in').waitFor();
  for (const [stage, button, ready] of [
    ['Train', 'Train', 'Confusion'],
    ['Test', 'Test', 'Confusion'],
    ['Deploy', 'Build and prove', 'Next, on your'],
  ] as const) {
    await page.getByRole('link', { name: new RegExp(`^${stage}`) }).click();
    await page.getByRole('button', { name: button, exact: true }).click();
    await page
      .getByRole('heading', { name: new RegExp(`^${ready}`) })
      .first()
      .waitFor({ timeout: 120_000 });
  }
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download library' }).click();
  await (await download).path();
  for (const stage of ['Label', 'Impulse', 'Data', 'Help']) {
    await page.getByRole('link', { name: new RegExp(`^${stage}`) }).click();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
  }
  assert.deepEqual(at.complaints, []);
});
