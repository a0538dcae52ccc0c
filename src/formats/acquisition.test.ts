import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'cborg';
import { readAcquisitionCbor, readAcquisitionJson } from './acquisition.ts';

const document = {
  protected: { ver: 'v1', alg: 'HS256', iat: 1564128599 },
  signature: '0'.repeat(64),
  payload: {
    device_name: 'ac:87:a3:0a:2d:1b',
    device_type: 'DISCO-L475VG',
    interval_ms: 10,
    sensors: [
      { name: 'accX', units: 'm/s2' },
      { name: 'accY', units: 'm/s2' },
      { name: 'accZ', units: 'm/s2' },
    ],
    values: [
      [-9.81, 0.03, 1.21],
      [-9.83, 0.04, 1.27],
    ],
  },
};

const withPayload = (change: object) => ({
  ...document,
  payload: { ...document.payload, ...change },
});

/** Bytes written by hand: 'text' as text, numbers as bytes. */
function bytes(...parts: readonly (string | number | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part): readonly number[] => {
      if (typeof part === 'number') return [part];
      if (typeof part !== 'string') return part;
      return [0x60 + part.length, ...[...part].map((letter) => letter.charCodeAt(0))];
    }),
  );
}

/** The beginning of a firmware's document: one sensor, values of indefinite length left open. */
const firmwareHead = (sensor: string, unit: string) =>
  bytes(
    ...[0xa3, 'protected', 0xa2, 'ver', 'v1', 'alg', 'none', 'signature', '00', 'payload', 0xa4],
    ...['device_type', 'NANO', 'interval_ms', [0xfb, 0x3f, 0xb0, 0, 0, 0, 0, 0, 0]],
    ...['sensors', 0x81, 0xa2, 'name', sensor, 'units', unit, 'values', 0x9f],
  );

test('JSON and CBOR of the same recording read the same', () => {
  for (const read of [
    readAcquisitionJson('walk.json', JSON.stringify(document)),
    readAcquisitionCbor('walk.cbor', encode(document)),
    readAcquisitionCbor('walk.cbor', Uint8Array.of(0xd9, 0xd9, 0xf7, ...encode(document))),
  ]) {
    assert.deepEqual([...read.values], [-9.81, 0.03, 1.21, -9.83, 0.04, 1.27].map(Math.fround));
    assert.equal(read.sampleRateHz, 100);
    assert.deepEqual(read.axes[2], { name: 'accZ', unit: 'm/s2' });
    assert.deepEqual(read.device, { name: 'ac:87:a3:0a:2d:1b', type: 'DISCO-L475VG' });
  }
});

test('one sensor may have its values in a flat list', () => {
  const flat = withPayload({ sensors: [{ name: 'temp', units: 'Cel' }], values: [20, 21.5] });
  assert.deepEqual([...readAcquisitionJson('t.json', JSON.stringify(flat)).values], [20, 21.5]);
});

test('an interval in few digits means the whole rate', () => {
  const rate = (interval: number) =>
    readAcquisitionJson('t.json', JSON.stringify(withPayload({ interval_ms: interval })))
      .sampleRateHz;
  assert.equal(rate(0.0625), 16_000);
  assert.equal(rate(16.67), 60);
  assert.equal(rate(16), 62.5);
});

test('arrays of indefinite length and half floats are read as firmware writes them', () => {
  // Half floats: 3c00 is 1, c000 is −2, 3800 is 0.5 (IEEE 754).
  const values = [0xf9, 0x3c, 0, 0xf9, 0xc0, 0, 0xf9, 0x38, 0, 0xff];
  const read = readAcquisitionCbor('t.cbor', bytes([...firmwareHead('accX', 'g')], values));
  assert.deepEqual([...read.values], [1, -2, 0.5]);
  assert.equal(read.sampleRateHz, 16_000);
});

test('sound after the document is read and scaled as in a WAV', () => {
  const head = firmwareHead('audio', 'wav');
  for (const padding of ['', ' ', '  ', '   ']) {
    const sound = [0xff, 0, 0x40, 0, 0x80, 0xff, 0x7f];
    const whole = bytes([...head], `Ref-BINARY-i16${padding}`, sound);
    const read = readAcquisitionCbor('t.cbor', whole);
    assert.deepEqual([...read.values], [0.5, -1, 32767 / 32768]);
    assert.deepEqual(read.axes, [{ name: 'audio', unit: '' }]);
    assert.throws(() => readAcquisitionCbor('t.cbor', whole.slice(0, -1)), /ends within a reading/);
    assert.throws(
      () => readAcquisitionCbor('t.cbor', whole.slice(0, -6)),
      /cut off before its sound/,
    );
  }
});

test('a bad document is refused with the place and the mend', () => {
  const refuses = (change: object, what: RegExp) => {
    const bad = withPayload(change);
    const expected = { name: 'Failure', code: 'bad-file', message: what };
    assert.throws(() => readAcquisitionJson('walk', JSON.stringify(bad)), expected);
    assert.throws(() => readAcquisitionCbor('walk', encode(bad, { float64: true })), expected);
  };
  refuses(
    {
      values: [
        [1, 2, 3],
        [1, 2],
      ],
    },
    /^Reading 2 of walk has 2 values, its sensors are 3/,
  );
  refuses(
    {
      values: [
        [1, 2, 3],
        [1, null, 3],
      ],
    },
    /^Reading 2 of walk holds null for accY/,
  );
  refuses({ values: [[1, 2, '3']] }, /^Reading 1 of walk holds "3" for accZ/);
  refuses({ values: [[1, 2, 1e39]] }, /^Reading 1 of walk holds 1e\+39 for accZ/);
  refuses({ values: [5] }, /^Reading 1 of walk is no list/);
  refuses({ values: [] }, /no readings/);
  refuses({ interval_ms: 0 }, /at payload\.interval_ms/);
  refuses({ interval_ms: '10' }, /at payload\.interval_ms/);
  refuses({ sensors: [] }, /at payload\.sensors/);
  refuses({ values: {} }, /at payload\.values/);
  refuses({ values: ['Ref-BINARY-image/jpeg (9 bytes) x'] }, /picture/);
  refuses({ values: ['elsewhere'] }, /only Ref-BINARY-i16/);
  assert.throws(() => readAcquisitionJson('a', '{"protected":\n 1,,}'), /line 2, column 4/);
  assert.throws(() => readAcquisitionJson('a', '{"protected":'), /no whole JSON document/);
  assert.throws(() => readAcquisitionJson('a', '[1, 2]'), /not in the data acquisition format/);
  const after = Uint8Array.of(...encode(document), 1, 2);
  assert.throws(() => readAcquisitionCbor('a', after), /2 bytes after its end/);
  const other = { ...document, protected: { ver: 'v2', alg: 'none' } };
  assert.throws(() => readAcquisitionJson('a', JSON.stringify(other)), /at protected\.ver/);
});
