import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'fast-png';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { costsOf } from './costs.ts';
import { gather } from './gather.ts';
import { previewPictures } from './preview-pictures.ts';
import { trainModel } from './train-model.ts';

/** Light bars on dark ground, lying or standing. */
function bars(label: string, n: number): Uint8Array {
  const random = new Random(n, label);
  const data = Uint8Array.from({ length: 24 * 24 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const along = label === 'across' ? Math.floor(pixel / 24) : pixel % 24;
    return 60 + 120 * ((along + n) % 8 < 4 ? 1 : 0) + random.below(30);
  });
  return encode({ width: 24, height: 24, data, channels: 3 });
}
const files = ['across', 'upright'].flatMap((label) =>
  Array.from({ length: 8 }, (_, n) => ({
    path: `${label}/${n}.png`,
    read: async () => bars(label, n),
  })),
);
const world = { pause: async () => {}, nowMs: () => performance.now() };

const wishes = [{}, { width: 16, height: 12, colour: 'grey', fit: 'squash' }] as const;

test('what a network would see of a picture is what it will see, by the data or as asked for', async () => {
  for (const wish of wishes) {
    const { trip, preview } = await previewed(wish);
    assert.deepEqual(preview.recipe, trip.recipe);
    assert.deepEqual(preview.picture, trip.data.train.pictures[0]);
  }
});

test('what a model of pictures would take is told before it is trained', async () => {
  const { settings, preview } = await previewed(wishes[1]);
  const { model } = await trainModel(files, settings, unwatched, world);
  const real = costsOf(model).find(({ board }) => board === 'nano33ble')!;
  const within = (name: 'ramBytes' | 'flashBytes' | 'milliseconds', share: number) => {
    const ratio = preview.cost[name] / real[name];
    assert.ok(Math.abs(ratio - 1) <= share, `${name}: ${preview.cost[name]} for ${real[name]}`);
  };
  within('ramBytes', 0.02);
  within('flashBytes', 0.03);
  within('milliseconds', 0.03);
});

async function previewed(wish: (typeof wishes)[number]) {
  const settings = {
    ...{ name: 'preview', seed: 1, window: {}, board: 'nano33ble', toolVersion: '0' },
    ...{ training: { epochs: 1 }, picture: wish },
  };
  const trip = await gather(files, settings, unwatched);
  if (trip.kind !== 'picture') throw new Error(`${trip.kind} data`);
  const { train, validation } = trip.split;
  const preview = previewPictures(
    {
      sizes: [...train, ...validation].map(({ picture }) => picture),
      coloured: 1,
      labels: trip.data.labels,
      sample: train[0]!,
      ...{ wish, boxed: false, weightBits: 8, board: 'nano33ble' },
    },
    unwatched,
  );
  return { settings, trip, preview };
}
