import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readingsOfRecording } from './recording-readings.ts';

const axis = (name: string) => ({ name, unit: '' });

test('axes are taken in the order of the model, others are left', () => {
  const recording = {
    axes: [axis('z'), axis('x'), axis('y')],
    sampleRateHz: 50,
    values: Float32Array.of(3, 1, 2, 6, 4, 5),
    notes: [],
  };
  const signal = { axes: ['x', 'z'], sampleRateHz: 50, length: 2 };
  assert.deepEqual([...readingsOfRecording(recording, signal)], [1, 3, 4, 6]);
  assert.throws(
    () => readingsOfRecording(recording, { ...signal, axes: ['x', 'w'] }),
    /looks at x, w; this recording has z, x, y/,
  );
});

test('two channels of sound become their mean at the rate of the model', () => {
  const tone = Float32Array.from({ length: 2 * 4800 }, (_, i) =>
    i % 2 === 0 ? Math.sin((2 * Math.PI * 440 * (i / 2)) / 48_000) : 0,
  );
  const recording = {
    axes: [axis('left'), axis('right')],
    sampleRateHz: 48_000,
    values: tone,
    notes: [],
  };
  const heard = readingsOfRecording(recording, {
    axes: ['microphone'],
    sampleRateHz: 16_000,
    length: 1600,
  });
  assert.equal(heard.length, 1600);
  for (let i = 400; i < 1200; i++) {
    const wanted = 0.5 * Math.sin((2 * Math.PI * 440 * i) / 16_000);
    assert.ok(Math.abs(heard[i]! - wanted) < 1e-3);
  }
});
