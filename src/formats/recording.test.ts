import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'cborg';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { readLabelsFile } from './labels-file.ts';
import { readRecording } from './recording.ts';
import { readTable } from './table.ts';
import { decodeText } from './text.ts';
import { writeWav } from './wav.ts';

const document = {
  protected: { ver: 'v1', alg: 'none' },
  signature: '00',
  payload: {
    device_type: 'BOARD',
    interval_ms: 10,
    sensors: [
      { name: 'a', units: 'g' },
      { name: 'b', units: 'g' },
    ],
    values: Array.from({ length: 20 }, (_, i) => [i / 4, Math.sin(i)]),
  },
};
const csv = `timestamp,a (g),b (g)\n${Array.from({ length: 20 }, (_, i) => `${i * 10},${i},${-i}`).join('\n')}\n`;
const encoder = new TextEncoder();

const formats: { readonly [name: string]: Uint8Array } = {
  wav: writeWav(
    Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)),
    2,
    8000,
  ),
  csv: encoder.encode(csv),
  json: encoder.encode(JSON.stringify(document)),
  cbor: encode(document),
};

test('the bytes tell the format, whatever the file is called', () => {
  for (const [format, bytes] of Object.entries(formats)) {
    const { axes, values } = readRecording('recording.png', bytes);
    assert.equal(axes.length, 2, format);
    assert.ok(values.length >= 40, format);
  }
  const utf16 = (text: string) =>
    new Uint8Array(Uint16Array.from(`\ufeff${text}`, (c) => c.charCodeAt(0)).buffer);
  assert.equal(readRecording('a', utf16(csv)).axes[0]!.name, 'a');
  const windows1252 = Uint8Array.of(0xb5, ...encoder.encode('s;x\n0;1\n20;2\n40;3\n'));
  assert.ok(Math.abs(readRecording('a', windows1252).sampleRateHz - 50_000) < 1e-6);
});

test('what is no recording is called by its name', () => {
  const refuses = (bytes: number[], what: RegExp) =>
    assert.throws(() => readRecording('a.csv', Uint8Array.from(bytes)), {
      name: 'Failure',
      code: 'bad-file',
      message: what,
    });
  refuses([], /^a\.csv is empty/);
  refuses([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], /^a\.csv is a PNG picture/);
  refuses([0x50, 0x4b, 3, 4, 0], /Excel sheet/);
  refuses([0x4f, 0x67, 0x67, 0x53, 0], /Ogg sound/);
  refuses([1, 2, 3, 4, 5], /neither text nor a format known here \(byte 0 is 0x01\)/);
  refuses([...encoder.encode('BMI,height\n1,2\n')], /no timestamp column/);
});

test('damaged bytes of every format end in values or in a Failure', () => {
  const readers: { readonly [name: string]: (bytes: Uint8Array) => unknown } = {
    ...Object.fromEntries(
      Object.keys(formats).map((name) => [name, (bytes: Uint8Array) => readRecording(name, bytes)]),
    ),
    table: (bytes) => readTable('labels.csv', decodeText('labels.csv', bytes)),
    labels: (bytes) => readLabelsFile('info.labels', decodeText('info.labels', bytes)),
  };
  const whole: { readonly [name: string]: Uint8Array } = {
    ...formats,
    table: encoder.encode('path,label,split\nwalk/1.csv,"a, ""b""",train\nrun/2.csv,run,test\n'),
    labels: encoder.encode(
      '{"version":1,"files":[{"path":"a","category":"training","label":{"type":"label","label":"x"}}]}',
    ),
  };
  for (const [name, read] of Object.entries(readers)) {
    const random = new Random(7, 'damage', name);
    let [good, bad] = [0, 0];
    for (let i = 0; i < 1500; i++) {
      try {
        read(damaged(whole[name]!, random));
        good++;
      } catch (error) {
        const what = error instanceof Error ? error.stack : error;
        assert.ok(error instanceof Failure, `${name}, damage ${i}: ${what}`);
        assert.match(error.message, /[.]$/, `${name}, damage ${i}`);
        bad++;
      }
    }
    assert.ok(good > 0 && bad > 0, `${name}: ${good} good, ${bad} bad`);
  }
});

/** Cut off, with flipped bits, with bytes swapped, repeated or left out. */
function damaged(whole: Uint8Array, random: Random): Uint8Array {
  let bytes = Uint8Array.from(whole);
  for (let i = 0; i <= random.below(4); i++) {
    const at = random.below(bytes.length);
    const kind = random.below(4);
    if (kind === 0) bytes[at]! ^= 1 << random.below(8);
    else if (kind === 1) bytes[at] = random.below(256);
    else if (kind === 2) bytes = bytes.slice(0, Math.max(1, at));
    else bytes = Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(random.below(at + 1))]);
    if (bytes.length === 0) return bytes;
  }
  return bytes;
}

test('deep nesting and claims of huge sizes are refused', () => {
  const refuses = (bytes: Uint8Array) =>
    assert.throws(() => readRecording('a', bytes), { name: 'Failure', code: 'bad-file' });
  const deep = new Uint8Array(200_000).fill(0x81);
  deep.set([0xa1, 0x61, 0x61]);
  refuses(deep);
  refuses(Uint8Array.of(0xa1, 0x61, 0x61, 0x9a, 0xff, 0xff, 0xff, 0xff));
  refuses(Uint8Array.of(0xa1, 0x61, 0x61, 0x7a, 0xff, 0xff, 0xff, 0xff));
  refuses(Uint8Array.of(0xbb, 255, 255, 255, 255, 255, 255, 255, 255));
  refuses(encoder.encode(`{"payload":${'['.repeat(100_000)}`));
});
