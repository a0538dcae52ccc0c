import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { evaluate } from '../graph/evaluate.ts';
import { simplify } from '../graph/simplify.ts';
import type { Quantization } from '../tensor/tensor.ts';
import { tensor } from '../tensor/tensor.ts';
import { makeNetwork, parseNetwork } from '../train/networks/makers.ts';
import { withInt8Input } from './int8-input.ts';
import { defaultQuantizeOptions, quantize } from './quantize.ts';

const form: Quantization = { scales: [Math.fround(1 / 61)], zeroPoint: -9, axis: null };
const pixels = Int8Array.from({ length: 6 * 8 * 8 * 3 }, (_, i) => ((i * 71) % 256) - 128);
const real = Float32Array.from(pixels, (q) => form.scales[0]! * (q - form.zeroPoint));
const float = simplify(
  makeNetwork(
    parseNetwork('residual:stem=4,channels=4,6,strides=1,2'),
    { name: 'net', inputs: [{ name: 'picture', shape: [8, 8, 3] }], labels: 3 },
    new Random(4),
  ),
);

test('an input whose form is given goes in as it is: no layer is left between', () => {
  const options = { ...defaultQuantizeOptions, inputForms: [form] };
  const { network } = quantize(float, [real], unwatched, options);
  const whole = withInt8Input(network, form);
  assert.equal(whole.nodes.length, network.nodes.length - 1);
  assert.equal(whole.values[whole.inputs[0]!]!.type, 'i8');
  for (let i = 0; i < 6; i++) {
    const [from, to] = [i * 192, (i + 1) * 192];
    const [wanted] = evaluate(network, [tensor('f32', [192], real.slice(from, to))]);
    const [got] = evaluate(whole, [tensor('i8', [192], pixels.slice(from, to))]);
    assert.deepEqual(got!.data, wanted!.data);
  }
});

test('an input of another form is brought to that which the network has', () => {
  const half = real.map((value) => value / 2);
  const { network } = quantize(float, [half], unwatched);
  const whole = withInt8Input(network, form);
  assert.equal(whole.nodes.length, network.nodes.length);
  assert.equal(whole.nodes[0]!.op.kind, 'quantize');
  const [got] = evaluate(whole, [tensor('i8', [192], pixels.slice(0, 192))]);
  const sum = Array.from(got!.data).reduce((total, score) => total + score, 0);
  assert.ok(Math.abs(sum - 1) < 0.05);
});
