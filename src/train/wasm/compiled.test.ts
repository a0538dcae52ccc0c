import { test } from 'node:test';
import { checkGradients, checkLayer } from '../../../test/compiled-gradients.ts';
import { closed, dense, depths, noise, oddLayers, ones } from '../../../test/odd-layers.ts';
import { GraphBuilder, noPad, samePad } from '../../graph/builder.ts';
import type { Op } from '../../graph/op.ts';
import { sizeOf, tensor } from '../../tensor/tensor.ts';
import type { Loss } from '../loss.ts';

for (const [name, layers] of oddLayers) {
  test(`${name} give the gradients of the plain engine in float64`, () => {
    for (const layer of layers()) checkLayer(layer);
  });
}

test('batch norm gives the gradients of the plain engine, whatever follows it', () => {
  // of fewer rows the deviation may be too small beside the mean for float32 to hold it
  const shapes = [...depths, 20].flatMap((channels) => [
    [6, 1, channels],
    [3, channels < 20 ? 5 : 2, channels],
  ]);
  for (const shape of shapes) {
    const channels = shape[2]!;
    const [gamma, beta] = [noise([channels]), noise([channels])];
    const [mean, variance] = [noise([channels]), tensor('f32', [channels], ones(channels))];
    const op: Op = { kind: 'batchNorm', gamma, beta, mean, variance, epsilon: 1e-3 };
    const layer = { name: 'batch norm', op, shapes: [shape] };
    checkLayer(layer);
    for (const activation of ['relu', 'relu6'] as const) checkLayer(layer, activation);
  }
});

test('values rounded to int8 and weights on a grid give the gradients of the plain engine', () => {
  for (const zeroPoint of [-128, -7, 100]) {
    const quantization = { scales: [Math.fround(0.013)], zeroPoint, axis: null };
    const op: Op = { kind: 'fakeQuantize', quantization };
    checkLayer({ name: `fake-quantised about ${zeroPoint}`, op, shapes: [[2, 3, 5]] });
  }
  for (const bits of [8, 4] as const) {
    for (const outputs of [3, 9]) {
      const step = 1.2 / (bits === 8 ? 127 : 7);
      const scales = Array.from({ length: outputs }, (_, i) => Math.fround(step * (1 + i / 9)));
      const grid = { scales, bits };
      const slide = {
        stride: [1, 1],
        dilation: [1, 1],
        pad: samePad([3, 4], [3, 3], [1, 1]),
      } as const;
      const rest = { bias: noise([outputs]), activation: 'relu', grid } as const;
      const row: Op = { kind: 'dense', weight: noise([outputs, 6]), ...rest };
      checkLayer({ name: `dense of ${bits} bits`, op: row, shapes: [[6]] });
      const picture: Op = { kind: 'conv2d', weight: noise([outputs, 3, 3, 2]), ...rest, ...slide };
      checkLayer({ name: `conv2d of ${bits} bits`, op: picture, shapes: [[3, 4, 2]] });
      const weight = noise([3, 3, outputs]);
      const channels: Op = { kind: 'depthwise2d', multiplier: 1, weight, ...rest, ...slide };
      const shapes = [[3, 4, outputs]];
      checkLayer({ name: `depthwise2d of ${bits} bits`, op: channels, shapes });
    }
  }
});

test('every loss gives the gradients of the plain engine, for rows of cells, too', () => {
  const shape = [3, 2, 5];
  const losses: Loss[] = [
    { kind: 'crossEntropy' },
    { kind: 'binaryCrossEntropy' },
    { kind: 'meanSquared' },
    { kind: 'huber', delta: 0.4 },
  ];
  for (const loss of losses) {
    for (const outputs of [3, 9]) {
      const builder = new GraphBuilder('net');
      const x = builder.input('x', shape);
      const weight = noise([outputs, 1, 1, 5]);
      const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
      const op = { kind: 'conv2d', weight, bias: noise([outputs]), activation: 'none' } as const;
      let y = builder.add({ ...op, ...slide }, [x]);
      if (loss.kind === 'crossEntropy') y = builder.add({ kind: 'softmax' }, [y]);
      if (loss.kind === 'binaryCrossEntropy') y = builder.add({ kind: 'logistic' }, [y]);
      checkGradients(`${loss.kind} of ${outputs}`, builder.graph([y]), loss);
    }
  }
});

test('a value read twice gets both gradients', () => {
  const builder = new GraphBuilder('twice');
  const x = builder.input('x', [4]);
  const one = builder.add(dense(4, 4, 'none'), [x]);
  const doubled = builder.add({ kind: 'add', activation: 'relu' }, [one, one]);
  const other = builder.add(dense(4, 4, 'relu'), [one]);
  const sum = builder.add({ kind: 'add', activation: 'none' }, [doubled, other]);
  const joined = builder.add({ kind: 'concat', axis: 0 }, [sum, one, one]);
  const relued = builder.add({ kind: 'activation', activation: 'relu' }, [joined]);
  const logits = builder.add(dense(12, 3, 'none'), [relued]);
  checkGradients('twice', builder.graph([builder.add({ kind: 'softmax' }, [logits])]));
});

test('layers read an input of the network as it comes, whatever its shape', () => {
  const shape = [3, 5, 3];
  const norm = { gamma: noise([3]), beta: noise([3]), mean: noise([3]), epsilon: 1e-3 };
  const slide = { stride: [1, 2], dilation: [1, 1], pad: samePad([3, 5], [3, 3], [1, 2]) } as const;
  const frame = { stride: [1, 2], pad: noPad, size: [2, 2] } as const;
  const heads: Op[] = [
    { kind: 'conv2d', weight: noise([4, 3, 3, 3]), bias: noise([4]), activation: 'relu', ...slide },
    {
      kind: 'conv2d',
      weight: noise([4, 1, 1, 3]),
      bias: noise([4]),
      activation: 'relu',
      ...slide,
      stride: [1, 1],
      pad: noPad,
    },
    {
      kind: 'depthwise2d',
      multiplier: 2,
      weight: noise([3, 3, 6]),
      bias: noise([6]),
      activation: 'none',
      ...slide,
    },
    { kind: 'pool2d', mode: 'max', activation: 'none', ...frame },
    { kind: 'pool2d', mode: 'average', activation: 'none', ...frame },
    { kind: 'batchNorm', variance: tensor('f32', [3], ones(3)), ...norm },
    { kind: 'dropout', rate: 0.5 },
    { kind: 'activation', activation: 'relu' },
  ];
  for (const op of heads) {
    const builder = new GraphBuilder('head');
    const x = builder.input('x', [sizeOf(shape)]);
    const y = builder.add(op, [builder.add({ kind: 'reshape', shape }, [x])]);
    checkGradients(`${op.kind} on an input`, closed(builder, y));
    const other = new GraphBuilder('head');
    checkGradients(
      `${op.kind} on an input`,
      closed(other, other.add(op, [other.input('x', shape)])),
    );
  }
});
