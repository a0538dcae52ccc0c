import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentHash } from '../base/hash.ts';
import { Random } from '../base/random.ts';
import type { Sample } from './sample.ts';
import { checkLeaks, type SplitSamples, splitSamples } from './split.ts';

function sample(source: string, label: string | null, more: Partial<Sample> = {}): Sample {
  return {
    id: contentHash(source),
    source,
    axes: [{ name: 'a', unit: '' }],
    sampleRateHz: 100,
    values: Float32Array.of(1),
    label,
    split: null,
    group: null,
    ...more,
  };
}

const many = (count: number, make: (i: number) => Sample) =>
  Array.from({ length: count }, (_, i) => make(i));
const sources = (samples: readonly Sample[]) => samples.map(({ source }) => source);
const word = (i: number) => contentHash(`${i}`).replace(/\d/g, 'x').slice(0, 12);

function tally({ train, validation, test }: SplitSamples, label: string) {
  return [train, validation, test].map(
    (part) => part.filter((each) => each.label === label).length,
  );
}

function checkWhole(split: SplitSamples, all: readonly Sample[]): void {
  const parts = [...split.train, ...split.validation, ...split.test];
  assert.deepEqual(sources(parts).sort(), sources(all).sort());
}

test('recordings with names that say nothing are drawn at random, label by label, by the seed', () => {
  const all = [
    ...many(50, (i) => sample(`walk/${word(i)}`, 'walk')),
    ...many(20, (i) => sample(`run/${word(i)}`, 'a "run", fast')),
    ...many(3, (i) => sample(`off/${word(i)}`, 'off')),
  ];
  const split = splitSamples(all, { seed: 1 });
  checkWhole(split, all);
  assert.deepEqual(tally(split, 'walk'), [32, 8, 10]);
  assert.deepEqual(tally(split, 'a "run", fast'), [13, 3, 4]);
  assert.deepEqual(tally(split, 'off'), [1, 1, 1]);
  assert.match(split.rule, /at random/);
  const shuffled = new Random(9, 'order').shuffled(all);
  assert.deepEqual(
    sources(splitSamples(shuffled, { seed: 1 }).test).sort(),
    sources(split.test).sort(),
  );
  assert.notDeepEqual(sources(splitSamples(all, { seed: 2 }).test), sources(split.test));
});

test('of numbered recordings the last of each series are taken', () => {
  const all = ['low', 'high'].flatMap((speed) =>
    ['walk', 'run'].flatMap((label) =>
      many(20, (i) => sample(`${label}/${speed}.${i}.csv`, label)),
    ),
  );
  const split = splitSamples(new Random(1, 'order').shuffled(all), { seed: 1 });
  checkWhole(split, all);
  const numbers = (part: readonly Sample[]) => [
    ...new Set(part.map(({ source }) => Number(source.split('.')[1]))),
  ];
  assert.deepEqual(numbers(split.test).sort(), [16, 17, 18, 19]);
  assert.ok(Math.max(...numbers(split.train)) < Math.min(...numbers(split.validation)));
  assert.equal(split.test.filter(({ source }) => source.includes('low')).length, 8);
  assert.match(split.rule, /by the numbers in their names/);
});

test('groups never part, and every label is on every side', () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed, 'groups');
    const all = many(240, (i) => {
      const group = `g${random.below(9)}`;
      return sample(`${i}`, ['walk', 'run', 'off'][random.below(3)]!, { group });
    });
    const split = splitSamples(all, { seed });
    checkWhole(split, all);
    const sides = [split.train, split.validation, split.test].map(
      (part) => new Set(part.map(({ group }) => group)),
    );
    const apart = new Set(sides.flatMap((groups) => [...groups]));
    assert.equal(apart.size, sides[0]!.size + sides[1]!.size + sides[2]!.size);
    for (const label of ['walk', 'run', 'off']) {
      const [train, validation, test] = tally(split, label);
      assert.ok(train! > 0 && validation! > 0 && test! > 0);
      const share = test! / (train! + validation! + test!);
      assert.ok(share > 0.08 && share < 0.4, `${label}: ${share}`);
    }
  }
});

