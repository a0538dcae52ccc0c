import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recording } from '../formats/recording.ts';
import { asOneMicrophone, holdsSound } from './sound.ts';

function recording(sampleRateHz: number, channels: number, seconds = 0.5): Recording {
  const names = channels === 1 ? ['audio'] : ['left', 'right', 'channel3'].slice(0, channels);
  const length = Math.round(seconds * sampleRateHz);
  return {
    axes: names.map((name) => ({ name, unit: '' })),
    sampleRateHz,
    // a tone of 440 Hz, in each channel half as strong as in the one before
    values: Float32Array.from({ length: length * channels }, (_, i) => {
      const time = Math.floor(i / channels) / sampleRateHz;
      return 0.8 * 0.5 ** (i % channels) * Math.sin(2 * Math.PI * 440 * time);
    }),
    notes: [],
  };
}

const found = (...recordings: Recording[]) =>
  recordings.map((each, i) => ({
    listed: {
      path: `${i}.wav`,
      label: 'x',
      split: null,
      group: null,
      segments: [{ startIndex: 4410, endIndex: 8820, label: 'y' }],
    },
    recording: each,
  }));

test('sound is what a microphone gives, and fast', () => {
  assert.ok(holdsSound(recording(16_000, 1)));
  assert.ok(holdsSound(recording(44_100, 2)));
  assert.ok(!holdsSound(recording(4_000, 1)));
  const axes = [{ name: 'accX', unit: 'm/s2' }];
  assert.ok(!holdsSound({ axes, sampleRateHz: 16_000 }));
});

test('any rate and any number of channels become one channel at 16 kHz', () => {
  const { found: heard, notes } = asOneMicrophone(
    found(recording(44_100, 2), recording(48_000, 1), recording(16_000, 1)),
  );
  const factors = [0.75, 1, 1];
  for (const [i, { recording: each }] of heard.entries()) {
    assert.equal(each.sampleRateHz, 16_000);
    assert.deepEqual(each.axes, [{ name: 'audio', unit: '' }]);
    assert.equal(each.values.length, 8_000);
    for (let k = 1_000; k < 7_000; k++) {
      const wanted = 0.8 * factors[i]! * Math.sin((2 * Math.PI * 440 * k) / 16_000);
      assert.ok(Math.abs(each.values[k]! - wanted) < 2e-4, `${i}: reading ${k}`);
    }
  }
  assert.match(notes.join('\n'), /1 recording with several channels/);
  assert.match(notes.join('\n'), /2 recordings of another rate: resampled to 16000 Hz/);
});

test('labelled segments keep their place in time', () => {
  const { found: heard } = asOneMicrophone(found(recording(44_100, 1)));
  assert.deepEqual(heard[0]!.listed.segments, [{ startIndex: 1_600, endIndex: 3_200, label: 'y' }]);
});

test('recordings of less than 16 kHz lead to 8 kHz, and a poor few are told of', () => {
  const low = asOneMicrophone(found(recording(11_025, 1), recording(8_000, 1)));
  assert.deepEqual(
    low.found.map(({ recording: { sampleRateHz } }) => sampleRateHz),
    [8_000, 8_000],
  );
  const mixed = asOneMicrophone(
    found(recording(8_000, 1), recording(16_000, 1), recording(16_000, 1)),
  );
  assert.match(mixed.notes.join('\n'), /1 recording had less than 16000 Hz/);
});

test('what is not sound is left alone', () => {
  const slow = found(recording(1_000, 2));
  assert.equal(asOneMicrophone(slow).found, slow);
});
