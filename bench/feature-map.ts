import type { Page } from 'playwright-core';
import { formOf } from '../test/studio/studio-under-test.ts';
import { makeOwner, ownerOf, studioInBrowser } from '../test/web/studio-in-browser.ts';
import { watch, watched } from './frames.ts';

const labels = ['still', 'walk', 'run', 'jump'];
const recordings = 48;
/** Windows of 20 readings: 20,016 in all. */
const windows = 417;

/** A feature map of 20,016 windows, painted by WebGL and by a plain canvas. */
export async function mapOfMany() {
  return [
    { page: 'Impulse, map of 20,016, WebGL', ...(await explored([])) },
    { page: 'Impulse, map of 20,016, 2-D canvas', ...(await explored(['--disable-3d-apis'])) },
  ];
}

async function explored(flags: readonly string[]) {
  await using at = await studioInBrowser({
    workers: 1,
    flags: ['--enable-precise-memory-info', ...flags],
  });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Steps' } });
  const params = { project };
  await client.uploadFiles({ params, body: formOf(recordingsOf()) });
  const { id: impulse } = await client.createImpulse({
    params,
    body: {
      name: 'Impulse',
      settings: { windowMs: 200, strideMs: 200, block: { name: 'flatten', settings: {} } },
    },
  });
  const { job } = await client.startFeatures({ params, body: { impulse } });
  await (await client.watchJob({ params: { project, job } })).text();
  const { page } = at;
  await page.addInitScript(watch);
  const begun = performance.now();
  await page.goto(`${at.studio.serving.address}/p/${project}/impulse`);
  await page.getByText('make the map').waitFor({ timeout: 120_000 });
  const opens = Math.round(performance.now() - begun);
  return { 'opens, ms': opens, ...(await watched(page, () => wander(page))) };
}

async function wander(page: Page): Promise<void> {
  const plane = page.getByRole('application', { name: /^Feature map/ });
  await plane.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await plane.boundingBox())!;
  const around = async (radius: number) => {
    for (let i = 0; i <= 120; i++) {
      const angle = (2 * Math.PI * i) / 120;
      await page.mouse.move(
        x + width * (0.5 + radius * Math.cos(angle)),
        y + height * (0.5 + radius * Math.sin(angle)),
      );
      await page.waitForTimeout(16);
    }
  };
  await around(0.3);
  await page.mouse.down();
  await around(0.3);
  await page.mouse.up();
  for (const label of labels) {
    for (let time = 0; time < 2; time++) {
      await page.getByRole('group', { name: 'Labels on the map' }).getByText(label).click();
      await page.waitForTimeout(100);
    }
  }
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('table', { name: 'Points of the feature map' }).hover();
  for (let turn = 0; turn < 60; turn++) {
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(40);
  }
}

/** Steps of four gaits, each faster and stronger than the one before, in a little noise. */
function* recordingsOf(): Iterable<[path: string, content: string]> {
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  for (let n = 0; n < recordings; n++) {
    const kind = n % labels.length;
    const rows = Array.from({ length: 20 * windows }, (_, i) => {
      const swing = kind * Math.sin((i * (kind + 1)) / 7) * (1 + 0.3 * Math.sin(i / 900));
      const values = [swing, 0.5 * swing * swing, 1].map((v) => (v + noise()).toFixed(3));
      return `${10 * i},${values.join(',')}`;
    });
    yield [`${labels[kind]}/${n}.csv`, `timestamp,x,y,z\n${rows.join('\n')}\n`];
  }
}
