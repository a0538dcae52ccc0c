import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCheckpoint, encodeCheckpoint, type Progress } from './checkpoint.ts';

const progress: Progress = {
  epoch: 12,
  step: 345,
  bestEpoch: 9,
  history: [
    {
      epoch: 1,
      trainLoss: 0.1 + 0.2,
      validationLoss: null,
      validationAccuracy: 2 / 3,
      learningRate: 0.004,
    },
  ],
  judged: { history: [], bestEpoch: 4 },
  arrays: [Float32Array.of(1, -0, 3e-40, 0.1), new Float32Array(0), Float32Array.of(1e38)],
};
const bytes = encodeCheckpoint(progress, 'this training');

test('a checkpoint comes back as it was, to the last bit', () => {
  assert.deepEqual(decodeCheckpoint(bytes, 'this training'), progress);
});

test('it comes back from the middle of a larger buffer, too', () => {
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 3);
  assert.deepEqual(
    decodeCheckpoint(larger.subarray(3, 3 + bytes.length), 'this training'),
    progress,
  );
});

test('a checkpoint of another training is of no use, and it says so', () => {
  assert.match(String(decodeCheckpoint(bytes, 'another')), /another network, other data/);
});

test('a cut or changed checkpoint is never taken, wherever it is hurt', () => {
  for (let length = 0; length < bytes.length; length++) {
    assert.equal(typeof decodeCheckpoint(bytes.subarray(0, length), 'this training'), 'string');
  }
  for (let at = 0; at < bytes.length; at++) {
    const hurt = bytes.slice();
    hurt[at]! ^= 1 << (at % 8);
    assert.equal(typeof decodeCheckpoint(hurt, 'this training'), 'string', `byte ${at}`);
  }
});
