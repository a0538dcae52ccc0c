import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'cborg';
import { encode as png } from 'fast-png';
import { zipSync } from 'fflate';
import { ownerWithProject, studioUnderTest } from './studio-under-test.ts';

const box = { label: 'nut', x: 2, y: 1, width: 5, height: 4 };

test('an export of Edge Impulse comes in whole: labels, parts, segments, boxes, metadata', async () => {
  await using studio = await studioUnderTest({ workers: 1 });
  const { client, project } = await ownerWithProject(studio);
  const params = { project };
  const { job } = await client.uploadArchive({ params, body: exported() as BodyInit });
  await (await client.watchJob({ params: { project, job } })).text();
  const ended = await client.getJob({ params: { project, job } });
  assert.deepEqual(ended.result, { samples: 3, skipped: [] }, ended.error ?? '');
  const { items } = await client.listSamples({ params, query: { sort: 'name' } });
  const [hum, nut, walk] = items;
  assert.deepEqual([hum!.label, hum!.part, hum!.length], ['hum', 'test', 800]);
  assert.equal(hum!.sampleRateHz, 16_000);
  assert.deepEqual([nut!.kind, nut!.annotations.boxes], ['picture', [box]]);
  assert.deepEqual(nut!.metadata, { torque: 'high' });
  assert.equal(walk!.group, 'anna');
  assert.deepEqual(walk!.metadata, { subject: 'anna' });
  assert.deepEqual(walk!.annotations.segments, [
    { start: 0, end: 20, label: 'walk' },
    { start: 20, end: 40, label: 'run' },
  ]);
});

/** As their exporter packs a dataset: lists as lines of JSON, readings as CBOR, sound behind it. */
function exported(): Uint8Array {
  const acquisition = (interval_ms: number, sensor: object, values: unknown[]) => ({
    protected: { ver: 'v1', alg: 'none', iat: 1_700_000_000 },
    signature: '00',
    payload: { device_type: 'X', interval_ms, sensors: [sensor], values },
  });
  const still = Array.from({ length: 40 }, (_, i) => [Math.sin(i)]);
  const readings = Int16Array.from({ length: 800 }, (_, i) => i * 20);
  const sound = encode(acquisition(0.0625, { name: 'audio', units: 'wav' }, ['Ref-BINARY-i16']));
  const parts = [
    { startIndex: 0, endIndex: 19, label: 'walk' },
    { startIndex: 20, endIndex: 39, label: 'run' },
  ];
  const entries = [
    {
      path: 'training/walk.1.cbor',
      category: 'training',
      label: { type: 'multi-label', labels: parts },
      metadata: { subject: 'anna' },
    },
    { path: 'testing/hum.cbor', category: 'testing', label: { type: 'label', label: 'hum' } },
    {
      path: 'testing/nut.png',
      category: 'testing',
      label: { type: 'keyvalue-labels', labels: { torque: 'high' } },
      boundingBoxes: [box],
    },
  ];
  const lines = ['{"__ndjson":true,"version":1}', ...entries.map((entry) => JSON.stringify(entry))];
  return zipSync({
    'info.labels': new TextEncoder().encode(lines.join('\n')),
    'training/walk.1.cbor': encode(acquisition(20, { name: 'accX', units: 'm/s2' }, still)),
    'testing/hum.cbor': Buffer.concat([sound, Buffer.from(readings.buffer)]),
    'testing/nut.png': png({ width: 12, height: 8, data: new Uint8Array(96).fill(9), channels: 1 }),
  });
}
