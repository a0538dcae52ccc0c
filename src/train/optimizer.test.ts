import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adamStep, averageInto, clipGradients, defaultAdam, momentumStep } from './optimizer.ts';
import { learningRateAt } from './schedule.ts';

test('the first step of Adam is the learning rate, against the sign of the gradient', () => {
  const numbers = start([1, 1, 1]);
  step(numbers, [1e-3, -40, 0], 0.01, 1);
  close(numbers.values[0]!, 0.99, 1e-6);
  close(numbers.values[1]!, 1.01, 1e-9);
  assert.equal(numbers.values[2], 1);
});

test('three steps of Adam are those computed by hand from algorithm 1', () => {
  // gradients 1, −0.5, 0.25; rate 0.1
  // m: 0.1, 0.04, 0.061; m̂: 1, 0.04/0.19, 0.061/0.271
  // v: 0.001, 0.001249, 0.001310251; v̂: 1, 0.001249/0.001999, 0.001310251/0.002997001
  const numbers = start([0]);
  step(numbers, [1], 0.1, 1);
  close(numbers.values[0]!, -0.1);
  step(numbers, [-0.5], 0.1, 2);
  const second = -0.1 - (0.1 * (0.04 / 0.19)) / Math.sqrt(0.001249 / 0.001999);
  close(numbers.values[0]!, second);
  step(numbers, [0.25], 0.1, 3);
  close(
    numbers.values[0]!,
    second - (0.1 * (0.061 / 0.271)) / Math.sqrt(0.001310251 / 0.002997001),
  );
});

test('decay shrinks only the weights it may, and does not pass through the moments', () => {
  const numbers = start([2, 2]);
  const decays = Uint8Array.of(1, 0);
  const options = { ...defaultAdam, weightDecay: 0.5 };
  adamStep(numbers.values, Float64Array.of(0, 0), numbers, decays, 0.1, 1, options);
  close(numbers.values[0]!, 2 * (1 - 0.1 * 0.5));
  assert.equal(numbers.values[1], 2);
  assert.deepEqual([...numbers.first], [0, 0]);
});

test('gradients are clipped by their length together, and left alone below it', () => {
  const gradients = Float64Array.of(3, 0, 4);
  assert.equal(clipGradients(gradients, 10), 5);
  assert.deepEqual([...gradients], [3, 0, 4]);
  assert.equal(clipGradients(gradients, 1), 5);
  for (const [i, g] of [0.6, 0, 0.8].entries()) close(gradients[i]!, g);
});

test('the running average follows early steps fast and later ones at its decay', () => {
  const average = Float64Array.of(0);
  averageInto(average, Float64Array.of(1), 0.99, 1);
  close(average[0]!, 1 - 2 / 11);
  average[0] = 0;
  averageInto(average, Float64Array.of(1), 0.99, 100_000);
  close(average[0]!, 0.01);
});

test('the rate rises in a straight line, is highest after it, and falls to nothing as a cosine', () => {
  const schedule = { learningRate: 0.8, warmUp: 0.1, schedule: 'cosine' } as const;
  const rate = (step: number) => learningRateAt(step, 100, schedule);
  close(rate(0), 0.08);
  close(rate(4), 0.4);
  close(rate(9), 0.8);
  close(rate(10), 0.8);
  close(rate(55), 0.4);
  assert.ok(rate(99) > 0 && rate(99) < 0.001);
  for (let i = 11; i < 100; i++) assert.ok(rate(i) < rate(i - 1));
  close(learningRateAt(0, 10, { learningRate: 0.8, warmUp: 0, schedule: 'cosine' }), 0.8);
});

test('one cycle rises from a 25th as a cosine, and falls to next to nothing', () => {
  const schedule = { learningRate: 0.5, warmUp: 0.25, schedule: 'oneCycle' } as const;
  const rate = (step: number) => learningRateAt(step, 200, schedule);
  close(rate(0), 0.02);
  close(rate(25), (0.02 + 0.5) / 2);
  close(rate(50), 0.5);
  close(rate(125), (0.5 + 0.000002) / 2);
  close(rate(200), 0.000002);
  close(learningRateAt(199, 200, { ...schedule, schedule: 'constant' }), 0.5);
});

test('momentum moves along a running sum of the gradients, and decay beside it', () => {
  const numbers = Float64Array.of(1, 1);
  const velocity = new Float64Array(2);
  const decays = Uint8Array.of(0, 1);
  momentumStep(numbers, Float64Array.of(2, 2), velocity, decays, 0.1, 0.5);
  // velocity 2, moves 0.2; then 0.9 × 2 + 1 = 2.8, moves 0.28
  close(numbers[0]!, 0.8);
  close(numbers[1]!, 0.95 - 0.2);
  momentumStep(numbers, Float64Array.of(1, 1), velocity, decays, 0.1, 0.5);
  close(numbers[0]!, 0.52);
  close(numbers[1]!, 0.75 * 0.95 - 0.28);
});

interface Numbers {
  readonly values: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

function start(values: readonly number[]): Numbers {
  const { length } = values;
  const zeros = () => new Float64Array(length);
  return { values: Float64Array.from(values), first: zeros(), second: zeros() };
}

function step(numbers: Numbers, gradients: readonly number[], rate: number, count: number): void {
  const plain = new Uint8Array(gradients.length);
  adamStep(numbers.values, Float64Array.from(gradients), numbers, plain, rate, count, defaultAdam);
}

function close(a: number, b: number, bound = 1e-7): void {
  assert.ok(Math.abs(a - b) <= bound, `${a} is ${b}`);
}
