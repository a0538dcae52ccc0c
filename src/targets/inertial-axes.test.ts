import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inertialAxes } from './inertial-axes.ts';

test('axes are known by common names and stated units', () => {
  const names = ['accX', 'acc_y', 'Accel Z', 'gyrX', 'gyroscope.y', 'gz', 'mag-x', 'my', 'MagZ'];
  const units = ['m/s2', 'm/s^2', 'm/s²', 'rad/s', 'dps', '°/s', 'uT', 'µT', 'gauss'];
  const axes = names.map((name, i) => ({ name, unit: units[i]! }));
  const answer = inertialAxes(axes, new Float32Array(9))!;
  assert.deepEqual(
    answer.map(({ sensor, component }) => `${sensor[0]}${component}`),
    ['a0', 'a1', 'a2', 'g0', 'g1', 'g2', 'm0', 'm1', 'm2'],
  );
  assert.deepEqual(
    answer.map(({ factor }) => factor),
    [9.80665, 9.80665, 9.80665, Math.PI / 180, 1, 1, 1, 1, 0.01],
  );
  assert.ok(answer.every(({ guessed }) => !guessed));
});

test('an open unit is guessed from the size of the values and said so', () => {
  const axes = ['x', 'y', 'z'].map((name) => ({ name, unit: '' }));
  const unitOf = (...values: number[]) => inertialAxes(axes, Float32Array.from(values))![0]!;
  assert.equal(unitOf(0, 0.1, 1).unit, 'g');
  assert.equal(unitOf(0.3, 7.9, -5.1).unit, 'm/s2');
  assert.equal(unitOf(20, -40, 990).unit, 'mg');
  assert.equal(unitOf(0, 0, 1).guessed, true);
  const turn = ['gyrX', 'gyrY', 'gyrZ'].map((name) => ({ name, unit: '' }));
  assert.equal(inertialAxes(turn, Float32Array.of(0.5, 2, -1))![0]!.unit, 'rad/s');
  assert.equal(inertialAxes(turn, Float32Array.of(30, 120, -10))![0]!.unit, 'dps');
});

test('what no inertial sensor gives is no inertial axis', () => {
  for (const name of ['ecg', 'audio', 'temperature', 'channel 1', '']) {
    assert.equal(inertialAxes([{ name, unit: '' }], new Float32Array(4)), null);
  }
  assert.equal(inertialAxes([{ name: 'accX', unit: 'furlong' }], new Float32Array(4)), null);
});
