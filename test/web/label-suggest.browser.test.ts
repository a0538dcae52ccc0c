import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../src/api/client.ts';
import { formOf, tone, twoTones } from '../studio/studio-under-test.ts';
import { eventually, makeOwner, noBrowser, ownerOf, studioInBrowser } from './studio-in-browser.ts';

test('the last model suggests stretches, and doubted labels wait in a queue of their own', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser({ workers: 1 });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { project, session, wrong } = await judged(client);
  const sampleIs = (sample: string) => client.getSample({ params: { project, sample } });
  const { page } = at;
  const label = `${at.studio.serving.address}/p/${project}/label`;

  await page.goto(`${label}?queue=all&sample=${session}`);
  await page.getByRole('button', { name: 'Suggest', exact: true }).waitFor();
  await page.keyboard.press('a');
  const suggested = page.getByRole('group', { name: 'Marks' }).getByTitle(/suggested/);
  await suggested.first().waitFor({ timeout: 20_000 });
  assert.equal(await suggested.count(), 2);
  // one by one, then all that are left
  await suggested.first().click();
  await page.getByRole('button', { name: /^Accept 1 suggestion/ }).waitFor();
  await page.keyboard.press('a');
  await page.getByText('The model suggests nothing else').waitFor();
  const segments = await eventually(
    async () => (await sampleIs(session)).annotations.segments,
    ({ length }) => length === 2,
  );
  assert.deepEqual(
    segments.map((one) => one.label),
    ['slow', 'fast'],
  );
  assert.ok(Math.abs(segments[0]!.end - 300) <= 50, `the change is heard at ${segments[0]!.end}`);

  await page.getByText('Doubted', { exact: true }).click();
  await page.getByRole('heading', { name: 'Likely wrong, 1 left' }).waitFor();
  await page.getByRole('link', { name: /wrong\.csv.*slow.*rather.*fast/ }).click();
  await page.getByRole('button', { name: /^Accept fast/ }).waitFor({ timeout: 20_000 });
  await page.keyboard.press('a');
  await page.getByRole('heading', { name: 'No label is doubted' }).waitFor();
  assert.equal((await sampleIs(wrong)).label, 'fast');
  assert.deepEqual(at.complaints, []);
});

test('the last model suggests labels for all that wait, and the sure ones are taken at once', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser({ workers: 1 });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { project, session } = await judged(client);
  const params = { project };
  const unlabelled: [string, string][] = [3, 11, 3, 11].map((hertz, i) => [
    `waiting-${i}.csv`,
    tone(hertz, 60 + i),
  ]);
  const { samples } = await client.uploadFiles({ params, body: formOf(unlabelled) });
  const { page } = at;

  await page.goto(`${at.studio.serving.address}/p/${project}/label`);
  await page.getByRole('heading', { name: 'To label, 5 left' }).waitFor();
  await page.getByRole('button', { name: 'Suggest', exact: true }).click();
  // of the five one changes its tone in the middle: that is not one label's
  await page.getByRole('button', { name: 'Accept 4 of 5' }).click({ timeout: 20_000 });
  await page.getByRole('heading', { name: 'To label, 1 left' }).waitFor();
  const labelOf = async (id: string) =>
    (await client.getSample({ params: { project, sample: id } })).label;
  const names = new Map(samples.map(({ id, name }) => [name, id]));
  for (const [i, label] of ['slow', 'fast', 'slow', 'fast'].entries()) {
    assert.equal(await labelOf(names.get(`waiting-${i}.csv`)!), label);
  }
  assert.equal(await labelOf(session), null);

  await page.keyboard.press('Control+z');
  await page.getByRole('heading', { name: 'To label, 5 left' }).waitFor();
  for (const { id } of samples) assert.equal(await labelOf(id), null);
  assert.deepEqual(at.complaints, []);
});

/** Two tones learned and tested, one of them under the wrong label; and a recording of one after the other. */
async function judged(client: Client) {
  const { id: project } = await client.createProject({ body: { name: 'Suggested' } });
  const params = { project };
  await client.uploadFiles({ params, body: formOf(twoTones()) });
  const bring = async (path: string, text: string) => {
    const { samples } = await client.uploadFiles({ params, body: formOf([[path, text]]) });
    return samples[0]!.id;
  };
  const wrong = await bring('slow/wrong.csv', tone(11, 50));
  await client.changeSamples({ params, body: { samples: [wrong], change: { part: 'test' } } });
  const { id } = await client.createImpulse({
    params,
    body: { name: 'Impulse', settings: { epochs: 30 } },
  });
  const ended = async ({ job }: { job: string }) => {
    await (await client.watchJob({ params: { project, job } })).text();
  };
  const training = await client.startTraining({ params, body: { impulse: id } });
  await ended(training);
  await ended(await client.startTest({ params, body: { training: training.id } }));
  const session = await bring('session.csv', [...oneAfterTheOther()].join('\n'));
  return { project, session, wrong };
}

/** Three recordings of a slow tone, then three of a fast one, as one. */
function* oneAfterTheOther(): Generator<string> {
  yield 'timestamp,x,y';
  let at = 0;
  for (const [i, hertz] of [3, 3, 3, 11, 11, 11].entries()) {
    for (const row of tone(hertz, 20 + i)
      .trim()
      .split('\n')
      .slice(1)) {
      yield row.replace(/^\d+/, String(20 * at++));
    }
  }
}
