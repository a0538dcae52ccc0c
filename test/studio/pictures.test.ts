import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'fast-png';
import { featurePoints, testResult, trainingResult } from '../../src/api/results.ts';
import { Random } from '../../src/base/random.ts';
import type { Report } from '../../src/pipeline/report/report.ts';
import { discScenes, discSide } from '../disc-scenes.ts';
import { ownerWithProject, studioUnderTest } from './studio-under-test.ts';

test('pictures go through all stages of a studio', async () => {
  await using studio = await studioUnderTest({ workers: 1 });
  const { client, project } = await ownerWithProject(studio);
  const params = { project };
  const form = new FormData();
  for (let n = 0; n < 20; n++) {
    for (const label of ['across', 'upright'] as const) {
      form.append('file', new Blob([bars(label, n) as BlobPart]), `${label}/${n}.png`);
    }
  }
  await client.uploadFiles({ params, body: form });
  const settings = { epochs: 2, network: 'mobilenet1:width=0.25' };
  const { id: impulse } = await client.createImpulse({ params, body: { name: 'x', settings } });
  const ended = async ({ id, job }: { id: string; job: string }) => {
    await (await client.watchJob({ params: { project, job } })).text();
    const { state, error } = await client.getJob({ params: { project, job } });
    assert.equal(state, 'done', error ?? '');
    return id;
  };
  const json = async (run: string, file: string) =>
    (await client.getRunFile({ params: { project, run, file } })).json();

  const features = await ended(await client.startFeatures({ params, body: { impulse } }));
  const points = featurePoints.parse(await json(features, 'points.json'));
  assert.equal(points.x.length, 40);
  const training = await ended(await client.startTraining({ params, body: { impulse } }));
  const trained = trainingResult.parse(await json(training, 'training.json'));
  assert.equal(trained.history.length, 2);
  const tested = await ended(await client.startTest({ params, body: { training } }));
  const result = testResult.parse(await json(tested, 'test.json'));
  const { items } = await client.listSamples({ params, query: { part: 'test' } });
  assert.ok(items.length === 0 || result.answers.samples.length === items.length);
  const run = await ended(await client.startBuild({ params, body: { training } }));
  const report = (await json(run, 'report.json')) as { agreement: Record<string, number> };
  assert.equal(report.agreement.identical, report.agreement.windows);
});

test('pictures with boxes are trained on, tested thing by thing, and built', async () => {
  await using studio = await studioUnderTest({ workers: 1 });
  const { client, project } = await ownerWithProject(studio);
  const params = { project };
  const scenes = discScenes(40);
  const form = new FormData();
  for (const { name, png } of scenes) form.append('file', new Blob([png]), `${name}.png`);
  const { samples } = await client.uploadFiles({ params, body: form });
  for (const [i, { boxes }] of scenes.entries()) {
    const sample = samples.find(({ name }) => name === `${scenes[i]!.name}.png`)!.id;
    const place = i % 10 < 5 ? 'garden' : 'hall';
    const body = {
      ...{ label: null, part: null, group: `day ${i % 8}`, metadata: { place } },
      annotations: { segments: [], boxes: [...boxes] },
    };
    await client.changeSample({ params: { project, sample }, body });
  }
  const { rule } = await client.splitSamples({ params, body: { anew: true } });
  assert.match(rule, /^Test: \d+ pictures, whole groups, so that none is on both sides: 2 of 8/);
  const parts = (await client.listSamples({ params, query: { limit: 100 } })).items;
  const daysOf = (part: string) =>
    new Set(parts.filter((one) => one.part === part).map(({ group }) => group));
  assert.deepEqual(
    [...daysOf('test')].filter((day) => daysOf('train').has(day)),
    [],
  );

  const settings = {
    ...{ epochs: 60, batchSize: 16, network: 'centres:context=0,head=16' },
    picture: { width: discSide, height: discSide },
  };
  const { id: impulse } = await client.createImpulse({ params, body: { name: 'x', settings } });
  const ended = async ({ id, job }: { id: string; job: string }) => {
    await (await client.watchJob({ params: { project, job } })).text();
    const { state, error } = await client.getJob({ params: { project, job } });
    assert.equal(state, 'done', error ?? '');
    return id;
  };
  const json = async (run: string, file: string) =>
    (await client.getRunFile({ params: { project, run, file } })).json();
  const training = await ended(await client.startTraining({ params, body: { impulse } }));
  const tested = await ended(await client.startTest({ params, body: { training } }));
  const result = testResult.parse(await json(tested, 'test.json'));
  assert.equal(result.counted, 'things');
  assert.deepEqual(result.labels, ['background', 'bright', 'dark']);
  const run = await ended(await client.startBuild({ params, body: { training } }));
  const report = (await json(run, 'report.json')) as Report;
  assert.equal(report.agreement.identical, report.agreement.windows);
  assert.deepEqual(result.accuracy, report.accuracy);
  assert.ok(result.accuracy.int8 > 0.5, `F1 ${result.accuracy.int8}`);
  assert.deepEqual(result.classes.int8, report.detection!.classes);

  // the answers say the same once more: each thing once, and each find where nothing is
  const { answers } = result;
  const count = (holds: (label: number, answer: number) => boolean) =>
    answers.label.filter((label, i) => holds(label, answers.answer[i]!)).length;
  for (const [i, row] of result.classes.int8.entries()) {
    const right = count((label, answer) => label === i + 1 && answer === label);
    assert.equal(right + count((label, answer) => label === i + 1 && answer === 0), row.count);
    const found = right + count((label, answer) => label === 0 && answer === i + 1);
    assert.equal(row.precision, found === 0 ? 0 : right / found);
  }
  assert.deepEqual(
    answers.facts.map(({ name }) => name),
    ['group', 'place'],
  );
});

/** Light bars on dark ground, lying or standing, each a little otherwise. */
function bars(label: 'across' | 'upright', n: number): Uint8Array {
  const random = new Random(n, label);
  const [width, height] = [24, 24];
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const along = label === 'across' ? Math.floor(i / width) : i % width;
    return 60 + 120 * ((along + n) % 8 < 4 ? 1 : 0) + random.below(30);
  });
  return encode({ width, height, data, channels: 1 });
}
