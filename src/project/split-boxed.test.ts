import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitBoxed } from './split-boxed.ts';

interface Drawn {
  readonly labels: string;
  readonly group?: string;
  readonly split?: 'train' | 'test';
}

/** Pictures with a box for each letter. */
const pictures = (all: readonly Drawn[]) =>
  all.map(({ labels, group = null, split = null }, i) => ({
    id: `${i}`,
    source: `${i}.png`,
    label: null,
    split,
    group,
    boxes: [...labels].map((label) => ({ label })),
  }));

const many = (of: (i: number) => Drawn) => pictures(Array.from({ length: 30 }, (_, i) => of(i)));

type Grouped = readonly { readonly group: string | null }[];

/** Groups on both sides. */
function shared(a: Grouped, b: Grouped): (string | null)[] {
  const known = new Set(b.map(({ group }) => group));
  return a.map(({ group }) => group).filter((group) => known.has(group));
}

test('whole groups are taken, so that none is on both sides', () => {
  for (let seed = 0; seed < 8; seed++) {
    const all = many((i) => ({ labels: i % 2 ? 'ab' : 'b', group: `g${i % 6}` }));
    const { train, validation, test: tested, rule } = splitBoxed(all, seed);
    assert.equal(train.length + validation.length + tested.length, 30);
    assert.deepEqual(shared(tested, [...train, ...validation]), []);
    assert.deepEqual(shared(validation, train), []);
    assert.ok(tested.length > 0 && validation.length > 0);
    assert.match(rule, /^Test: \d+ pictures, whole groups, so that none is on both sides: \d of 6/);
  }
});

test('without groups pictures are picked, and each class stays in some training picture', () => {
  for (let seed = 0; seed < 20; seed++) {
    const all = many((i) => ({ labels: i === 7 ? 'rare' : 'b' }));
    const { train, validation, test: tested } = splitBoxed(all, seed);
    assert.equal(tested.length, 6);
    assert.equal(validation.length, 5);
    assert.ok(train.some(({ boxes }) => boxes.length === 4));
  }
});

test('what cannot be learned, or not be tested by group, is refused by its name', () => {
  const onlyInTest = many((i) => ({
    labels: i === 3 ? 'z' : 'b',
    split: i < 5 ? 'test' : 'train',
  }));
  assert.throws(() => splitBoxed(onlyInTest, 1), /No training picture shows "z"/);
  const oneGroupEach = many((i) => ({ labels: i % 2 ? 'a' : 'b', group: i % 2 ? 'x' : 'y' }));
  assert.throws(() => splitBoxed(oneGroupEach, 1), /No test by group is possible/);
  const bothSides = many((i) => ({ labels: 'a', group: 'x', split: i < 5 ? 'test' : 'train' }));
  assert.throws(() => splitBoxed(bothSides, 1), /The group "x" is both in the test/);
  assert.throws(() => splitBoxed(pictures([{ labels: 'a' }]), 1), /Only 1 picture with boxes/);
});
