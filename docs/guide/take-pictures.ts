/**
 * Makes the pictures of studio.md from a studio that runs: `npm run pictures`. The data are those of
 * `npm start`, so that everybody can make them again.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Client } from '../../src/api/client.ts';
import { simulateGestures } from '../../src/simulate/gestures.ts';
import type { Files } from '../../src/simulate/recorded-folder.ts';
import { makeOwner, ownerOf, studioInBrowser } from '../../test/web/studio-in-browser.ts';

const folder = join(import.meta.dirname, 'pictures');
const viewport = { width: 1280, height: 800 };

await mkdir(folder, { recursive: true });
await using at = await studioInBrowser({ workers: 1, viewport });
await makeOwner(at);
const client = await ownerOf(at);
const { project, session } = await finished(client);
const { page } = at;
const address = `${at.studio.serving.address}/p/${project}`;
await shoot('data', 'data', (of) =>
  of
    .getByRole('row', { name: /circle/ })
    .first()
    .waitFor(),
);
await shoot('label', `label?queue=all&sample=${session}`, async (of) => {
  await of.getByRole('button', { name: /^wave/ }).first().waitFor();
  await of.waitForTimeout(1000);
});
await shoot('impulse', 'impulse', (of) => of.getByText('Raw and Spectral').first().waitFor());
await shoot('train', 'train', (of) =>
  of.getByRole('region', { name: 'Confusion matrix' }).waitFor(),
);
await shoot('test', 'test', (of) => of.getByRole('region', { name: 'Confusion matrix' }).waitFor());
await shoot('deploy', 'deploy', (of) => of.getByRole('heading', { name: /^Proven/ }).waitFor());

async function shoot(name: string, path: string, ready: (page: Page) => Promise<unknown>) {
  await page.goto(`${address}/${path}`);
  await ready(page);
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(join(folder, `${name}.png`));
}

/** The example with all that follows from it, and one long recording with marks. */
async function finished(by: Client) {
  const { id } = await by.createProject({ body: { name: 'Wrist gestures' } });
  const params = { project: id };
  const files = simulateGestures(1);
  const form = new FormData();
  for (const [path, bytes] of files) form.append('file', new Blob([bytes]), path);
  await by.uploadFiles({ params, body: form });
  const ended = async ({ job }: { job: string }) => {
    await (await by.watchJob({ params: { project: id, job } })).text();
  };
  const session = await longRecording(by, id, files);
  await ended(await by.startFeatures({ params, body: {} }));
  const training = await by.startTraining({ params, body: {} });
  await ended(training);
  await ended(await by.startTest({ params, body: { training: training.id } }));
  await ended(await by.startBuild({ params, body: { training: training.id } }));
  return { project: id, session };
}

/** Several gestures after each other, the first of them marked. */
async function longRecording(by: Client, project: string, files: Files) {
  const wanted = ['idle', 'wave', 'idle', 'circle', 'idle', 'twist'];
  const text = new TextDecoder();
  const parts = wanted.map((label) =>
    text.decode([...files].find(([path]) => path.includes(label))![1]),
  );
  const head = parts[0]!.split('\n')[0]!;
  const rows = parts.flatMap((text) => text.trim().split('\n').slice(1));
  const body = rows.map((row, i) => [10 * i, ...row.split(',').slice(1)].join(',')).join('\n');
  const { samples } = await by.uploadSample({
    params: { project },
    query: { name: 'session.csv' },
    body: new Blob([`${head}\n${body}\n`]),
  });
  const sample = samples[0]!.id;
  const segments = wanted.slice(0, 4).map((label, i) => {
    return { start: 200 * i, end: 200 * (i + 1), label };
  });
  await by.changeSample({
    params: { project, sample },
    body: { annotations: { segments, boxes: [] } },
  });
  return sample;
}
