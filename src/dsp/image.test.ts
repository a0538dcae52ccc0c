import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Frame, frameFormats, type ImageBlock, imageOf } from './image.ts';

const plain: ImageBlock = {
  kind: 'image',
  version: 1,
  width: 2,
  height: 2,
  colour: 'grey',
  fit: 'squash',
  anchor: 'middle-centre',
  method: 'area',
};

/** A grey frame of the given rows. */
function grey(...rows: number[][]): Frame {
  const pixels = Uint8Array.from(rows.flat());
  return { width: rows[0]!.length, height: rows.length, format: 'grey', pixels };
}

/** The picture as 0 to 255 again. */
function seen(block: Partial<ImageBlock>, frame: Frame): number[] {
  return Array.from(imageOf({ ...plain, ...block }, frame), (value) => value + 128);
}

test('a frame of the size of the picture stays as it is, whatever the method', () => {
  const frame = grey([0, 255], [7, 90]);
  for (const method of ['nearest', 'bilinear', 'area'] as const) {
    assert.deepEqual(seen({ method }, frame), [0, 255, 7, 90]);
  }
});

test('by area a pixel is the mean of what it covers, shares of pixels included', () => {
  assert.deepEqual(seen({ width: 1, height: 1 }, grey([1, 2], [3, 6])), [3]);
  // three pixels on two: (2 a + b) / 3 and (b + 2 c) / 3
  assert.deepEqual(seen({ height: 1 }, grey([30, 60, 120])), [40, 100]);
});

test('bilinear and nearest look at the middle of each pixel', () => {
  // centres at 0.5 and 2.5 of four
  assert.deepEqual(seen({ height: 1, method: 'bilinear' }, grey([0, 100, 200, 50])), [50, 125]);
  assert.deepEqual(seen({ height: 1, method: 'nearest' }, grey([0, 100, 200, 50])), [100, 50]);
  // enlarged: a quarter of the way, and the ends are held
  const larger = seen({ width: 4, height: 1, method: 'bilinear' }, grey([0, 100]));
  assert.deepEqual(larger, [0, 25, 75, 100]);
});

test('the shorter side fits, and the anchor says which part is seen', () => {
  const frame = grey([1, 2, 3, 4], [5, 6, 7, 8]);
  const by = (anchor: ImageBlock['anchor']) => seen({ fit: 'fit-short', anchor }, frame);
  assert.deepEqual(by('middle-centre'), [2, 3, 6, 7]);
  assert.deepEqual(by('top-left'), [1, 2, 5, 6]);
  assert.deepEqual(by('bottom-right'), [3, 4, 7, 8]);
});

test('the longer side fits, and black surrounds the frame', () => {
  const frame = grey([100, 100, 200, 200], [100, 100, 200, 200]);
  assert.deepEqual(seen({ fit: 'fit-long', anchor: 'top-left' }, frame), [100, 200, 0, 0]);
  assert.deepEqual(seen({ fit: 'fit-long', anchor: 'bottom-left' }, frame), [0, 0, 100, 200]);
});

test('a crop takes pixels one to one, from a small frame too', () => {
  assert.deepEqual(seen({ fit: 'crop' }, grey([1, 2, 3, 4])), [2, 3, 0, 0]);
  const tall = seen({ fit: 'crop', anchor: 'bottom-right' }, grey([9]));
  assert.deepEqual(tall, [0, 0, 0, 9]);
});

test('every camera format gives white as white, black as black and red as red', () => {
  const one = { ...plain, width: 1, height: 1, colour: 'rgb' } as const;
  const colours: { [F in Frame['format']]: (number[] | null)[] } = {
    grey: [[255, 255], [0, 0], null],
    rgb888: [
      [255, 255, 255, 255, 255, 255],
      [0, 0, 0, 0, 0, 0],
      [255, 0, 0, 255, 0, 0],
    ],
    rgb565le: [
      [255, 255, 255, 255],
      [0, 0, 0, 0],
      [0, 0xf8, 0, 0xf8],
    ],
    rgb565be: [
      [255, 255, 255, 255],
      [0, 0, 0, 0],
      [0xf8, 0, 0xf8, 0],
    ],
    yuyv: [
      [255, 128, 255, 128],
      [0, 128, 0, 128],
      [76, 85, 76, 255],
    ],
    uyvy: [
      [128, 255, 128, 255],
      [128, 0, 128, 0],
      [85, 76, 255, 76],
    ],
  };
  for (const format of frameFormats) {
    for (const [i, bytes] of colours[format].entries()) {
      if (!bytes) continue;
      const frame = { width: 2, height: 1, format, pixels: Uint8Array.from(bytes) };
      const got = Array.from(imageOf(one, frame), (value) => value + 128);
      const wanted = [
        [255, 255, 255],
        [0, 0, 0],
        [254, 0, 0],
      ][i]!;
      for (const [c, value] of got.entries()) assert.ok(Math.abs(value - wanted[c]!) <= 1, format);
    }
  }
});

test('grey is made by the weights of television', () => {
  const frame = {
    width: 1,
    height: 1,
    format: 'rgb888',
    pixels: Uint8Array.of(10, 200, 90),
  } as const;
  // 0.299 red + 0.587 green + 0.114 blue, each weight rounded to 1/256
  const [light] = seen({ width: 1, height: 1 }, frame);
  assert.ok(Math.abs(light! - (2.99 + 117.4 + 10.26)) < 1);
});

test('settings and frames that make no sense are refused by name', () => {
  const frame = grey([1, 2], [3, 4]);
  assert.throws(() => seen({ width: 0 }, frame), /0 by 2 makes no sense/);
  assert.throws(() => seen({ fit: 'stretch' as never }, frame), /no fit "stretch".*squash/);
  assert.throws(() => seen({ anchor: 'up' as never }, frame), /no anchor "up"/);
  assert.throws(() => seen({ method: 'lanczos' as never }, frame), /no way to resize "lanczos"/);
  assert.throws(() => seen({}, { ...frame, width: 5000 }), /sides are 1 to 4096/);
  assert.throws(() => seen({}, { ...frame, height: 3 }), /has 4 bytes, not 6/);
  assert.throws(() => seen({}, { ...frame, width: 1, format: 'yuyv' }), /must be even/);
});
