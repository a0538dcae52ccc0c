import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zlibSync } from 'fflate';
import jpeg from 'jpeg-js';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { isPicture, readPicture } from './read-picture.ts';

test('a PNG of every colour type and depth has the values that were written', () => {
  const grey = readPicture(
    'a.png',
    png({
      width: 3,
      height: 2,
      rows: [
        [1, 2, 3],
        [250, 0, 9],
      ],
    }),
  );
  assert.deepEqual([grey.width, grey.height, grey.channels], [3, 2, 1]);
  assert.deepEqual([...grey.values], [1, 2, 3, 250, 0, 9]);

  const rgb = readPicture(
    'a.png',
    png({
      width: 1,
      height: 2,
      type: 2,
      rows: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    }),
  );
  assert.deepEqual([rgb.channels, ...rgb.values], [3, 1, 2, 3, 4, 5, 6]);

  const bits = readPicture(
    'a.png',
    png({ width: 10, height: 1, depth: 1, rows: [[0b10100000, 0b01000000]] }),
  );
  assert.deepEqual([...bits.values], [255, 0, 255, 0, 0, 0, 0, 0, 0, 255]);

  const fine = readPicture('a.png', png({ width: 1, height: 1, depth: 16, rows: [[0xab, 0xcd]] }));
  assert.deepEqual([...fine.values], [0xab]);
  assert.match(fine.notes.join(), /16 bits/);

  const palette = chunk('PLTE', [9, 8, 7, 1, 2, 3]);
  const indexed = readPicture(
    'a.png',
    png({ width: 2, height: 1, type: 3, depth: 4, rows: [[0x10]], before: palette }),
  );
  assert.deepEqual([indexed.channels, ...indexed.values], [3, 1, 2, 3, 9, 8, 7]);
  const beyond = png({ width: 2, height: 1, type: 3, depth: 4, rows: [[0x20]], before: palette });
  assert.throws(() => readPicture('a.png', beyond), /a colour that its palette lacks/);
});

test('what is see-through lies on white', () => {
  const seeThrough = png({
    width: 2,
    height: 1,
    type: 6,
    rows: [[10, 20, 30, 0, 10, 20, 30, 255]],
  });
  const { values, notes } = readPicture('a.png', seeThrough);
  assert.deepEqual([...values], [255, 255, 255, 10, 20, 30]);
  assert.match(notes.join(), /laid on white/);
});

test('of an animated PNG the first picture is taken', () => {
  const animation = chunk('acTL', [0, 0, 0, 2, 0, 0, 0, 0]);
  const { values, notes } = readPicture(
    'a.png',
    png({ width: 1, height: 1, rows: [[77]], before: animation }),
  );
  assert.deepEqual([...values], [77]);
  assert.match(notes.join(), /animated PNG/);
});

test('a PNG that swells beyond its size, or claims too many pixels, is refused', () => {
  const bomb = png({ width: 2, height: 2, rows: [Array.from({ length: 5_000_000 }, () => 0)] });
  assert.ok(bomb.length < 10_000);
  assert.throws(() => readPicture('a.png', bomb), /unpacks to more than its size/);
  const huge = png({ width: 100_000, height: 100_000, rows: [[0]] });
  assert.throws(() => readPicture('a.png', huge), /million at most can be opened/);
  const none = png({ width: 0, height: 1, rows: [[]] });
  assert.throws(() => readPicture('a.png', none), /0 by 1 pixels/);
});

test('a flat JPEG has the colour that its numbers mean', () => {
  assert.deepEqual(first(flatJpeg([200])), [1, 200]);
  // ITU-T T.871: red is Y + 1.402 (Cr - 128), and so on
  assert.deepEqual(first(flatJpeg([100, 128, 128])), [3, 100, 100, 100]);
  assert.deepEqual(first(flatJpeg([76, 85, 255])), [3, 254, 0, 0]);
  // four colours for print are stored inverted: no ink at all is white
  assert.deepEqual(first(flatJpeg([255, 255, 255, 255])), [3, 255, 255, 255]);
  assert.deepEqual(first(flatJpeg([255, 255, 255, 0])), [3, 0, 0, 0]);
  assert.deepEqual(first(flatJpeg([0, 255, 255, 255])), [3, 0, 255, 255]);
});

