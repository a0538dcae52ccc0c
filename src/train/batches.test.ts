import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { loadInputs, loadShares, mixUp, planEpoch } from './batches.ts';
import type { Examples } from './data.ts';
import { makeEngine } from './engine.ts';
import { mlp } from './networks/mlp.ts';

test('an epoch shows each example once, in batches that differ by one at most', () => {
  const plan = planEpoch(examples(47, 1), 10, 1, 0);
  assert.deepEqual(
    [...plan.rows].sort((a, b) => a - b),
    range(47),
  );
  const sizes = plan.starts.slice(1).map((start, i) => start - plan.starts[i]!);
  assert.deepEqual([Math.min(...sizes), Math.max(...sizes), sizes.length], [9, 10, 5]);
  assert.equal(plan.starts.at(-1), 47);
});

test('each epoch has an order of its own, the same at every call', () => {
  const data = examples(47, 1);
  const orders = range(5).map((epoch) => planEpoch(data, 10, 1, epoch).rows.join());
  assert.equal(new Set(orders).size, 5);
  assert.equal(planEpoch(data, 10, 1, 3).rows.join(), orders[3]);
  assert.notEqual(planEpoch(data, 10, 2, 3).rows.join(), orders[3]);
});

test('an epoch picks one version of each example, and over the epochs every version', () => {
  const data = examples(6, 4);
  const seen = new Set<number>();
  for (let epoch = 0; epoch < 60; epoch++) {
    const { rows } = planEpoch(data, 6, 1, epoch);
    assert.deepEqual([...rows].map((row) => Math.floor(row / 4)).sort(), range(6));
    for (const row of rows) seen.add(row);
  }
  assert.equal(seen.size, 24);
});

test('a batch holds the rows and the classes that were asked for', () => {
  const data = examples(6, 2);
  const engine = makeEngine(network(), 4, { seed: 1 });
  const shares = new Float64Array(4 * 3);
  const rows = Int32Array.of(3, 8);
  assert.equal(loadInputs(engine, data, rows), 2);
  loadShares(shares, data, rows, engine);
  assert.deepEqual([...engine.inputs[0]!.subarray(0, 4)], [6, 7, 16, 17]);
  assert.deepEqual([...shares.subarray(0, 6)], [0, 1, 0, 0, 1, 0]);
});

test('mixing blends inputs and targets of neighbours in a ring by one and the same share', () => {
  const engine = makeEngine(network(), 4, { seed: 1 });
  const [input] = engine.inputs as [Float32Array];
  const identity = range(3).flatMap((i) => range(3).map((c) => (c === i ? 1 : 0)));
  let smallest = 1;
  for (let step = 0; step < 200; step++) {
    input.set([1, 10, 2, 20, 3, 30]);
    const shares = Float64Array.from([...identity, 0, 0, 0]);
    mixUp(engine, shares, 3, 0.3, 7, step);
    for (let i = 0; i < 3; i++) {
      const next = (i + 1) % 3;
      const own = shares[i * 3 + i]!;
      assert.ok(own >= 0.5 && own <= 1);
      smallest = Math.min(smallest, own);
      close(shares[i * 3 + next]!, 1 - own);
      close(input[i * 2]!, own * (i + 1) + (1 - own) * (next + 1));
      close(input[i * 2 + 1]!, 10 * input[i * 2]!);
    }
  }
  assert.ok(smallest < 0.55, 'now and then both count nearly the same');
});

test('the shares of mixing follow the Beta distribution: its mean distance from the middle', () => {
  // for Beta(1, 1), which is uniform, the larger share is 3/4 on the average, with variance 1/48
  const engine = makeEngine(network(), 2, { seed: 1 });
  let sum = 0;
  for (let step = 0; step < 4000; step++) {
    const shares = Float64Array.of(1, 0, 0, 0, 1, 0);
    mixUp(engine, shares, 2, 1, 7, step);
    sum += shares[0]! / 4000;
  }
  assert.ok(Math.abs(sum - 0.75) < 5 * Math.sqrt(1 / 48 / 4000), `${sum}`);
});

/** Row r holds 2 r and 2 r + 1; labels go round. */
function examples(count: number, copies: number): Examples {
  const inputs = [Float32Array.from({ length: count * copies * 2 }, (_, i) => i)];
  return { inputs, labels: Int32Array.from({ length: count }, (_, i) => i % 3), copies };
}

function network() {
  const shape = { inputs: 2, labels: 3, hidden: [], inputDropout: 0, dropout: 0 };
  return mlp({ name: 'net', ...shape, batchNorm: false }, new Random(1));
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function close(a: number, b: number): void {
  assert.ok(Math.abs(a - b) < 1e-5, `${a} is ${b}`);
}
