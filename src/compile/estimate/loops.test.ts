import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import type { CompiledLayer } from '../compile.ts';
import { loopsOf, turnLoops } from './loops.ts';

interface Shape {
  readonly input: readonly [height: number, width: number, channels: number];
  readonly output: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly dilation: readonly [height: number, width: number];
  readonly pad: { top: number; bottom: number; left: number; right: number };
}

function convolution(shape: Shape, callee = 'thimble_conv2d_s8'): CompiledLayer {
  const { input, output, kernel, stride, dilation, pad } = shape;
  const taps = kernel[0] * kernel[1] * input[2];
  return {
    ...{ name: 'conv', stage: 'network', kind: 'conv2d', inputs: [input], output, callee },
    ...{ macs: output[0] * output[1] * output[2] * taps, constantBytes: 0, scratchBytes: 0 },
    ...{ step: 0, slide: { kernel, stride, dilation, pad }, lines: null, arenaBytes: 0 },
    ...{
      weights: [{ shape: [output[2], ...kernel, input[2]], type: 'i8' }],
      choice: null,
      features: null,
    },
  };
}

test('the taps under a kernel are those that one finds by looking at each', () => {
  const random = new Random(5, 'loops');
  const upTo = (most: number) => 1 + random.below(most);
  for (let i = 0; i < 200; i++) {
    const pad = { top: random.below(3), left: random.below(3), bottom: 0, right: 0 };
    const shape: Shape = {
      input: [upTo(7), upTo(7), upTo(5)],
      output: [upTo(6), upTo(6), upTo(9)],
      kernel: [upTo(3), upTo(3)],
      stride: [upTo(2), upTo(2)],
      dilation: [upTo(2), upTo(2)],
      pad,
    };
    const loops = loopsOf(convolution(shape));
    // these find their taps otherwise
    if ('pointwise pixels' in loops) continue;
    const seen = lookedAt(shape);
    assert.equal(loops.inside, seen.inside, JSON.stringify(shape));
    assert.equal(loops['border taps in the picture'], seen.there);
    assert.equal(loops['border taps in the padding'], seen.padded);
    assert.equal(loops['border rows in the picture'], seen.rows);
  }
});

function lookedAt({ input, output, kernel, stride, dilation, pad }: Shape) {
  const seen = { inside: 0, there: 0, padded: 0, rows: 0 };
  for (let y = 0; y < output[0]; y++) {
    for (let x = 0; x < output[1]; x++) {
      let [there, rows] = [0, 0];
      for (let i = 0; i < kernel[0]; i++) {
        const row = y * stride[0] - pad.top + i * dilation[0];
        if (row < 0 || row >= input[0]) continue;
        rows++;
        for (let j = 0; j < kernel[1]; j++) {
          const column = x * stride[1] - pad.left + j * dilation[1];
          if (column >= 0 && column < input[1]) there++;
        }
      }
      if (there === kernel[0] * kernel[1]) seen.inside++;
      else {
        seen.there += there;
        seen.padded += kernel[0] * kernel[1] - there;
        seen.rows += rows;
      }
    }
  }
  return seen;
}

const picture: Shape = {
  input: [4, 5, 8],
  output: [4, 5, 6],
  kernel: [3, 3],
  stride: [1, 1],
  dilation: [1, 1],
  pad: { top: 1, bottom: 1, left: 1, right: 1 },
};

test('pixels go in pairs within each call, so line by line more of them are alone', () => {
  const layer = convolution(picture, 'thimble_conv2d_s8_scalar');
  const whole = loopsOf(layer);
  assert.deepEqual([whole.pairs, whole.alone], [10, 0]);
  const lines = { axis: 0, calls: [1, 1, 2], turns: 3, movedBytes: 90 } as const;
  const parted = loopsOf({ ...layer, lines });
  // two rows of five are two pairs and one alone each, both of the last call are five pairs
  assert.deepEqual([parted.pairs, parted.alone], [9, 2]);
  assert.deepEqual(turnLoops({ ...layer, lines }), { turns: 3, calls: 3, 'moved bytes': 90 });
  assert.deepEqual(turnLoops(layer), {});
});

test('six outputs are two fours for kernels that fill them up, one four and a rest for portable C', () => {
  const scalar = loopsOf(convolution(picture, 'thimble_conv2d_s8_scalar'));
  assert.equal(scalar['pairs, fours'], 20);
  // 72 taps are eighteen fours
  assert.equal(scalar['pairs, fours, blocks'], 360);
  const portable = loopsOf(convolution(picture));
  assert.equal(portable['taps, fours'], 20 * 72);
  assert.equal(portable['taps, rest'], 20 * 72 * 2);
});
