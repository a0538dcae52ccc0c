import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { quantize } from '../quantize/quantize.ts';
import { tensor } from '../tensor/tensor.ts';
import { makeNetwork } from '../train/networks/makers.ts';
import { evaluate } from './evaluate.ts';
import type { Graph } from './op.ts';
import { shiftLogits } from './shift-logits.ts';
import { simplify } from './simplify.ts';

const network = simplify(
  makeNetwork(
    { network: 'mlp', values: {} },
    { name: 'network', inputs: [{ name: 'features', shape: [6] }], labels: 3 },
    new Random(2, 'weights'),
  ),
);

function scoresOf(of: Graph): number[] {
  const x = tensor('f32', [6], Float32Array.of(0.4, -1, 2, 0, 1.5, -0.3));
  return Array.from(evaluate(of, [x])[0]!.data);
}

test('a class counts as e times as likely, and all scores still make 1', () => {
  const [a, b, c] = scoresOf(network) as [number, number, number];
  const shifted = scoresOf(shiftLogits(network, [0, 1, 0]));
  const sum = a + Math.E * b + c;
  for (const [i, expected] of [a / sum, (Math.E * b) / sum, c / sum].entries()) {
    assert.ok(Math.abs(shifted[i]! - expected) < 1e-6, `${shifted[i]}, not ${expected}`);
  }
});

test('so it is in a network whose values are rounded in training', () => {
  const random = new Random(3, 'rows');
  const rows = Float32Array.from({ length: 60 }, () => random.normal());
  const { trainable } = quantize(shiftLogits(network, [2, 0, -2]), [rows], unwatched);
  const [a, b, c] = scoresOf(trainable) as [number, number, number];
  const shifted = scoresOf(shiftLogits(trainable, [0, -1, 0]));
  const sum = a + b / Math.E + c;
  // four of logits in 255 steps
  for (const [i, expected] of [a / sum, b / Math.E / sum, c / sum].entries()) {
    assert.ok(Math.abs(shifted[i]! - expected) < 0.01, `${shifted[i]}, not ${expected}`);
  }
});
