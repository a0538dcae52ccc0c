import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchesPerEpoch } from '../batches.ts';
import { choosePictureRecipe } from './pictures.ts';

const photo = { width: 96, height: 96 };

test('each picture is seen eighty times, but in no fewer than 1,250 steps nor more than 2,500', () => {
  const steps = (count: number) => {
    const material = { sizes: Array.from({ length: count }, () => photo), coloured: 1, wish: {} };
    const { options } = choosePictureRecipe(material);
    return options.epochs * batchesPerEpoch(count, options.batchSize);
  };
  for (const [count, wanted] of [
    [100, 1250],
    [480, 1250],
    [800, 2000],
    [5000, 2500],
  ] as const) {
    assert.ok(Math.abs(steps(count) / wanted - 1) < 0.05, `${steps(count)} for ${count}`);
  }
});
