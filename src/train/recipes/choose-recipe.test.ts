import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { batchesPerEpoch } from '../batches.ts';
import { parseNetwork } from '../networks/makers.ts';
import { chooseRecipe } from './choose-recipe.ts';
import type { Material } from './recipe.ts';

const axes = ['accX', 'accY', 'accZ'];
const moving: Material = {
  signal: { axes, sampleRateHz: 50, length: 100 },
  windows: windows(40, 100, 3, 9.81),
  wish: null,
  limits: null,
};

test('readings over time get convolutions over the window and features beside them', () => {
  const { network, branches, reason } = chooseRecipe(moving);
  assert.equal(network.network, 'conv');
  assert.deepEqual(
    branches.map(({ block, shape }) => [block.kind, shape]),
    [
      ['raw', [1, 100, 3]],
      ['spectral', null],
    ],
  );
  assert.match(reason, /turned so that gravity comes from where it usually does/);
});

test('without gravity nothing is turned, and a channel alone keeps a part of its strength', () => {
  const [still] = chooseRecipe({ ...moving, windows: windows(40, 100, 3, 0) }).branches;
  const signal = { ...moving.signal, axes: ['ecg'] };
  const [alone] = chooseRecipe({ ...moving, signal, windows: windows(40, 100, 1, 0) }).branches;
  const blocks = [still!.block, alone!.block] as { upright?: object; quiet: number }[];
  assert.deepEqual(
    blocks.map(({ upright }) => upright),
    [undefined, undefined],
  );
  assert.ok(blocks[0]!.quiet < 0.1 && blocks[1]!.quiet > 0.1);
});

test('a board with little memory, or a short window, gets dense layers over features, and is told why', () => {
  const small = chooseRecipe({ ...moving, limits: { ramBytes: 4096, flashBytes: 65_536 } });
  assert.equal(small.network.network, 'mlp');
  assert.equal(small.branches.length, 1);
  assert.match(small.reason, /about 3000 bytes of memory, more than half of the board's 4096/);
  const roomy = chooseRecipe({ ...moving, limits: { ramBytes: 65_536, flashBytes: 65_536 } });
  assert.equal(roomy.network.network, 'conv');
  const signal = { ...moving.signal, length: 20 };
  const short = chooseRecipe({ ...moving, signal, windows: windows(40, 20, 3, 9.81) });
  assert.match(short.reason, /Windows of 20 readings are too short/);
});

test('what a person asks for is done, or refused with what is possible', () => {
  const wish = parseNetwork('mlp:hidden=8');
  assert.deepEqual(chooseRecipe({ ...moving, wish }).network, wish);
  const told = /Network dscnn cannot take windows of readings over time: take one of mlp, conv/;
  assert.throws(() => chooseRecipe({ ...moving, wish: parseNetwork('dscnn') }), {
    code: 'bad-option',
    message: told,
  });
  const kept = chooseRecipe({ ...moving, wish: parseNetwork('conv:shrink=3') }).network.values;
  assert.equal(kept.shrink, 3);
});

test('the number of steps hardly depends on the number of recordings', () => {
  for (const count of [40, 300, 3000]) {
    const { options, copies } = chooseRecipe({ ...moving, windows: windows(count, 100, 3, 9.81) });
    const steps = options.epochs * batchesPerEpoch(count, options.batchSize);
    assert.ok(Math.abs(steps / 1500 - 1) < 0.1, `${steps} for ${count}`);
    assert.ok(count * copies <= 8000);
  }
});

test('a long window is averaged down to some hundred steps of time', () => {
  const signal = { ...moving.signal, length: 1000 };
  const { network } = chooseRecipe({ ...moving, signal, windows: windows(10, 1000, 3, 9.81) });
  assert.equal(network.values.shrink, 4);
});

test('windows full of swings are averaged over all their time, windows of an event in parts', () => {
  const sines = (swings: number) => [
    Float32Array.from({ length: 300 }, (_, i) =>
      Math.sin((2 * Math.PI * swings * Math.floor(i / 3)) / 100 + (i % 3)),
    ),
  ];
  const [event, going] = [5, 30].map((n) => chooseRecipe({ ...moving, windows: sines(n) }));
  assert.equal(event!.network.values.segments, undefined);
  assert.equal(going!.network.values.segments, 1);
  assert.ok(going!.options.epochs > event!.options.epochs);
  const wish = parseNetwork('conv:segments=3');
  assert.equal(chooseRecipe({ ...moving, windows: sines(30), wish }).network.values.segments, 3);
});

function windows(count: number, length: number, width: number, gravity: number): Float32Array[] {
  const random = new Random(7, 'windows', count);
  return Array.from({ length: count }, () =>
    Float32Array.from(
      { length: length * width },
      (_, i) => (i % width === 2 ? gravity : 0) + random.normal(),
    ),
  );
}
