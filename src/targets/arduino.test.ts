import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import type { CompiledImpulse } from '../compile/compile.ts';
import { targetById, targets } from './all.ts';
import { arduino } from './arduino.ts';
import { arduinoName } from './arduino-files.ts';
import type { PackOptions } from './target.ts';
import { zipArchive } from './zip.ts';

const library = {
  name: 'wrist_moves',
  signal: { axes: ['accX', 'accY', 'accZ'], sampleRateHz: 52.631, length: 4 },
  labels: ['up\\', 'a "b"\nc', 'täp'],
  files: new Map([
    ['thimble_wrist_moves.h', '/* header */\n'],
    ['thimble_dense_s8.c', '/* kernel */\n'],
  ]),
  generated: ['thimble_wrist_moves.h'],
  windowValues: 12,
  strideReadings: 2,
  featureCount: 5,
  arenaBytes: 96,
  constantBytes: 1000,
} as unknown as CompiledImpulse;

const options: PackOptions = {
  version: '1.0.2',
  axes: ['accX', 'accY', 'accZ'].map((name) => ({ name, unit: 'm/s2' })),
  example: {
    window: Float32Array.from({ length: 12 }, (_, i) => i / 3),
    scores: Float32Array.of(0.25, 0.5, 0.25),
    label: 'up\\',
  },
  license: 'the licence\n',
  facts: ['It was right 9 times of 10.'],
};

test('the library keeps the rules of the Arduino library specification', () => {
  const files = packed(options);
  const folders = new Set([...files.keys()].map((path) => path.split('/')[0]!));
  assert.deepEqual([...folders], ['ThimbleWristMoves']);
  const properties = new Map(
    text(files, 'library.properties')
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  for (const key of [
    'name',
    'version',
    'author',
    'maintainer',
    'sentence',
    'paragraph',
    'category',
    'url',
    'architectures',
  ]) {
    assert.ok(properties.get(key), `${key} is given`);
  }
  assert.match(properties.get('name')!, /^[A-Za-z][A-Za-z0-9 _.-]{0,62}$/);
  assert.doesNotMatch(properties.get('name')!, /^arduino/i);
  assert.equal(properties.get('version'), '1.0.2');
  assert.equal(properties.get('category'), 'Data Processing');
  assert.ok(files.has(`ThimbleWristMoves/src/${properties.get('includes')}`));
  for (const path of files.keys()) assert.match(path, /^[\w./-]+$/);
});

test('every sketch lies in a folder of its own name', () => {
  for (const axis of ['accX', 'ecg']) {
    const axes = options.axes.map(({ unit }, i) => ({ name: i ? `acc${'XYZ'[i]}` : axis, unit }));
    const sketches = [...packed({ ...options, axes }).keys()].filter((path) =>
      path.endsWith('.ino'),
    );
    assert.ok(sketches.length >= 2);
    for (const path of sketches) assert.match(path, /\/examples\/(\w+)\/\1\.ino$/);
  }
});

test('inertial axes bring sketches for inertial boards, others one for analog pins', () => {
  const names = (axes: PackOptions['axes']) =>
    [...packed({ ...options, axes }).keys()].flatMap(
      (path) => path.match(/(\w+)\.ino$/)?.[1] ?? [],
    );
  assert.deepEqual(names(options.axes), [
    'static_buffer',
    'nano_33_ble_sense_imu',
    'nicla_sense_me_imu',
  ]);
  const others = ['ecg', 'ppg', 'eda'].map((name) => ({ name, unit: 'mV' }));
  assert.deepEqual(names(others), ['static_buffer', 'analog_input']);
});

test('keywords are columns with a tab, for names that the header has', () => {
  const lines = text(packed(options), 'keywords.txt').trim().split('\n');
  for (const line of lines) assert.match(line, /^\w+\t(KEYWORD1|KEYWORD2|LITERAL1)$/);
  assert.ok(lines.includes('thimble_wrist_moves_run\tKEYWORD2'));
});

test('labels cannot break out of a property or a comment', () => {
  const files = packed(options);
  assert.equal(text(files, 'library.properties').trim().split('\n').length, 10);
  for (const line of text(files, 'examples/static_buffer/static_buffer.ino').split('\n')) {
    assert.doesNotMatch(line, /\\$/);
  }
});

test('a version or an example that does not fit is refused', () => {
  assert.throws(() => packed({ ...options, version: 'newest' }), /"newest" is no version/);
  const example = { ...options.example, window: new Float32Array(11) };
  assert.throws(() => packed({ ...options, example }), /11 values.*takes 12 values/s);
});

test('zips of equal files are equal, in any order and time zone', () => {
  const files = packed(options);
  const one = zipArchive(files);
  const zone = process.env.TZ;
  process.env.TZ = 'Pacific/Kiritimati';
  const two = zipArchive(new Map([...files].reverse()));
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  assert.deepEqual(one, two);
  assert.deepEqual(new Map(Object.entries(unzipSync(one))), new Map([...files].sort()));
});

test('names of libraries are words joined', () => {
  assert.equal(arduinoName('gestures'), 'ThimbleGestures');
  assert.equal(arduinoName('a_b__c'), 'ThimbleABC');
  assert.ok(arduinoName('x'.repeat(100)).length <= 63);
});

test('an unknown target is refused with the list of those that are known', () => {
  assert.equal(targetById('arduino'), targets[0]);
  assert.throws(() => targetById('pdp-11'), /no target "pdp-11".*arduino/);
});

function packed(with_: PackOptions): ReadonlyMap<string, Uint8Array> {
  return arduino.pack(library, with_);
}

function text(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  return new TextDecoder().decode(files.get(`ThimbleWristMoves/${path}`));
}
