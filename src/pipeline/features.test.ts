import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packValue, unpackValue } from '../base/packed-value.ts';
import { unwatched } from '../base/task.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Graph } from '../graph/op.ts';
import { tensor } from '../tensor/tensor.ts';
import { fitFeatures, runFeatures } from './features.ts';
import { blockNamed } from './named-block.ts';

const signal = { axes: ['x', 'y'], sampleRateHz: 50, length: 64 };
const windows = Array.from({ length: 40 }, (_, k) =>
  Float32Array.from({ length: 128 }, (_, i) => Math.sin((i * k) / 9) + (i % 3)),
);
const world = { pause: async () => {} };

test('features of many windows are those of the graph, window by window, also when it was read from a file', async () => {
  const branches = ['raw', 'flatten', 'spectral'].map((name, i) => ({
    block: blockNamed(name, new Map(), signal, windows).block,
    standardized: i > 0,
  }));
  const fitted = await fitFeatures('features', signal, branches, windows, unwatched, world);
  for (const graph of [fitted, unpackValue('model', packValue(fitted)) as Graph]) {
    const rows = await runFeatures(graph, windows, '', unwatched, world);
    for (const [k, window] of windows.entries()) {
      const answers = evaluate(graph, [tensor('f32', [64, 2], window)]);
      for (const [i, { data }] of answers.entries()) {
        const size = data.length;
        assert.deepEqual(rows[i]!.slice(k * size, (k + 1) * size), data);
      }
    }
  }
});