test('a class of one group cannot be tested by group, and is validated with a word', () => {
  const of = (group: string, label: string) =>
    many(6, (i) => sample(`${group}${label}${i}`, label, { group }));
  const lonely = [...of('anna', 'walk'), ...of('ben', 'walk'), ...of('anna', 'run')];
  assert.throws(() => splitSamples(lonely, { seed: 1 }), {
    name: 'Failure',
    message: /No test by group is possible: "run" .*Record it with more subjects/,
  });
  const two = [...lonely, ...of('ben', 'run')];
  const split = splitSamples(two, { seed: 1 });
  checkWhole(split, two);
  assert.equal(new Set(split.test.map(({ group }) => group)).size, 1);
  assert.match(split.rule, /groups are shared with training, because too few of them have/);
});

test('what the data states is kept, and only the rest is divided', () => {
  const all = [
    ...many(10, (i) => sample(`train/walk.${i}`, 'walk', { split: 'train' })),
    ...many(10, (i) => sample(`train/run.${i}`, 'run', { split: 'train' })),
    ...many(4, (i) => sample(`test/walk.${i}`, 'walk', { split: 'test' })),
    ...many(2, (i) => sample(`more/${i}`, null)),
  ];
  const split = splitSamples(all, { seed: 1 });
  assert.deepEqual(tally(split, 'walk'), [8, 2, 4]);
  assert.deepEqual(tally(split, 'run'), [8, 2, 0]);
  assert.match(split.rule, /^Test: 4 recordings, as the data states\. Validation: 4 recordings/);
  assert.ok([...split.train, ...split.validation, ...split.test].every(({ label }) => label));
});

test('leaks are refused with the reason, whoever made the split', () => {
  const a = sample('a.1', 'walk', { group: 'anna' });
  const copy = sample('b.1', 'walk', { id: a.id });
  const other = sample('c.1', 'walk', { group: 'anna' });
  const split = { train: [a], validation: [] as Sample[], test: [] as Sample[] };
  const refuses = (change: Partial<typeof split>, what: RegExp) =>
    assert.throws(() => checkLeaks({ ...split, ...change }), { name: 'Failure', message: what });
  refuses({ test: [copy] }, /^a\.1 \(train\) and b\.1 \(test\) hold the same readings/);
  refuses({ validation: [copy] }, /hold the same readings/);
  refuses(
    { test: [other] },
    /The group "anna" is both in the test \(c\.1\) and in training \(a\.1\)/,
  );
  refuses({ train: [], validation: [a], test: [other] }, /The group "anna"/);
  checkLeaks({ ...split, validation: [other], test: [sample('d', 'walk')] });

  const stated = ['walk', 'run'].flatMap((label) => [
    ...many(4, (i) => sample(`${label}${i}`, label, { split: 'train', group: `g${i}` })),
    sample(`${label}9`, label, { split: 'test', group: label === 'run' ? 'g2' : 'g9' }),
  ]);
  assert.throws(() => splitSamples(stated, { seed: 1 }), /The group "g2" is both in the test/);
});

test('shares lie between 0 and 1', () => {
  const all = many(9, (i) => sample(`${i}`, i % 2 ? 'walk' : 'run'));
  assert.throws(() => splitSamples(all, { seed: 1, testShare: 0 }), { code: 'bad-option' });
  assert.throws(() => splitSamples(all, { seed: 1, validationShare: 1 }), { code: 'bad-option' });
  assert.equal(splitSamples(all, { seed: 1, testShare: 0.5 }).test.length, 5);
});

test('too little to learn from is refused with what is lacking', () => {
  const refuses = (samples: readonly Sample[], what: RegExp) =>
    assert.throws(() => splitSamples(samples, { seed: 1 }), {
      name: 'Failure',
      code: 'bad-data',
      message: what,
    });
  const walk = many(9, (i) => sample(`w${i}`, 'walk'));
  refuses(walk, /^All recordings have the label "walk": telling apart takes two classes/);
  refuses([sample('x', null)], /None of the recordings has a label/);
  const off = many(2, (i) => sample(`o${i}`, 'off'));
  refuses(
    [...walk, ...off],
    /^Class "off" has 2 recordings; at least 3 are needed, one to train with, one to validate with and one to test with\./,
  );
  refuses(
    [
      ...many(9, (i) => sample(`w${i}`, 'walk', { split: i < 3 ? 'test' : 'train' })),
      ...many(2, (i) => sample(`o${i}`, 'o "ff"', { split: 'test' })),
    ],
    /^Class “o "ff"” has no recordings outside the parts that the data states; at least 2/,
  );
});
