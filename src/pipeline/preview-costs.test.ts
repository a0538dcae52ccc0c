import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unwatched } from '../base/task.ts';
import { costsOf } from './costs.ts';
import { gather } from './gather.ts';
import { previewCosts } from './preview-costs.ts';
import { trainModel } from './train-model.ts';

const text = (n: number, k: number) =>
  `timestamp,x,y,z\n${Array.from({ length: 200 }, (_, i) => {
    const swing = Math.sin((i * (k + 1)) / 6 + n);
    return `${i * 10},${swing.toFixed(3)},${(swing * swing - n / 9).toFixed(3)},${((i * 7 + n) % 5) / 5}`;
  }).join('\n')}\n`;
const files = ['slow', 'fast'].flatMap((label, k) =>
  Array.from({ length: 8 }, (_, n) => ({
    path: `${label}/${n}.csv`,
    read: async () => new TextEncoder().encode(text(n, k)),
  })),
);
const world = { pause: async () => {}, nowMs: () => performance.now() };

for (const block of [null, { name: 'flatten', changes: new Map<string, string>() }]) {
  test(`what a model would take is told before it is trained (${block?.name ?? 'automatic'})`, async () => {
    const settings = {
      ...{ name: 'preview', seed: 1, window: { lengthMs: 1000 }, board: 'nano33ble' },
      ...{ target: 'arduino', toolVersion: '0', training: { epochs: 2 }, ...(block && { block }) },
    };
    const trip = await gather(files, settings, unwatched);
    assert.equal(trip.kind, 'signal');
    if (trip.kind !== 'signal') return;
    const { model } = await trainModel(files, settings, unwatched, world);
    const real = costsOf(model).find(({ board }) => board === 'nano33ble')!;
    const { data, plan } = trip;
    const preview = await previewCosts(
      {
        signal: data.signal,
        labels: data.labels,
        windows: data.train.windows.slice(0, 4),
        strideReadings: plan.stride,
        ...{ block, network: null, weightBits: 8, board: 'nano33ble' },
      },
      unwatched,
    );
    const within = (name: 'ramBytes' | 'flashBytes' | 'milliseconds', share: number) => {
      const ratio = preview.cost[name] / real[name];
      assert.ok(Math.abs(ratio - 1) <= share, `${name}: ${preview.cost[name]} for ${real[name]}`);
    };
    within('ramBytes', 0);
    within('flashBytes', 0.03);
    within('milliseconds', 0.03);
  });
}
