import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutRecording } from './cut-recording.ts';
import { readRecording } from './recording.ts';
import { writeWav } from './wav.ts';

test('a part of a WAV has the very bytes of its sound', () => {
  const values = Float32Array.from({ length: 2 * 50 }, (_, i) => Math.sin(i) / 2);
  const whole = writeWav(values, 2, 8_000);
  const [cut] = cutRecording('a.wav', whole, {}, [{ start: 7, end: 20 }]);
  assert.equal(cut!.ending, 'wav');
  assert.deepEqual(cut!.bytes.slice(44), whole.slice(44 + 7 * 4, 44 + 20 * 4));
  const read = readRecording('b.wav', cut!.bytes);
  assert.deepEqual(read.values, readRecording('a.wav', whole).values.slice(14, 40));
  assert.equal(read.sampleRateHz, 8_000);
});

test('sound of an odd number of bytes, and of other codings, stays readable', () => {
  for (const [tag, bits] of [
    [1, 8],
    [1, 24],
    [3, 32],
  ] as const) {
    const frame = bits / 8;
    const sound = Uint8Array.from({ length: 9 * frame }, (_, i) =>
      bits === 32 ? 0 : (i * 31) % 256,
    );
    const whole = wavOf(tag, bits, sound);
    const [cut] = cutRecording('a.wav', whole, {}, [{ start: 2, end: 5 }]);
    assert.deepEqual(
      readRecording('b.wav', cut!.bytes).values,
      readRecording('a.wav', whole).values.slice(2, 5),
    );
  }
});

test('a part of a table has the same numbers, axes, units and rate', () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i / 3},${Math.fround(Math.exp(-i))}`);
  const text = new TextEncoder().encode(`"acc, left (m/s2)",gyrX (rad/s)\n${rows.join('\n')}\n`);
  const options = { sampleRateHz: 52.631 };
  const whole = readRecording('a.csv', text, options);
  const [cut] = cutRecording('a.csv', text, options, [{ start: 10, end: 31 }]);
  assert.equal(cut!.givenRateHz, 52.631);
  const part = readRecording('b.csv', cut!.bytes, { sampleRateHz: cut!.givenRateHz! });
  assert.deepEqual(part.axes, whole.axes);
  assert.deepEqual(part.values, whole.values.slice(20, 62));
});

test('readings that are unevenly spaced keep their times', () => {
  const times = Array.from({ length: 30 }, (_, i) => i * 20 + (i % 3) * 6);
  const text = new TextEncoder().encode(`time_ms,x\n${times.map((t) => `${t},${t}`).join('\n')}\n`);
  const whole = readRecording('a.csv', text);
  const [cut] = cutRecording('a.csv', text, {}, [{ start: 4, end: 20 }]);
  assert.equal(cut!.givenRateHz, null);
  const part = readRecording('b.csv', cut!.bytes);
  assert.deepEqual(part.values, whole.values.slice(4, 20));
  for (const [i, t] of part.timesS!.entries()) {
    assert.ok(Math.abs(t - (whole.timesS![4 + i]! - whole.timesS![4]!)) < 1e-9);
  }
});

test('a stretch beyond the recording is refused by name', () => {
  const text = new TextEncoder().encode('x\n1\n2\n3\n');
  for (const [start, end] of [
    [0, 4],
    [2, 2],
    [-1, 2],
  ] as const) {
    assert.throws(
      () => [...cutRecording('a.csv', text, { sampleRateHz: 10 }, [{ start, end }])],
      /a\.csv has readings 0 to 2: nothing can be cut/,
    );
  }
});

function wavOf(tag: number, bits: number, sound: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(44 + sound.length + (sound.length % 2));
  bytes.set(writeWav(new Float32Array(0), 1, 8_000));
  const view = new DataView(bytes.buffer);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint16(20, tag, true);
  view.setUint32(28, (8_000 * bits) / 8, true);
  view.setUint16(32, bits / 8, true);
  view.setUint16(34, bits, true);
  view.setUint32(40, sound.length, true);
  bytes.set(sound, 44);
  return bytes;
}
