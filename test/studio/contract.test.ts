import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { epochEvent, featurePoints, testResult, trainingResult } from '../../src/api/results.ts';
import { Failure } from '../../src/base/failure.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type S3, startS3 } from './s3.ts';
import {
  formOf,
  ownerWithProject,
  studioUnderTest,
  tone,
  twoTones,
  type UnderTest,
} from './studio-under-test.ts';

/** What the contract promises, on every database and store that a studio may stand on. */

let postgres: Postgres | null = null;
let s3: S3;
before(async () => {
  [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
});
after(() => Promise.all([postgres?.stop(), s3.stop()]));

for (const name of ['SQLite', 'PostgreSQL', 'SQLite and S3']) {
  const on = (what: string, run: (studio: UnderTest) => Promise<void>, workers = 0) =>
    test(`${what} (${name})`, async (context) => {
      if (name === 'PostgreSQL' && !postgres) return context.skip('PostgreSQL is not installed');
      const databaseUrl = name === 'PostgreSQL' ? await postgres!.database() : undefined;
      const blobUrl = name.endsWith('S3') ? s3.place() : undefined;
      await using studio = await studioUnderTest({ databaseUrl, blobUrl, workers });
      await run(studio);
    });

  on('the owner is made once, by the printed link alone', async (studio) => {
    const first = studio.stranger();
    assert.deepEqual(await first.client.getSetup(), { needed: true });
    await refused(
      first.client.setUp({
        body: { token: 'guess', email: 'a@b.org', name: 'A', password: 'long enough' },
      }),
      'not-allowed',
    );
    await ownerWithProject(studio);
    assert.deepEqual(await first.client.getSetup(), { needed: false });
    const token = studio.serving.studio.setupToken;
    await refused(
      first.client.setUp({ body: { token, email: 'b@b.org', name: 'B', password: 'long enough' } }),
      'not-allowed',
    );
  });

  on('a folder of recordings comes in with its labels, and bad files are named', async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const form = formOf([...twoTones(), ['slow/ragged.csv', 'timestamp,x\n0,1\n20,2,3\n']]);
    const { samples, skipped } = await client.uploadFiles({ params: { project }, body: form });
    assert.equal(samples.length, 24);
    assert.match(skipped[0]!.reason, /line 3/i);
    const { items } = await client.countSamples({ params: { project } });
    assert.deepEqual(
      items.map(({ label, samples }) => [label, samples]),
      [
        ['fast', 12],
        ['slow', 12],
      ],
    );
    const file = await client.getFile({ params: { project, sample: samples[0]!.id } });
    assert.equal(await file.text(), tone(11, 0));
    assert.match(file.headers.get('content-disposition')!, /^attachment/);
  });

  on('a table is looked at, read otherwise, and brought in as it was shown', async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const params = { project };
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i % 30},${i < 30 ? 'walk' : 'run'},${i * i}`,
    );
    const body = new TextEncoder().encode(
      `no;what;force\n${rows.join('\n').replaceAll(',', ';')}\n`,
    );
    await refused(client.previewTable({ params, body }), 'bad-option');
    const query = { rate: 50, axes: '["force"]' };
    const shown = await client.previewTable({ params, body, query });
    assert.deepEqual(
      shown.columns.map(({ role }) => role),
      ['left out', 'label', 'axis'],
    );
    assert.deepEqual(
      shown.recordings.map(({ label, readings }) => [label, readings]),
      [
        ['walk', 30],
        ['run', 30],
      ],
    );
    const brought = await client.importTable({
      params,
      body,
      query: { ...query, name: 'lab/day 1.csv', group: 'ann' },
    });
    const told = brought.samples.map(({ name, label, group, length, sampleRateHz }) => [
      ...[name, label, group, length, sampleRateHz],
    ]);
    assert.deepEqual(told, [
      ['lab/day 1.line 2.csv', 'walk', 'ann', 30, 50],
      ['lab/day 1.line 32.csv', 'run', 'ann', 30, 50],
    ]);
  });

  on('every page of a list holds what the whole holds, in every order', async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    await client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
    const body = new TextEncoder().encode(tone(5, 1));
    await client.uploadSample({ params: { project }, query: { name: 'unlabelled.csv' }, body });
    for (const sort of ['createdAt', 'name', 'label', 'seconds', 'updatedAt'] as const) {
      for (const order of ['asc', 'desc'] as const) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await client.listSamples({
            params: { project },
            query: { sort, order, limit: 7, cursor },
          });
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.next ?? undefined;
        } while (cursor);
        const whole = await client.listSamples({
          params: { project },
          query: { sort, order, limit: 500 },
        });
        assert.deepEqual(
          seen,
          whole.items.map(({ id }) => id),
          `${sort} ${order}`,
        );
        assert.equal(new Set(seen).size, 25);
      }
    }
    const slow = await client.listSamples({
      params: { project },
      query: { label: 'slow', search: '1' },
    });
    assert.deepEqual(
      slow.items.map(({ name }) => name),
      ['slow/1.csv', 'slow/10.csv', 'slow/11.csv'],
    );
    const none = await client.listSamples({ params: { project }, query: { unlabelled: 'true' } });
    assert.deepEqual(
      none.items.map(({ name }) => name),
      ['unlabelled.csv'],
    );
    const literal = await client.listSamples({ params: { project }, query: { search: '%' } });
    assert.equal(literal.items.length, 0, 'a sign of patterns is only itself');
  });

  on('labels, segments, parts and deletions are changed together or not at all', async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const { samples } = await client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
    const [one, two] = samples.map(({ id }) => id) as [string, string];
    const annotations = { segments: [{ start: 10, end: 60, label: 'turn' }] };
    const changed = await client.changeSample({
      params: { project, sample: one },
      body: { annotations, metadata: { who: 'Ann' } },
    });
    assert.deepEqual(changed.annotations.segments, annotations.segments);
    const outside = { segments: [{ start: 10, end: 101, label: 'turn' }] };
    await refused(
      client.changeSample({ params: { project, sample: one }, body: { annotations: outside } }),
      'bad-option',
    );
    const nobody = '01'.padEnd(26, '0');
    const change = { label: 'other' };
    await refused(
      client.changeSamples({ params: { project }, body: { samples: [one, nobody], change } }),
      'not-found',
    );
    assert.equal((await client.getSample({ params: { project, sample: one } })).label, 'fast');
    await client.changeSamples({ params: { project }, body: { samples: [one, two], change } });
    assert.equal((await client.getSample({ params: { project, sample: two } })).label, 'other');
    await client.deleteSamples({ params: { project }, body: { samples: [one] } });
    assert.equal(
      (await client.listSamples({ params: { project }, query: { label: 'other' } })).items.length,
      1,
    );
    await client.restoreSamples({ params: { project }, body: { samples: [one] } });
    assert.equal(
      (await client.listSamples({ params: { project }, query: { label: 'other' } })).items.length,
      2,
    );
    await client.changeSamples({
      params: { project },
      body: { samples: [one, two], change: { label: 'fast' } },
    });
    const { rule } = await client.splitSamples({ params: { project }, body: {} });
    assert.match(rule, /Test: \d+ recordings/);
  });

  on('a dataset version is kept, compared and restored', async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const { samples } = await client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
    const [one, two] = samples.map(({ id }) => id) as [string, string];
    const params = { project };
    const first = await client.createVersion({ params, body: { name: 'raw' } });
    assert.equal(
      (await client.createVersion({ params, body: {} })).id,
      first.id,
      'nothing has changed',
    );
    await client.changeSamples({ params, body: { samples: [one], change: { label: 'other' } } });
    await client.deleteSamples({ params, body: { samples: [two] } });
    const difference = await client.diffVersions({ params: { project, version: first.id } });
    assert.deepEqual(difference, {
      added: [],
      removed: [samples[1]!.name],
      changed: [{ name: samples[0]!.name, fields: ['label'] }],
    });
    const { kept } = await client.restoreVersion({ params: { project, version: first.id } });
    assert.equal(kept.number, 2);
    assert.equal((await client.getSample({ params: { project, sample: one } })).label, 'fast');
    const now = await client.createVersion({ params, body: {} });
    assert.equal(now.content, first.content, 'exactly what it was');
  });

  on('an impulse keeps its versions and can be cloned', async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const params = { project };
    const made = await client.createImpulse({
      params,
      body: { name: 'short', settings: { windowMs: 500 } },
    });
    await client.changeImpulse({
      params: { project, impulse: made.id },
      body: { settings: { windowMs: 800 } },
    });
    const clone = await client.createImpulse({
      params,
      body: { name: 'copy', cloneOf: made.id, settings: { strideMs: 100 } },
    });
    assert.deepEqual(clone.settings, { windowMs: 800, strideMs: 100 });
    const { versions } = await client.getImpulse({ params: { project, impulse: made.id } });
    assert.deepEqual(
      versions.map(({ settings }) => settings.windowMs),
      [800, 500],
    );
    await refused(client.createImpulse({ params, body: { name: 'copy' } }), 'conflict');
  });

  on(
    'a build can be watched, names all that it came from, and is the same when made again',
    async (studio) => {
      const { client, project } = await ownerWithProject(studio);
      await client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
      const first = await client.startBuild({ params: { project }, body: { seed: 7 } });
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

  on('runs begin with what the settings of their project say', async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const params = { project };
    await client.uploadFiles({ params, body: formOf(twoTones()) });
    const settings = { board: 'nicla-sense-me', budget: { ramBytes: 20_000 } };
    const changed = await client.changeProject({ params, body: { settings } });
    assert.equal(changed.settings.budget.ramBytes, 20_000);
    assert.equal(changed.settings.target, 'arduino');
    const { lineage } = await client.startTraining({ params, body: {} });
    assert.equal(lineage.board, 'nicla-sense-me');
    const wrong = { ...settings, board: 'abacus' };
    await refused(client.changeProject({ params, body: { settings: wrong } }), 'bad-option');
    await refused(client.startTraining({ params, body: { board: 'abacus' } }), 'bad-option');
  });

  on(
    'features, a training, its test and a build of its model follow one another',
    async (studio) => {
      const { client, project } = await ownerWithProject(studio);
      const params = { project };
      await client.uploadFiles({ params, body: formOf(twoTones()) });
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
      const trained = await ended(
        await client.startTraining({ params, body: { impulse, seed: 2 } }),
      );
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

  on(
    'a zip is read by a job; one that leads out of its folder or grows without end is refused',
    async (studio) => {
      const { client, project } = await ownerWithProject(studio);
      const { zipSync } = await import('fflate');
      const text = (content: string) => new TextEncoder().encode(content);
      const files = Object.fromEntries(twoTones().map(([path, content]) => [path, text(content)]));
      const send = async (zip: Uint8Array) => {
        const { job } = await client.uploadArchive({ params: { project }, body: zip as BodyInit });
        await (await client.watchJob({ params: { project, job } })).text();
        return client.getJob({ params: { project, job } });
      };
      const good = await send(zipSync(files));
      assert.equal(good.state, 'done', good.error ?? '');
      assert.equal(good.result!.samples, 24);
      const out = await send(zipSync({ '../../etc/cron': text('x') }));
      assert.match(out.error!, /outside of itself/);
      const bomb = await send(zipSync({ 'slow/0.csv': new Uint8Array(300 * 2 ** 20) }));
      assert.match(bomb.error!, /larger than 256 MB/);
      assert.match((await send(text('PK\x03\x04 not really'))).error!, /cannot be read/);
    },
    1,
  );

  on('a project goes out and comes in elsewhere as the same bytes', async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    await client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
    await client.createVersion({ params: { project }, body: { name: 'raw' } });
    await client.createImpulse({
      params: { project },
      body: { name: 'short', settings: { windowMs: 500 } },
    });
    const file = new Uint8Array(
      await (await client.exportProject({ params: { project } })).arrayBuffer(),
    );
    await refused(client.importProject({ body: file }), 'conflict');

    await using other = await studioUnderTest();
    const there = await ownerWithProject(other, 'first');
    const moved = await there.client.importProject({ body: file });
    assert.equal(moved.samples, 24);
    const again = await there.client.exportProject({ params: { project: moved.id } });
    assert.deepEqual(new Uint8Array(await again.arrayBuffer()), file);
    await refused(
      there.client.importProject({ body: file.subarray(0, file.length / 2) }),
      'bad-file',
    );
    const spoilt = file.slice();
    spoilt[spoilt.indexOf(0x74, 2048) + 1]! ^= 1;
    await refused(there.client.importProject({ body: spoilt }), 'bad-file', 'conflict');
  });
}

test('the page of routes is OpenAPI by a public validator, and names every route', async () => {
  await using studio = await studioUnderTest();
  const document = await (await fetch(`${studio.serving.address}/api/docs/json`)).json();
  const { valid, errors } = await new Validator().validate(document);
  assert.ok(valid, JSON.stringify(errors));
  const { routes } = await import('../../src/api/routes.ts');
  const named = Object.values(document.paths).flatMap((path) => Object.values(path as object));
  assert.deepEqual(
    named
      .map(({ operationId }) => operationId)
      .filter(Boolean)
      .sort(),
    Object.keys(routes).sort(),
  );
});

async function refused(answer: Promise<unknown>, ...codes: string[]): Promise<void> {
  const failure = await answer.then(
    () => assert.fail('it was not refused'),
    (error: unknown) => error,
  );
  assert.ok(failure instanceof Failure, String(failure));
  assert.ok(codes.includes(failure.code), `${failure.code}: ${failure.message}`);
}

test('a store that does not know the key is named, and nothing is taken for kept', async () => {
  await using studio = await studioUnderTest({
    blobUrl: s3.place().replace('//S3RVER:', '//OTHER:'),
  });
  const { client, project } = await ownerWithProject(studio);
  const readings = Array.from({ length: 3000 }, (_, i) => `${i * 20},${Math.sin(i)}`);
  const body = new TextEncoder().encode(`timestamp,x\n${readings.join('\n')}\n`);
  const query = { name: 'large.csv' };
  const upload = client.uploadSample({ params: { project }, query, body });
  await assert.rejects(upload, /refused (HEAD|PUT) with status 403: check the key/);
  assert.deepEqual((await client.listSamples({ params: { project } })).items, []);
});
