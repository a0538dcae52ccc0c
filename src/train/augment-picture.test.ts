import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import {
  augmentPicture,
  mildAugment,
  type PictureAugment,
  type PictureForm,
  photoAugment,
} from './augment-picture.ts';

const form: PictureForm = { width: 9, height: 7, channels: 3, mean: 5 };
const still: PictureAugment = {
  flip: false,
  rotationDegrees: 0,
  zoom: 0,
  aspect: 0,
  shift: 0,
  contrast: 0,
  brightness: 0,
  colourGain: 0,
  cutOut: 0,
};
const picture = Int8Array.from({ length: 9 * 7 * 3 }, (_, i) => ((i * 37) % 200) - 100);

function changed(options: Partial<PictureAugment>, seed: number, of = picture): Float32Array {
  const to = new Float32Array(of.length);
  augmentPicture(of, form, new Random(seed), { ...still, ...options }, to);
  return to;
}

test('with nothing allowed to change nothing changes', () => {
  assert.deepEqual([...changed({}, 1)], [...picture]);
});

test('the same random stream gives the same picture, another one another', () => {
  assert.deepEqual(changed(photoAugment, 3), changed(photoAugment, 3));
  assert.notDeepEqual(changed(photoAugment, 3), changed(photoAugment, 4));
  assert.notDeepEqual(changed(mildAugment, 3), changed(mildAugment, 4));
});

test('a picture is as it was or mirrored, each about half of the time', () => {
  const mirrored = picture.map((_, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % 9, Math.floor(i / 27)];
    return picture[(y * 9 + 8 - x) * 3 + c]!;
  });
  const seen = Array.from({ length: 100 }, (_, seed) => [...changed({ flip: true }, seed)].join());
  const straight = seen.filter((each) => each === [...picture].join()).length;
  assert.equal(straight + seen.filter((each) => each === [...mirrored].join()).length, 100);
  assert.ok(straight > 30 && straight < 70, String(straight));
});

test('a shift moves what is seen and holds the edge; it is no longer than allowed', () => {
  const slope = picture.map((_, i) => 10 * (Math.floor(i / 3) % 9));
  const moves = Array.from({ length: 200 }, (_, seed) => {
    const to = changed({ shift: 0.2 }, seed, slope);
    const middle = to[(3 * 9 + 4) * 3]! - 40;
    for (const value of to) assert.ok(value >= 0 && value <= 80);
    return middle / 10 / 9;
  });
  assert.ok(Math.max(...moves) <= 0.2001 && Math.max(...moves) > 0.15);
  assert.ok(Math.min(...moves) >= -0.2001 && Math.min(...moves) < -0.15);
});

test('a turn about the middle leaves the middle where it is', () => {
  for (let seed = 0; seed < 20; seed++) {
    const to = changed({ rotationDegrees: 90, zoom: 0.3, aspect: 0.2 }, seed);
    const at = (3 * 9 + 4) * 3;
    for (let c = 0; c < 3; c++) assert.ok(Math.abs(to[at + c]! - picture[at + c]!) < 1e-4);
  }
});

test('light changes all pixels alike, colours by their gain, and stays in range', () => {
  const grey = picture.map(() => 20);
  for (let seed = 0; seed < 50; seed++) {
    const to = changed({ contrast: 0.5, brightness: 0.3, colourGain: 0.2 }, seed, grey);
    assert.equal(new Set(to).size <= 3, true, 'one value for each colour');
    const bright = changed({ contrast: 2, brightness: 1, colourGain: 1 }, seed);
    for (const value of bright) assert.ok(value >= -128 && value <= 127);
  }
});

test('what is cut out is one rectangle of the mean, at most as large as allowed', () => {
  for (let seed = 0; seed < 50; seed++) {
    const to = changed(
      { cutOut: 0.5 },
      seed,
      picture.map(() => 77),
    );
    const cut = [...to.keys()].filter((i) => to[i] === form.mean);
    const columns = new Set(cut.map((i) => Math.floor(i / 3) % 9));
    const rows = new Set(cut.map((i) => Math.floor(i / 27)));
    assert.equal(cut.length, 3 * columns.size * rows.size);
    assert.ok(columns.size <= 4 && rows.size <= 3);
    assert.ok([...to].every((value) => value === 77 || value === form.mean));
  }
});
