import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classWeightsOf, crossEntropy, type Loss, lossOf, type Targets } from './loss.ts';

test('even scores cost the logarithm of the number of classes', () => {
  const loss = crossEntropy(new Float64Array(8), hard([1, 3], 4), 2, null);
  close(loss, Math.log(4));
});

test('the loss of a known example is the one computed by hand', () => {
  // softmax(1, 2, 3) = 0.09003057, 0.24472847, 0.66524096; −ln 0.66524096 = 0.40760596
  const gradients = new Float64Array(3);
  const loss = crossEntropy(Float64Array.of(1, 2, 3), hard([2], 3), 1, gradients);
  close(loss, 0.4076059644443803);
  const shares = [0.09003057317, 0.24472847105, 0.66524095586];
  for (const [c, share] of shares.entries())
    close(gradients[c]!, c === 2 ? share - 1 : share, 1e-10);
});

test('smoothing spreads its share evenly over all classes', () => {
  // targets 0.1/3, 0.1/3, 0.9 + 0.1/3 against the log softmax −2.4076, −1.4076, −0.4076
  const right = 0.4076059644443803;
  const loss = crossEntropy(Float64Array.of(1, 2, 3), { ...hard([2], 3), smoothing: 0.1 }, 1, null);
  close(loss, right * (0.9 + 0.1 / 3) + (right + 2 + (right + 1)) / 30);
});

test('an example that is a mixture costs what its parts cost, by their shares', () => {
  const logits = Float64Array.of(0.3, -1, 2);
  const mixed: Targets = { ...hard([0], 3), shares: Float64Array.of(0.25, 0, 0.75) };
  const parts = [0, 2].map((label) => crossEntropy(logits, hard([label], 3), 1, null));
  close(crossEntropy(logits, mixed, 1, null), 0.25 * parts[0]! + 0.75 * parts[1]!);
});

test('an example weighs as much as its class', () => {
  const weighted: Targets = { ...hard([0, 1], 2), classWeights: Float64Array.of(3, 0.5) };
  close(crossEntropy(new Float64Array(4), weighted, 2, null), (3.5 / 2) * Math.log(2));
});

test('logits that no exponential can hold still have a finite loss and gradient', () => {
  const gradients = new Float64Array(2);
  const loss = crossEntropy(Float64Array.of(5000, -5000), hard([1], 2), 1, gradients);
  close(loss, 10_000);
  assert.deepEqual([...gradients], [1, -1]);
});

test('only the first examples of a batch that is not full count', () => {
  const logits = Float64Array.of(0, 0, Number.NaN, 1);
  close(crossEntropy(logits, hard([0, 0], 2), 1, null), Math.log(2));
});

test('losses of numbers are those computed by hand', () => {
  const [outputs, shares] = [Float64Array.of(1, -2, 0.5), Float64Array.of(0, 1, 1)];
  const targets = { shares, classWeights: Float64Array.of(1, 1, 1), smoothing: 0 };
  const cost = (loss: Loss) => lossOf(loss, outputs, targets, 1, null);
  // differences 1, −3, −0.5
  close(cost({ kind: 'meanSquared' }), (1 + 9 + 0.25) / 3);
  close(cost({ kind: 'huber', delta: 1 }), (0.5 + 2.5 + 0.125) / 3);
  // −ln(1 − σ(1)), −ln σ(−2), −ln σ(0.5)
  close(
    cost({ kind: 'binaryCrossEntropy' }),
    (1.3132616875182228 + 2.1269280110429727 + 0.4740769841801067) / 3,
  );
});

test('every loss hands back the gradient of finite differences', () => {
  const kinds: Loss[] = [
    { kind: 'crossEntropy' },
    { kind: 'binaryCrossEntropy' },
    { kind: 'meanSquared' },
    { kind: 'huber', delta: 0.7 },
  ];
  const outputs = Float64Array.of(1, -2, 0.5, 3, 0.1, -1.3);
  const shares = Float64Array.of(0.2, 0.5, 0.3, 0, 1, 0);
  const targets = { shares, classWeights: Float64Array.of(1, 2, 0.5), smoothing: 0.1 };
  for (const kind of kinds) {
    const gradients = new Float64Array(6);
    lossOf(kind, outputs, targets, 2, gradients);
    for (let i = 0; i < 6; i++) {
      const at = (step: number) =>
        lossOf(kind, outputs.with(i, outputs[i]! + step), targets, 2, null);
      close(gradients[i]!, (at(1e-5) - at(-1e-5)) / 2e-5, 1e-8);
    }
  }
});

test('class weights make all classes, or half way, count the same, and average to 1', () => {
  const labels = Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  assert.deepEqual([...classWeightsOf(labels, 2, 'none')], [1, 1]);
  const balanced = classWeightsOf(labels, 2, 'balanced');
  close(balanced[0]! * 9, balanced[1]!);
  const root = classWeightsOf(labels, 2, 'sqrt');
  close(root[1]! / root[0]!, 3);
  for (const weights of [balanced, root]) {
    close(labels.reduce((sum, label) => sum + weights[label]!, 0) / 10, 1);
  }
});

function hard(labels: readonly number[], classes: number): Targets {
  const shares = new Float64Array(labels.length * classes);
  for (const [i, label] of labels.entries()) shares[i * classes + label] = 1;
  return { shares, classWeights: new Float64Array(classes).fill(1), smoothing: 0 };
}

function close(a: number, b: number, bound = 1e-12): void {
  assert.ok(Math.abs(a - b) <= bound * Math.max(1, Math.abs(b)), `${a} is ${b}`);
}
