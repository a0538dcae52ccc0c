import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { onEveryBackend, placeInS3, refused } from './every-backend.ts';
import { formOf, ownerWithProject, studioUnderTest, tone, twoTones } from './studio-under-test.ts';

onEveryBackend('the owner is made once, by the printed link alone', async (studio) => {
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

onEveryBackend(
  'a folder of recordings comes in with its labels, and bad files are named',
  async (studio) => {
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
  },
);

onEveryBackend(
  'a table is looked at, read otherwise, and brought in as it was shown',
  async (studio) => {
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
  },
);

onEveryBackend(
  'every page of a list holds what the whole holds, in every order',
  async (studio) => {
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
  },
);

onEveryBackend(
  'labels, segments, parts and deletions are changed together or not at all',
  async (studio) => {
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
  },
);

onEveryBackend('a dataset version is kept, compared and restored', async (studio) => {
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

onEveryBackend('an impulse keeps its versions and can be cloned', async (studio) => {
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

onEveryBackend(
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

onEveryBackend('a project goes out and comes in elsewhere as the same bytes', async (studio) => {
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

onEveryBackend(
  'a part of a file is given as it is asked for, so that sound can be wound',
  async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const long =
      tone(3, 1).repeat(1) +
      Array.from({ length: 4000 }, (_, i) => `${2000 + i * 20},0,${i}`).join('\n');
    const query = { name: 'long.csv' };
    const { samples } = await client.uploadSample({
      params: { project },
      query,
      body: new TextEncoder().encode(long),
    });
    const keys = await client.createKey({
      params: { project },
      body: { name: 'k', role: 'viewer' },
    });
    const address = `${studio.serving.address}/api/projects/${project}/samples/${samples[0]!.id}/file`;
    const ask = (range: string) =>
      fetch(address, { headers: { range, authorization: `Bearer ${keys.key}` } });
    const some = await ask('bytes=100-149');
    assert.equal(some.status, 206);
    assert.equal(some.headers.get('content-range'), `bytes 100-149/${long.length}`);
    assert.equal(await some.text(), long.slice(100, 150));
    assert.equal(await (await ask('bytes=-20')).text(), long.slice(-20));
    assert.equal(await (await ask('bytes=50000-')).text(), long.slice(50_000));
    assert.equal((await ask(`bytes=${long.length}-`)).status, 422);
    assert.equal((await (await ask('seconds=1-2')).text()).length, long.length);
  },
);

onEveryBackend(
  'a project says how far it has come, and what is newer than its runs',
  async (studio) => {
    const { client, project } = await ownerWithProject(studio);
    const params = { project };
    const empty = await client.getOverview({ params });
    assert.deepEqual([empty.samples, empty.labels, empty.signal], [0, [], null]);
    assert.ok(empty.stages.every(({ newest, newer }) => newest === null && newer.length === 0));
    const files = [...twoTones(), ['other.csv', tone(5, 1)] as const];
    const { samples } = await client.uploadFiles({ params, body: formOf(files) });
    const other = samples.find(({ name }) => name === 'other.csv')!;
    const seen = await client.getOverview({ params });
    assert.deepEqual(
      [seen.samples, seen.unlabelled, seen.labels.toSorted()],
      [25, 1, ['fast', 'slow']],
    );
    assert.deepEqual(seen.signal, {
      kind: 'series',
      axes: samples[0]!.axes,
      sampleRateHz: samples[0]!.sampleRateHz,
    });
    // a label keeps its place among the others whatever comes and goes
    await client.deleteSamples({ params, body: { samples: [samples[0]!.id] } });
    assert.deepEqual((await client.getOverview({ params })).labels, seen.labels);
    // a marked stretch is a label
    const segments = ['slow', 'b "still"'].map((label) => ({ start: 0, end: 50, label }));
    const boxes = [{ x: 0, y: 0, width: 1, height: 1, label: "a thing's" }];
    await client.changeSample({
      params: { project, sample: other.id },
      body: { annotations: { segments, boxes } },
    });
    const marked = await client.getOverview({ params });
    assert.equal(marked.unlabelled, 0);
    assert.deepEqual(marked.labels, [...seen.labels, "a thing's", 'b "still"']);
  },
);

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

test('a store that does not know the key is named, and nothing is taken for kept', async () => {
  await using studio = await studioUnderTest({
    blobUrl: placeInS3().replace('//S3RVER:', '//OTHER:'),
  });
  const { client, project } = await ownerWithProject(studio);
  const readings = Array.from({ length: 3000 }, (_, i) => `${i * 20},${Math.sin(i)}`);
  const body = new TextEncoder().encode(`timestamp,x\n${readings.join('\n')}\n`);
  const query = { name: 'large.csv' };
  const upload = client.uploadSample({ params: { project }, query, body });
  await assert.rejects(upload, /refused (HEAD|PUT) with status 403: check the key/);
  assert.deepEqual((await client.listSamples({ params: { project } })).items, []);
});
