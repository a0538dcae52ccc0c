import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from 'fast-png';
import type { Locator } from 'playwright-core';
import { formOf, twoTones } from '../studio/studio-under-test.ts';
import { makeOwner, noBrowser, ownerOf, studioInBrowser } from './studio-in-browser.ts';

const means = [
  { name: 'by WebGL', flags: [] },
  { name: 'on a plain canvas, where there is no WebGL', flags: ['--disable-3d-apis'] },
];

for (const { name, flags } of means) {
  test(`the feature map is looked at, filtered, chosen from and read as a table, painted ${name}`, async (context) => {
    const why = noBrowser();
    if (why) return context.skip(why);
    await using at = await studioInBrowser({ workers: 1, flags });
    await makeOwner(at);
    const client = await ownerOf(at);
    const { id: project } = await client.createProject({ body: { name: 'Two tones' } });
    const params = { project };
    await client.uploadFiles({ params, body: formOf(twoTones()) });
    const { job } = await client.startFeatures({ params, body: {} });
    await (await client.watchJob({ params: { project, job } })).text();
    const { page } = at;
    await page.goto(`${at.studio.serving.address}/p/${project}/impulse`);
    await page.getByText('Neighbours are alike').waitFor();
    const plane = page.getByRole('application', { name: /^Feature map/ });
    const legend = page.getByRole('group', { name: 'Labels on the map' });
    const { labels } = await client.getOverview({ params });
    const has = (label: string) => holds(plane, colours[labels.indexOf(label)]!);
    assert.deepEqual([await has('slow'), await has('fast')], [true, true]);

    await legend.getByRole('button', { name: 'fast' }).click();
    await page.mouse.move(0, 0);
    await page.waitForURL(/without=/);
    assert.deepEqual([await has('slow'), await has('fast')], [true, false]);
    await lasso(plane);
    await page.getByRole('heading', { name: '12 windows chosen' }).waitFor();
    await legend.getByRole('button', { name: 'fast' }).click();
    await lasso(plane);
    await page.getByRole('heading', { name: '24 windows chosen' }).waitFor();

    await plane.focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('PageDown');
    await page.getByRole('heading', { name: '1 window chosen' }).waitFor();
    const sample = new URL(page.url()).searchParams.get('sample')!;
    const { name: file } = await client.getSample({ params: { project, sample } });
    await plane.getByRole('status').getByText(file.split('/').at(-1)!).waitFor();

    await page.getByText('Table', { exact: true }).click();
    const table = page.getByRole('table', { name: 'Points of the feature map' });
    const first = table.getByRole('row').nth(1);
    await table.getByRole('button', { name: 'Label' }).click();
    await first.getByText('fast').waitFor();
    await table.getByRole('button', { name: 'Label' }).click();
    await first.getByText('slow').waitFor();
    await table.getByRole('button', { name: 'Recording' }).click();
    await first.getByRole('button', { name: '0.csv' }).click();
    await table.locator('[aria-current=true]').waitFor();
    await page.getByText('PCA', { exact: true }).click();
    await page.getByText('of what differs').waitFor();
    assert.deepEqual(at.complaints, []);
  });
}

/** Of the first two classes, light. */
const colours = [
  [0x41, 0x4b, 0xc7],
  [0xdc, 0x66, 0x0a],
] as const;

/** Whether a picture of it shows a colour, as it lies over white. */
async function holds(place: Locator, colour: readonly number[]): Promise<boolean> {
  const { data, channels } = decode(await place.screenshot());
  const over = colour.map((value) => 255 - 0.85 * (255 - value));
  for (let i = 0; i < data.length; i += channels) {
    if (over.every((value, c) => Math.abs(data[i + c]! - value) < 12)) return true;
  }
  return false;
}

/** Draws along the edges of the plane. */
async function lasso(plane: Locator): Promise<void> {
  const { x, y, width, height } = (await plane.boundingBox())!;
  const mouse = plane.page().mouse;
  await mouse.move(x + 1, y + 1);
  await mouse.down();
  for (const [across, down] of [
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ] as const) {
    await mouse.move(x + 1 + across * (width - 2), y + 1 + down * (height - 2), { steps: 5 });
  }
  await mouse.up();
}
