import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'fast-png';
import type { Locator, Page } from 'playwright-core';
import { formOf, tone } from '../studio/studio-under-test.ts';
import { makeOwner, noBrowser, ownerOf, studioInBrowser } from './studio-in-browser.ts';

test('a stretch is marked by dragging, changed by keys, undone, and kept', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Marks' } });
  const params = { project };
  const files = [
    ['slow/1.csv', tone(3, 1)],
    ['fast/1.csv', tone(11, 1)],
    ['session.csv', tone(5, 2)],
  ] as const;
  const { samples } = await client.uploadFiles({ params, body: formOf(files) });
  const session = samples.find(({ name }) => name === 'session.csv')!;
  const marks = async () => {
    const { annotations } = await client.getSample({ params: { project, sample: session.id } });
    return annotations.segments;
  };
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/label?sample=${session.id}`);
  const signal = page.getByRole('application', { name: /^Signal/ });
  await signal.waitFor();
  await page.getByRole('button', { name: 'fast 1' }).click();
  await page.getByText(/session.csv is fast/).waitFor();

  await drag(page, signal, 0.25, 0.5);
  await page.getByText('Marked fast.').waitFor();
  await eventually(async () => (await marks()).length === 1);
  assert.deepEqual(await marks(), [{ start: 25, end: 50, label: 'fast' }]);

  await page.keyboard.press('2');
  await page.getByText('It is slow now.').waitFor();
  await eventually(async () => (await marks())[0]!.label === 'slow');

  await page.keyboard.press('Control+z');
  await eventually(async () => (await marks())[0]!.label === 'fast');

  await page.keyboard.press('ArrowRight');
  await eventually(async () => (await marks())[0]!.end === 51);

  await drag(page, signal, 0.51, 0.8);
  await eventually(async () => (await marks())[0]!.end === 80);
  await page.keyboard.press('Control+z');
  await eventually(async () => (await marks())[0]!.end === 51);
  await page.keyboard.press('Delete');
  await eventually(async () => (await marks()).length === 0);

  // a mark becomes a sample of its own, and comes back
  await drag(page, signal, 0.2, 0.6);
  await page.getByText('Marked fast.').last().waitFor();
  await page.keyboard.press('c');
  await page.getByText('session.csv became 1 sample.').waitFor();
  await page.waitForURL((url) => url.searchParams.get('sample') !== session.id);
  await page.getByText(/^session\.0\.40-1\.20s\.csv, 0\.8 s/).waitFor();
  await page.keyboard.press('Control+z');
  await page.waitForURL((url) => url.searchParams.get('sample') === session.id);
  await eventually(async () => (await client.listSamples({ params })).items.length === 3);
  assert.deepEqual(at.complaints, []);
});

test('a box is drawn on a picture, moved by the arrows, and kept', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Boxes' } });
  const data = Uint8Array.from({ length: 60 * 40 }, (_, i) => (i * 7) % 256);
  const png = encode({ width: 60, height: 40, data, channels: 1, depth: 8 });
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(png)]), 'cell/one.png');
  const { samples } = await client.uploadFiles({ params: { project }, body: form });
  const sample = samples[0]!.id;
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/label?sample=${sample}`);
  const picture = page.getByRole('img', { name: 'cell/one.png' });
  await picture.waitFor();
  await drag(page, picture, 0.1, 0.5);
  const boxes = async () =>
    (await client.getSample({ params: { project, sample } })).annotations.boxes;
  await eventually(async () => (await boxes()).length === 1);
  const [drawn] = await boxes();
  assert.deepEqual(drawn, { label: 'cell', x: 6, y: 20, width: 24, height: 8 });
  await page.keyboard.press('ArrowRight');
  await eventually(async () => (await boxes())[0]!.x === 7);
  assert.deepEqual(at.complaints, []);
});

/** Along the middle of a place, from share to share of its width, and a fifth of its height down. */
async function drag(page: Page, place: Locator, from: number, to: number): Promise<void> {
  const { x, y, width, height } = (await place.boundingBox())!;
  await page.mouse.move(x + from * width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + ((from + to) / 2) * width, y + 0.6 * height, { steps: 4 });
  await page.mouse.move(x + to * width, y + 0.7 * height, { steps: 4 });
  await page.mouse.up();
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('it did not come about in five seconds');
}
