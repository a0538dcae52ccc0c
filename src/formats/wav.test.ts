import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { outlineOfWav, readWav, readWavPart, writeWav } from './wav.ts';

/** A WAV written out by hand, so that the reader is not tested by the writer. */
function wav(
  format: { tag?: number; channels?: number; rate?: number; bits?: number; align?: number },
  data: readonly number[],
  { extra = [] as number[], before = [] as number[], size = data.length } = {},
): Uint8Array {
  const { tag = 1, channels = 1, rate = 8000, bits = 16 } = format;
  const { align = (channels * bits) / 8 } = format;
  const u16 = (x: number) => [x & 255, (x >> 8) & 255];
  const u32 = (x: number) => [...u16(x & 0xffff), ...u16(x >>> 16)];
  const text = (x: string) => [...x].map((letter) => letter.charCodeAt(0));
  const chunk = [
    ...[...u16(tag), ...u16(channels), ...u32(rate), ...u32(rate * align)],
    ...[...u16(align), ...u16(bits), ...extra],
  ];
  const body = [
    ...[...text('WAVE'), ...before, ...text('fmt '), ...u32(chunk.length), ...chunk],
    ...[...text('data'), ...u32(size), ...data],
  ];
  return Uint8Array.from([...text('RIFF'), ...u32(body.length), ...body]);
}

test('PCM of every width is scaled by its full range', () => {
  const read = (bits: number, data: number[]) => [...readWav('a.wav', wav({ bits }, data)).values];
  assert.deepEqual(read(8, [128, 255, 0, 64]), [0, 127 / 128, -1, -0.5]);
  assert.deepEqual(read(16, [0, 0, 0xff, 0x7f, 0, 0x80, 0, 0x40]), [0, 32767 / 32768, -1, 0.5]);
  assert.deepEqual(read(24, [0, 0, 0x80, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0x40]), [
    ...[-1, -1 / 2 ** 23, 1 / 2 ** 23, 0.5],
  ]);
  assert.deepEqual(read(32, [0, 0, 0, 0x80, 0, 0, 0, 0x20]), [-1, 0.25]);
});

test('float of 32 and 64 bits is taken as it is', () => {
  // 0.5 is 3f000000 and 3fe0000000000000; −2 is c0000000.
  const read = (bits: number, data: number[]) => [
    ...readWav('a.wav', wav({ tag: 3, bits }, data)).values,
  ];
  assert.deepEqual(read(32, [0, 0, 0, 0x3f, 0, 0, 0, 0xc0]), [0.5, -2]);
  assert.deepEqual(read(64, [0, 0, 0, 0, 0, 0, 0xe0, 0x3f]), [0.5]);
});

test('the extensible format is read by the tag in its sub-format', () => {
  const extra = [
    22, 0, 16, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113,
  ];
  const bytes = wav({ tag: 0xfffe }, [0, 0x40], { extra });
  assert.deepEqual([...readWav('a.wav', bytes).values], [0.5]);
});

test('channels are axes side by side, at any rate', () => {
  const stereo = readWav('a.wav', wav({ channels: 2, rate: 44_100, bits: 8 }, [128, 0, 192, 64]));
  assert.deepEqual(
    stereo.axes.map(({ name }) => name),
    ['left', 'right'],
  );
  assert.equal(stereo.sampleRateHz, 44_100);
  assert.deepEqual([...stereo.values], [0, -1, 0.5, -0.5]);
  assert.equal(readWav('a.wav', wav({ channels: 3, bits: 8 }, [1, 2, 3])).axes.length, 3);
});

test('chunks of other kinds are passed over, with the padding of odd ones', () => {
  const list = [76, 73, 83, 84, 3, 0, 0, 0, 1, 2, 3, 0];
  assert.deepEqual([...readWav('a.wav', wav({}, [0, 0x40], { before: list })).values], [0.5]);
});

test('sound written as 16 bits comes back the same, and loud sound is clipped', () => {
  const random = new Random(1, 'wav');
  const values = Float32Array.from({ length: 600 }, () => random.between(-1, 1));
  const back = readWav('a.wav', writeWav(values, 2, 16_000));
  assert.equal(back.sampleRateHz, 16_000);
  assert.equal(back.axes.length, 2);
  back.values.forEach((value, i) => {
    assert.ok(Math.abs(value - values[i]!) <= 0.5 / 32768 + 1e-9);
  });
  assert.deepEqual(
    [...readWav('a.wav', writeWav(Float32Array.of(9, -9), 1, 1)).values],
    [...[32767 / 32768, -1]],
  );
});

test('a WAV of unstated length is read to its end and says so', () => {
  const { values, notes } = readWav('a.wav', wav({}, [0, 0x40, 0, 0x40], { size: 0xffffffff }));
  assert.equal(values.length, 2);
  assert.equal(notes.length, 1);
});

test('a damaged WAV is refused with what is wrong and the mend', () => {
  const refuses = (bytes: Uint8Array, what: RegExp) =>
    assert.throws(() => readWav('a.wav', bytes), {
      name: 'Failure',
      code: 'bad-file',
      message: what,
    });
  const whole = wav({}, [1, 2, 3, 4]);
  refuses(whole.slice(0, 8), /^a\.wav is cut off in its header, after 8 bytes: copy or record it/);
  refuses(whole.slice(0, 30), /format chunk/);
  refuses(whole.slice(0, 38), /before its sound/);
  refuses(whole.slice(0, 46), /lacks 2 of its 4 bytes of sound/);
  refuses(wav({}, [1, 2, 3]), /3 bytes of sound, which is no whole number of readings of 2 bytes/);
  refuses(wav({}, []), /no sound/);
  refuses(wav({ align: 4 }, [1, 2, 3, 4]), /states 4 bytes for each moment, but 1 channels of 16/);
  refuses(wav({ rate: 0 }, [1, 2]), /0 Hz/);
  refuses(wav({ channels: 0, align: 2 }, [1, 2]), /0 channels/);
  refuses(wav({ tag: 6, bits: 8 }, [1]), /A-law/);
  refuses(wav({ bits: 12, align: 2 }, [1, 2]), /12 bits/);
  refuses(wav({ tag: 3, bits: 32 }, [0, 0, 0xc0, 0x7f]), /NaN at 0\.000 s/);
});

test('any part of a WAV is read by its outline as the whole is', () => {
  const values = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i / 9) / 2);
  const file = writeWav(values, 2, 16_000);
  const whole = readWav('whole.wav', file).values;
  const outline = outlineOfWav(file.subarray(0, 100), file.length)!;
  assert.deepEqual(outline, {
    channels: 2,
    sampleRateHz: 16_000,
    at: 44,
    frameBytes: 4,
    length: 2000,
  });
  const bytes = file.subarray(outline.at + 500 * 4, outline.at + 700 * 4);
  assert.deepEqual(readWavPart(file.subarray(0, 100), bytes), whole.subarray(1000, 1400));
  assert.equal(outlineOfWav(new Uint8Array(100), 100), null);
  assert.equal(outlineOfWav(file.subarray(0, 30), file.length), null);
});