test('a picture is turned upright as its EXIF orientation says', () => {
  // one bright corner, wherever the camera was held
  const corners: Record<number, string> = {
    1: 'top left',
    2: 'top right',
    3: 'bottom right',
    4: 'bottom left',
    5: 'top left',
    6: 'top right',
    7: 'bottom right',
    8: 'bottom left',
  };
  for (const [orientation, corner] of Object.entries(corners)) {
    const picture = readPicture('a.jpg', withOrientation(corneredJpeg(), Number(orientation)));
    const [w, h] = Number(orientation) > 4 ? [16, 32] : [32, 16];
    assert.deepEqual([picture.width, picture.height], [w, h], orientation);
    const light = (x: number, y: number) => picture.values[3 * (y * w + x)]!;
    const bright = [light(1, 1), light(w - 2, 1), light(1, h - 2), light(w - 2, h - 2)].map(
      (v) => v > 150,
    );
    const names = ['top left', 'top right', 'bottom left', 'bottom right'];
    assert.deepEqual(
      names.filter((_, i) => bright[i]),
      [corner],
      `orientation ${orientation}`,
    );
  }
});

test('a bitmap is read from below, and is grey where all its pixels are', () => {
  const pixels = [
    [1, 2, 3, 4, 5, 6, 0, 0],
    [7, 8, 9, 10, 11, 12, 0, 0],
  ];
  const { values, channels } = readPicture('a.bmp', bmp(2, 2, 24, pixels.flat()));
  assert.deepEqual([channels, ...values], [3, 9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4]);
  const top = readPicture('a.bmp', bmp(1, -2, 24, [5, 5, 5, 0, 9, 9, 9, 0]));
  assert.deepEqual([top.channels, ...top.values], [1, 5, 9]);
  assert.throws(() => readPicture('a.bmp', bmp(100, 100, 24, [1, 2])), /cut off/);
});

test('files that are no picture are named for what they are', () => {
  const text = new TextEncoder();
  for (const [bytes, what] of [
    ['hello, this is text', /no picture that can be read: PNG, JPEG and BMP/],
    ['GIF89a....', /GIF picture: save it as PNG/],
    ['RIFF....WEBPVP8 ', /WebP/],
    ['', /empty/],
  ] as const) {
    assert.throws(() => readPicture('x', text.encode(bytes)), what);
  }
  assert.equal(isPicture(text.encode('BMI,weight,label\n22,70,a\n')), false);
  assert.equal(isPicture(bmp(1, 1, 24, [1, 2, 3, 0])), true);
});

test('a cut or damaged picture ends in a Failure that names the file, never in a crash', () => {
  const random = new Random(1, 'damage');
  const noise = Array.from({ length: 20 }, () =>
    Array.from({ length: 60 }, () => random.below(256)),
  );
  const whole: [string, Uint8Array][] = [
    ['photo.png', png({ width: 20, height: 20, type: 2, rows: noise })],
    ['photo.jpg', withOrientation(corneredJpeg(), 6)],
    [
      'photo.bmp',
      bmp(
        4,
        4,
        8,
        Array.from({ length: 16 }, (_, i) => i),
      ),
    ],
  ];
  for (const [name, bytes] of whole) {
    readPicture(name, bytes);
    for (let length = 1; length < bytes.length; length++) mustFail(name, bytes.slice(0, length));
    for (let i = 0; i < 400; i++) {
      const damaged = bytes.slice();
      for (let k = 0; k <= i % 4; k++) damaged[random.below(bytes.length)] = random.below(256);
      tryToRead(name, damaged);
    }
  }
});

function mustFail(name: string, bytes: Uint8Array): void {
  assert.ok(tryToRead(name, bytes), `${name} of ${bytes.length} bytes was read`);
}

/** Whether reading ended in a Failure; anything else that is thrown fails the test. */
function tryToRead(name: string, bytes: Uint8Array): boolean {
  try {
    const { width, height, channels, values } = readPicture(name, bytes);
    assert.equal(values.length, width * height * channels);
    return false;
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.ok(error.message.startsWith(name), error.message);
    return true;
  }
}

