import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { composeStream, defaultStream } from './compose-stream.ts';
import { countErrors, type ScoredStream } from './count-errors.ts';
import { balancedPoint, pointFor, searchDecoder } from './search-decoder.ts';

const rate = 1000;
const parts = {
  clips: [0, 1, 2].map((label) => ({ values: new Float32Array(rate).fill(0.5), label })),
  noises: [Float32Array.from({ length: 700 }, (_, i) => (i % 2 ? 0.3 : -0.3))],
  sampleRateHz: rate,
};

test('a composed stream holds every clip once before any comes again, with pauses between', () => {
  const stream = composeStream(parts, new Random(1, 'x'), { ...defaultStream, seconds: 60 });
  assert.equal(stream.audio.length, 60 * rate);
  assert.ok(stream.events.length >= 12, `${stream.events.length} events`);
  for (let i = 0; i + 3 <= stream.events.length; i += 3) {
    const three = stream.events.slice(i, i + 3).map(({ label }) => label);
    assert.deepEqual(three.sort(), [0, 1, 2]);
  }
  for (const [i, { startS, endS }] of stream.events.entries()) {
    assert.equal(Math.round((endS - startS) * rate), rate);
    const pause = startS - (stream.events[i - 1]?.endS ?? 0);
    assert.ok(pause >= 0.999 && pause <= 4.001, `${pause} s`);
  }
  assert.deepEqual(
    composeStream(parts, new Random(1, 'x'), { ...defaultStream, seconds: 60 }),
    stream,
  );
});

test('the background is as much weaker than the clips as asked for', () => {
  const options = { ...defaultStream, seconds: 60, backgroundDb: [20, 20], gainDb: 0 } as const;
  for (const noises of [parts.noises, []]) {
    const { audio, events } = composeStream({ ...parts, noises }, new Random(2, 'x'), options);
    const isEvent = (second: number) =>
      events.some(({ startS, endS }) => second >= startS && second < endS);
    const quiet = audio.filter((_, i) => !isEvent(i / rate));
    const strength = Math.sqrt(quiet.reduce((sum, x) => sum + x * x, 0) / quiet.length);
    assert.ok(Math.abs(20 * Math.log10(strength / 0.5) + 20) < 2, `${strength}`);
  }
});

/** Windows of a second every 0.2 s; label 0 is a word, label 1 is none. */
function scored(marks: readonly (readonly [at: number, score: number])[]): ScoredStream {
  const scores = Array.from({ length: 100 }, () => Float32Array.of(0, 1));
  for (const [at, score] of marks) scores[at] = Float32Array.of(score, 1 - score);
  const events = [
    { label: 0, startS: 3, endS: 3.6 },
    { label: 1, startS: 8, endS: 8.6 },
    { label: 0, startS: 12, endS: 12.6 },
  ];
  return { scores, firstS: 1, strideS: 0.2, windowS: 1, events };
}

const heard = [true, false];
const plain = { windows: 1, threshold: 128, suppression: 0, heard };

test('an event is told of once, while it is in the window; all else is a false accept', () => {
  // window i ends at 1 + 0.2 i seconds; the first word is there from 3 to 4.6 s: windows 10 to 18
  const found = (...marks: [number, number][]) => {
    const { events, misses, falseAccepts } = countErrors(scored(marks), plain);
    return [events, misses, falseAccepts];
  };
  assert.deepEqual(found(), [2, 2, 0]);
  assert.deepEqual(found([12, 0.9]), [2, 1, 0]);
  assert.deepEqual(found([18, 0.9], [55, 0.9]), [2, 0, 0]);
  assert.deepEqual(found([9, 0.9]), [2, 2, 1]);
  assert.deepEqual(found([19, 0.9]), [2, 2, 1]);
  assert.deepEqual(found([12, 0.9], [14, 0.9]), [2, 1, 1]);
  assert.deepEqual(found([37, 0.9]), [2, 2, 1]);
});

test('the search keeps the settings that no other beats, and a person picks one', () => {
  // both words are seen three times, once at 0.7 only; noise looks like a word twice, at 0.75
  const stream = scored([
    [12, 0.95],
    [13, 0.95],
    [14, 0.95],
    [55, 0.7],
    [56, 0.7],
    [57, 0.7],
    [80, 0.75],
    [81, 0.75],
    [82, 0.75],
  ]);
  const points = searchDecoder(stream, heard);
  const curve = points.map(({ errors }) => [errors.falseAccepts, errors.misses]);
  assert.deepEqual(curve, [
    [0, 1],
    [1, 0],
  ]);
  assert.equal(pointFor(points, 0).errors.misses, 1);
  assert.equal(pointFor(points, 1000).errors.misses, 0);
  assert.equal(balancedPoint(points).errors.falseAccepts, 0);
  // one false accept in 20 s is 180 an hour
  assert.equal(pointFor(points, 179).errors.misses, 1);
  assert.equal(pointFor(points, 180).errors.misses, 0);
});
