import assert from 'node:assert/strict';
import { z } from 'zod';
import { epochEvent, featurePoints, testResult, trainingResult } from '../../src/api/results.ts';
import { onEveryBackend, refused } from './every-backend.ts';
import { formOf, ownerWithProject, twoTones } from './studio-under-test.ts';

/** Runs: features, trainings, tests and builds, as the contract promises them. */

onEveryBackend(
  'a build can be watched, names all that it came from, and is the same when made again',
  async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    await client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
    const body = { name: 'Short', settings: { epochs: 200 } };
    const { id: impulse } = await client.createImpulse({ params: { project }, body });
    const first = await client.startBuild({ params: { project }, body: { seed: 7, impulse } });
    const events = await (await client.watchJob({ params: { project, job: first.job } })).text();
    assert.match(events, /event: progress/);
    const numbers = [...events.matchAll(/^id: (\d+)$/gm)].map(([, number]) => Number(number));
    const later = await (
      await client.watchJob({
        params: { project, job: first.job },
        query: { after: numbers[2]! },
      })
    ).text();
    assert.equal(
      later,
      events.slice(events.indexOf(`id: ${numbers[3]}\n`)),
      'nothing is missed or told twice',
    );

    const done = await client.getRun({ params: { project, run: first.id } });
    assert.equal(done.state, 'done');
    assert.ok(done.accuracy!.int8! > 0.5);
    const again = await client.startBuild({
      params: { project },
      body: { seed: 7, version: done.lineage.datasetVersion, impulse: done.lineage.impulse },
    });
    await (await client.watchJob({ params: { project, job: again.job } })).text();
    const second = await client.getRun({ params: { project, run: again.id } });
    const zip = (run: typeof second) => run.files.find(({ name }) => name.endsWith('.zip'))!;
    assert.equal(zip(second).content, zip(done).content);
    const bytes = await client.getRunFile({
      params: { project, run: done.id, file: zip(done).name },
    });
    assert.equal((await bytes.arrayBuffer()).byteLength, zip(done).bytes);
  },
  1,
);

onEveryBackend('runs begin with what the settings of their project say', async (studio) => {
  const { client, project } = await ownerWithProject(studio);
  const params = { project };
  await client.uploadFiles({ params, body: formOf(twoTones()) });
  const settings = {
    board: 'nicla-sense-me',
    optimise: 'flash',
    kernels: 'c',
    budget: { ramBytes: 20_000 },
  } as const;
  const changed = await client.changeProject({ params, body: { settings } });
  assert.equal(changed.settings.budget.ramBytes, 20_000);
  assert.equal(changed.settings.target, 'arduino');
  const { lineage } = await client.startTraining({ params, body: {} });
  assert.equal(lineage.board, 'nicla-sense-me');
  assert.equal(lineage.kernels, 'c');
  assert.equal(lineage.optimise, 'flash');
  const wrong = { ...settings, board: 'abacus' };
  await refused(client.changeProject({ params, body: { settings: wrong } }), 'bad-option');
  await refused(client.startTraining({ params, body: { board: 'abacus' } }), 'bad-option');
});

onEveryBackend(
  'features, a training, its test and a build of its model follow one another',
  async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const params = { project };
    const { samples } = await client.uploadFiles({ params, body: formOf(twoTones()) });
    const siteOf = new Map(samples.map(({ id }, i) => [id, i % 2 ? 'north' : 'south']));
    for (const [sample, site] of siteOf) {
      await client.changeSample({ params: { project, sample }, body: { metadata: { site } } });
    }
    const ended = async ({ id, job }: { id: string; job: string }) => {
      const events = await (await client.watchJob({ params: { project, job } })).text();
      const run = await client.getRun({ params: { project, run: id } });
      assert.equal(run.state, 'done', events.slice(-500));
      const json = async <T>(file: string, form: { parse(value: unknown): T }): Promise<T> => {
        const got = await client.getRunFile({ params: { project, run: id, file } });
        return form.parse(await got.json());
      };
      return { run, events, json };
    };

    const features = await ended(await client.startFeatures({ params, body: {} }));
    const points = await features.json('points.json', featurePoints);
    assert.equal(points.x.length, points.label.length);
    const { items } = await client.listSamples({ params });
    const known = new Set(items.map(({ id }) => id));
    assert.ok(points.samples.every((sample) => known.has(sample!)));

    const { id: impulse } = await client.createImpulse({
      params,
      body: { name: 'short', settings: { epochs: 7, network: 'mlp:hidden=8' } },
    });
    const trained = await ended(await client.startTraining({ params, body: { impulse, seed: 2 } }));
    const training = await trained.json('training.json', trainingResult);
    assert.ok(training.history.length <= 7);
    const told = [...trained.events.matchAll(/event: epoch\ndata: (.*)\n/g)].map(([, data]) =>
      epochEvent.parse(JSON.parse(data!)),
    );
    assert.deepEqual(
      told.map(({ of, ...epoch }) => epoch),
      training.history,
      'each epoch was told of',
    );
    assert.ok(training.costs.some(({ board, fits }) => board === 'nano33ble' && fits));

    const body = { training: trained.run.id };
    const tested = await ended(await client.startTest({ params, body }));
    const test = await tested.json('test.json', testResult);
    const [fact, ...others] = test.answers.facts;
    assert.deepEqual([fact!.name, others], ['site', []]);
    assert.deepEqual(
      fact!.values,
      test.answers.samples.map((sample) => siteOf.get(sample!)),
    );
    const built = await ended(await client.startBuild({ params, body }));
    const report = await built.json('report.json', z.looseObject({ accuracy: z.unknown() }));
    assert.deepEqual(test.accuracy, report.accuracy, 'the build has the model that was tested');
    assert.equal(built.run.lineage.training, trained.run.id);
    const whole = await ended(await client.startBuild({ params, body: { impulse, seed: 2 } }));
    const zip = ({ run }: typeof built) => run.files.find(({ name }) => name.endsWith('.zip'))!;
    assert.equal(zip(built).content, zip(whole).content, 'the same bytes as trained anew');
    const { items: trainings } = await client.listRuns({ params, query: { kind: 'training' } });
    assert.deepEqual(
      trainings.map(({ id }) => id),
      [trained.run.id],
    );
    await refused(client.startTest({ params, body: { training: built.run.id } }), 'not-found');
  },
  1,
);

onEveryBackend(
  'what follows from data that have changed is told to be out of date',
  async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const params = { project };
    const { samples } = await client.uploadFiles({ params, body: formOf(twoTones()) });
    const body = { name: 'Short', settings: { epochs: 2 } };
    const { id: impulse } = await client.createImpulse({ params, body });
    const run = await client.startTraining({ params, body: { impulse } });
    await (await client.watchJob({ params: { project, job: run.job } })).text();
    const newer = async () =>
      (await client.getOverview({ params })).stages.find(({ kind }) => kind === 'training')!.newer;
    assert.deepEqual(await newer(), []);
    await client.changeImpulse({
      params: { project, impulse },
      body: { settings: { epochs: 3, block: { name: 'flatten' } } },
    });
    assert.deepEqual(await newer(), ['impulse']);
    await client.changeSamples({
      params,
      body: { samples: [samples[0]!.id], change: { enabled: false } },
    });
    assert.deepEqual(await newer(), ['data', 'impulse']);
  },
  1,
);
