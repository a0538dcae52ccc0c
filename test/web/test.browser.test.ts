import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../src/api/client.ts';
import { type DiscScene, discScenes, discSide } from '../disc-scenes.ts';
import { formOf, twoTones } from '../studio/studio-under-test.ts';
import { eventually, makeOwner, noBrowser, ownerOf, studioInBrowser } from './studio-in-browser.ts';

/** Results: for whom a model does well, which labels are doubted, and runs side by side. */

test('the worst group stands first, opens its windows, and a doubted label leads to Label', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser({ workers: 1 });
  await makeOwner(at);
  const project = await twiceTested(await ownerOf(at));
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/test`);
  const groups = page.getByRole('region', { name: 'Groups' }).first();
  const names = async () => {
    await groups.getByRole('button').first().waitFor();
    return groups.getByRole('button').allTextContents();
  };
  // two of south's recordings of the test are labelled wrongly
  assert.deepEqual(await names(), ['south', 'north']);
  await groups.getByRole('button', { name: 'south' }).click();
  await page.waitForURL(/by=site&group=south/);
  await page.getByText(/^wrong [1-9]\d* of \d+ windows, site south$/).waitFor();
  await page.reload();
  await groups.getByText('shown').waitFor();
  await groups.getByRole('button', { name: 'south' }).click();

  await page.getByText('Label wrong?').click();
  const doubted = page.getByRole('region', { name: 'Confusion', exact: true });
  await doubted.getByText('Most windows of these samples').waitFor();
  const links = doubted.getByRole('list').getByRole('link');
  await links.nth(1).waitFor();
  assert.deepEqual((await links.allTextContents()).map((text) => text.split('from')[0]).sort(), [
    '10.csv',
    '11.csv',
  ]);
  await links.first().click();
  await page.getByRole('heading', { name: 'Label', level: 1 }).waitFor();
  await page.getByText(/^1[01]\.csv, 2 s at 50 Hz/).waitFor();

  await page.goBack();
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.waitForURL(/compare=/);
  await groups.getByRole('columnheader', { name: 'Compared' }).waitFor();
  const south = await groups
    .getByRole('row', { name: /south/ })
    .getByRole('cell')
    .allTextContents();
  assert.equal(south[1], south[2], 'the same model has been tested twice');
  assert.deepEqual(at.complaints, []);
});

test('things in pictures are judged by F1, and those of a file are found on the page', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser({ workers: 1 });
  await makeOwner(at);
  const scenes = discScenes(40);
  const client = await ownerOf(at);
  const project = await withThings(client, scenes);
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/test?live=file`);
  const f1 = page.getByRole('region', { name: 'F1' });
  await f1.getByText(/things in 8 pictures/).waitFor();
  await page.getByRole('region', { name: 'Groups' }).getByRole('button').first().click();
  await page.getByText(/^wrong \d+ of \d+ things?, group day \d$/).waitFor();
  const { name, png, boxes } = scenes.find((one) => one.boxes.length === 3)!;
  await page
    .getByLabel('File to try')
    .setInputFiles({ name: 'scene.png', mimeType: 'image/png', buffer: Buffer.from(png) });
  const live = page.getByRole('region', { name: 'Live' });
  const kinds = [...new Set(boxes.map(({ label }) => label))];
  for (const label of kinds) await live.getByText(label).first().waitFor();

  // without its boxes the picture gets them back as suggestions, as large as others of their label
  const { items } = await client.listSamples({ params: { project }, query: { limit: 100 } });
  const sample = items.find((one) => one.name === `${name}.png`)!.id;
  const nothing = { segments: [], boxes: [] };
  await client.changeSample({ params: { project, sample }, body: { annotations: nothing } });
  await page.goto(`${at.studio.serving.address}/p/${project}/label?queue=all&sample=${sample}`);
  await page.getByRole('button', { name: 'Suggest', exact: true }).click();
  await page
    .getByRole('button', { name: /suggested, press to accept$/ })
    .first()
    .waitFor();
  await page.keyboard.press('a');
  await page.getByText('The model suggests nothing else').waitFor();
  const { annotations } = await eventually(
    () => client.getSample({ params: { project, sample } }),
    ({ annotations: { boxes: kept } }) => kept.length > 0,
  );
  assert.deepEqual([...new Set(annotations.boxes.map(({ label }) => label))].sort(), kinds.sort());
  for (const { width, height } of annotations.boxes) assert.deepEqual([width, height], [8, 8]);
  assert.deepEqual(at.complaints, []);
});

async function withThings(client: Client, scenes: readonly DiscScene[]): Promise<string> {
  const { id: project } = await client.createProject({ body: { name: 'Discs' } });
  const params = { project };
  const form = new FormData();
  for (const { name, png } of scenes) form.append('file', new Blob([png]), `${name}.png`);
  const { samples } = await client.uploadFiles({ params, body: form });
  for (const [i, { name, boxes }] of scenes.entries()) {
    const sample = samples.find((one) => one.name === `${name}.png`)!.id;
    const annotations = { segments: [], boxes: [...boxes] };
    // a fifth are for the test: days 0 and 5 of ten
    const body = { label: null, group: `day ${i % 10}`, annotations };
    await client.changeSample({ params: { project, sample }, body });
  }
  const settings = {
    ...{ epochs: 60, batchSize: 16, network: 'centres:context=0,head=16' },
    picture: { width: discSide, height: discSide },
  };
  const impulse = await client.createImpulse({ params, body: { name: 'Impulse', settings } });
  const trained = await client.startTraining({ params, body: { impulse: impulse.id } });
  await (await client.watchJob({ params: { project, job: trained.job } })).text();
  const tested = await client.startTest({ params, body: { training: trained.id } });
  await (await client.watchJob({ params: { project, job: tested.job } })).text();
  return project;
}

/** Two tones from two sites, a third of each for the test; of south's, two are labelled as the other tone. */
async function twiceTested(client: Client): Promise<string> {
  const { id: project } = await client.createProject({ body: { name: 'Two sites' } });
  const params = { project };
  const { samples } = await client.uploadFiles({ params, body: formOf(twoTones()) });
  for (const { id: sample, name } of samples) {
    const [label, file] = name.split(/[/.]/);
    const n = Number(file);
    const wrong = n >= 10 && label === 'slow';
    await client.changeSample({
      params: { project, sample },
      body: {
        part: n < 8 ? 'train' : 'test',
        metadata: { site: wrong || n % 2 ? 'south' : 'north' },
        ...(wrong && { label: 'fast' }),
      },
    });
  }
  const ended = async ({ id, job }: { readonly id: string; readonly job: string }) => {
    await (await client.watchJob({ params: { project, job } })).text();
    return id;
  };
  const settings = { epochs: 30 };
  const impulse = await client.createImpulse({ params, body: { name: 'Impulse', settings } });
  const body = { impulse: impulse.id };
  const training = await ended(await client.startTraining({ params, body }));
  await ended(await client.startTest({ params, body: { training } }));
  await ended(await client.startTest({ params, body: { training } }));
  return project;
}
