import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'fast-png';
import { featurePoints, testResult, trainingResult } from '../../src/api/results.ts';
import { Random } from '../../src/base/random.ts';
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