function first(bytes: Uint8Array): number[] {
  const { channels, values } = readPicture('a.jpg', bytes);
  return [channels, ...values.subarray(0, channels)];
}

/** Rows are bytes as they lie in the file, before filtering. */
function png({
  width,
  height,
  depth = 8,
  type = 0,
  rows,
  before = new Uint8Array(0),
}: {
  width: number;
  height: number;
  depth?: number;
  type?: number;
  rows: number[][];
  before?: Uint8Array;
}): Uint8Array {
  const size = new DataView(new ArrayBuffer(8));
  size.setUint32(0, width);
  size.setUint32(4, height);
  const head = [...new Uint8Array(size.buffer), depth, type, 0, 0, 0];
  const raw = new Uint8Array(rows.reduce((sum, row) => sum + row.length + 1, 0));
  let at = 0;
  for (const row of rows) {
    raw.set(row, at + 1);
    at += row.length + 1;
  }
  return joined([
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', head),
    before,
    chunk('IDAT', zlibSync(raw)),
    chunk('IEND', []),
  ]);
}

function chunk(type: string, data: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(Array.from(data), 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** ISO 3309, bit by bit. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/**
 * A baseline JPEG of 8 by 8 pixels, all of one colour: quantisation by 1, so that the only number of
 * each component is 8 (value − 128), coded by twelve categories of four bits.
 */
function flatJpeg(colour: readonly number[]): Uint8Array {
  const count = colour.length;
  const segment = (marker: number, body: number[]) => [
    ...[0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255],
    ...body,
  ];
  const components = colour.flatMap((_, i) => [i + 1, 0x11, 0]);
  const twelve = Array.from({ length: 12 }, (_, i) => i);
  const adobe =
    count === 4
      ? segment(0xee, [...[...'Adobe'].map((c) => c.charCodeAt(0)), 0, 100, 0, 0, 0, 0, 0])
      : [];
  const bits = colour.map((value) => {
    const number = 8 * (value - 128);
    const category = Math.abs(number).toString(2).length * Number(number !== 0);
    const low = number < 0 ? number + 2 ** category - 1 : number;
    const code = category.toString(2).padStart(4, '0');
    // then the end of the block, whose code is 0
    return `${code}${category ? low.toString(2).padStart(category, '0') : ''}0`;
  });
  const padded = bits.join('').padEnd(Math.ceil(bits.join('').length / 8) * 8, '1');
  const data = padded.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2));
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...adobe,
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]),
    ...segment(0xc0, [8, 0, 8, 0, 8, count, ...components]),
    ...segment(0xc4, [0, 0, 0, 0, 12, ...Array.from({ length: 12 }, () => 0), ...twelve]),
    ...segment(0xc4, [0x10, 1, ...Array.from({ length: 15 }, () => 0), 0]),
    ...segment(0xda, [count, ...colour.flatMap((_, i) => [i + 1, 0]), 0, 63, 0]),
    ...data.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])),
    ...[0xff, 0xd9],
  ]);
}

/** 32 by 16 pixels, dark, with a bright square in the upper left corner. */
function corneredJpeg(): Uint8Array {
  const data = new Uint8Array(32 * 16 * 4).fill(20);
  for (let y = 0; y < 8; y++) data.fill(230, 4 * 32 * y, 4 * (32 * y + 8));
  return new Uint8Array(jpeg.encode({ width: 32, height: 16, data }, 95).data);
}

function withOrientation(bytes: Uint8Array, orientation: number): Uint8Array {
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const body = [...[...'Exif'].map((c) => c.charCodeAt(0)), 0, 0, ...tiff];
  const app1 = [0xff, 0xe1, 0, body.length + 2, ...body];
  return joined([bytes.subarray(0, 2), Uint8Array.from(app1), bytes.subarray(2)]);
}

function bmp(width: number, height: number, bits: number, pixels: number[]): Uint8Array {
  const palette =
    bits <= 8 ? Array.from({ length: 2 ** bits }, (_, i) => [i, 0, 255 - i, 0]).flat() : [];
  const start = 54 + palette.length;
  const bytes = new Uint8Array(start + pixels.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(10, start, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(28, bits, true);
  bytes.set(palette, 54);
  bytes.set(pixels, start);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
