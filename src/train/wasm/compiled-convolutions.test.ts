import { test } from 'node:test';
import { checkGradients } from '../../../test/compiled-gradients.ts';
import { activations, closed, dense, noise, ones } from '../../../test/odd-layers.ts';
import { GraphBuilder, noPad, samePad } from '../../graph/builder.ts';
import type { Activation, Op } from '../../graph/op.ts';
import { tensor } from '../../tensor/tensor.ts';

test('convolutions of 3 by 3 in tiles of 4 by 4 give the gradients of the plain engine', () => {
  for (const [height, width] of [
    [4, 4],
    [8, 4],
    [4, 12],
    [24, 24],
  ] as const) {
    for (const channels of [8, 11]) {
      const slide = { stride: [1, 1], dilation: [1, 1] } as const;
      const pad = samePad([height, width], [3, 3], [1, 1]);
      const builder = new GraphBuilder('net');
      const conv = (from: number, to: number, activation: Activation): Op => {
        const weight = noise([to, 3, 3, from]);
        return { kind: 'conv2d', weight, bias: noise([to]), activation, pad, ...slide };
      };
      const x = builder.input('x', [height, width, 2]);
      const one = builder.add(conv(2, channels, 'none'), [x]);
      const two = builder.add(conv(channels, 8, 'relu'), [one]);
      const three = builder.add(conv(8, channels, 'none'), [two]);
      const sum = builder.add({ kind: 'add', activation: 'none' }, [three, one]);
      const frame = { size: [height, width], stride: [1, 1], pad: noPad } as const;
      const mean: Op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame };
      const graph = closed(builder, builder.add(mean, [sum]));
      checkGradients(`3 by 3 of ${channels} on ${height} by ${width}`, graph);
    }
  }
});

test('convolutions of 3 by 3 with a stride of 2 in tiles give the gradients of the plain engine', () => {
  const around = { top: 1, bottom: 1, left: 1, right: 1 };
  for (const [height, width, pad] of [
    [8, 8, samePad([8, 8], [3, 3], [2, 2])],
    [16, 8, samePad([16, 8], [3, 3], [2, 2])],
    [8, 24, samePad([8, 24], [3, 3], [2, 2])],
    [32, 32, samePad([32, 32], [3, 3], [2, 2])],
    [9, 17, noPad],
    [8, 16, around],
    [7, 9, around],
  ] as const) {
    for (const channels of [8, 11]) {
      const builder = new GraphBuilder('net');
      const halve = (activation: Activation): Op => {
        const weight = noise([9, 3, 3, channels]);
        const slide = { stride: [2, 2], dilation: [1, 1], pad } as const;
        return { kind: 'conv2d', weight, bias: noise([9]), activation, ...slide };
      };
      const x = builder.input('x', [height, width, 2]);
      const weight = noise([channels, 1, 1, 2]);
      const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
      const bias = noise([channels]);
      const spread: Op = { kind: 'conv2d', weight, bias, activation: 'none', ...slide };
      const one = builder.add(spread, [x]);
      const halves = [builder.add(halve('relu6'), [one]), builder.add(halve('none'), [one])];
      const sum = builder.add({ kind: 'add', activation: 'none' }, halves);
      const [down, along] = builder.shape(sum) as [number, number, number];
      const frame = { size: [down, along], stride: [1, 1], pad: noPad } as const;
      const mean: Op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame };
      const graph = closed(builder, builder.add(mean, [sum]));
      checkGradients(`halving of ${channels} on ${height} by ${width}`, graph);
    }
  }
});

test('products that leave out the zeros of a rectifier give the gradients of the plain engine', () => {
  for (const [inputs, hidden, outputs] of [
    [3, 32, 32],
    [5, 41, 33],
    [8, 77, 100],
  ] as const) {
    const builder = new GraphBuilder('net');
    const y = builder.add(dense(inputs, hidden, 'relu'), [builder.input('x', [inputs])]);
    const z = builder.add(dense(hidden, outputs, 'relu6'), [y]);
    checkGradients(`${hidden} to ${outputs}`, closed(builder, z));
  }
  for (const side of [1, 3, 9]) {
    const builder = new GraphBuilder('net');
    const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
    const pixel = (from: number, to: number): Op => {
      const weight = noise([to, 1, 1, from]);
      return { kind: 'conv2d', weight, bias: noise([to]), activation: 'relu', ...slide };
    };
    const x = builder.input('x', [side, side, 3]);
    const y = builder.add(pixel(32, 37), [builder.add(pixel(3, 32), [x])]);
    checkGradients(`${side} by ${side} pixels`, closed(builder, y));
  }
});

test('convolutions that read through a batch norm give the gradients of the plain engine', () => {
  const [height, width] = [8, 8];
  for (const channels of [11, 40]) {
    for (const activation of activations) {
      const conv = (from: number, to: number, side: number, stride: number): Op => {
        const pad = samePad([height, width], [side, side], [stride, stride]);
        const slide = { stride: [stride, stride], dilation: [1, 1], pad } as const;
        const weight = noise([to, side, side, from]);
        return { kind: 'conv2d', weight, bias: noise([to]), activation: 'none', ...slide };
      };
      const depthwise = (stride: number): Op => {
        const pad = samePad([height, width], [3, 3], [stride, stride]);
        const slide = { stride: [stride, stride], dilation: [1, 1], pad } as const;
        const parts = { weight: noise([3, 3, channels]), bias: noise([channels]) };
        return { kind: 'depthwise2d', multiplier: 1, activation: 'none', ...parts, ...slide };
      };
      const norm = { gamma: noise([channels]), beta: noise([channels]), mean: noise([channels]) };
      const variance = tensor('f32', [channels], ones(channels));
      // rows, borders and tiles, two readers of each norm; tiles of many channels round too coarsely
      const many = channels > 16;
      for (const [one, other] of [
        [conv(channels, 33, 1, 1), conv(channels, 33, many ? 5 : 3, 1)],
        [depthwise(1), conv(channels, channels, 1, 1)],
        [depthwise(2), conv(channels, channels, many ? 5 : 3, 2)],
      ] as const) {
        const net = new GraphBuilder('net');
        const x = net.add(conv(2, channels, 1, 1), [net.input('x', [height, width, 2])]);
        let y = net.add({ kind: 'batchNorm', variance, epsilon: 1e-3, ...norm }, [x]);
        if (activation !== 'none') y = net.add({ kind: 'activation', activation }, [y]);
        const sum = net.add({ kind: 'add', activation: 'none' }, [
          net.add(one, [y]),
          net.add(other, [y]),
        ]);
        const [down, along] = net.shape(sum) as [number, number, number];
        const frame = { size: [down, along], stride: [1, 1], pad: noPad } as const;
        const mean: Op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame };
        const graph = closed(net, net.add(mean, [sum]));
        checkGradients(`through ${channels}, ${activation}, ${one.kind}`, graph);
      }
    }
  }
});

test('weights on a grid in products and in tiles give the gradients of the plain engine', () => {
  for (const bits of [8, 4] as const) {
    const rounded = (channels: number, side: number, from: number, stride: number): Op => {
      const step = 2.2 / (bits === 8 ? 127 : 7);
      const scales = Array.from({ length: channels }, (_, c) => Math.fround(step * (1 + c / 20)));
      const pad = samePad([8, 8], [side, side], [stride, stride]);
      const slide = { stride: [stride, stride], dilation: [1, 1], pad } as const;
      const weight = noise([channels, side, side, from]);
      const parts = { weight, bias: noise([channels]), grid: { scales, bits } } as const;
      return { kind: 'conv2d', activation: 'relu', ...parts, ...slide };
    };
    for (const stride of [1, 2]) {
      const builder = new GraphBuilder('net');
      const x = builder.input('x', [8, 8, 2]);
      const wide = builder.add(rounded(11, 1, 2, 1), [x]);
      const tiled = builder.add(rounded(8, 3, 11, stride), [wide]);
      const [height, width] = builder.shape(tiled) as [number, number, number];
      const frame = { size: [height, width], stride: [1, 1], pad: noPad } as const;
      const mean: Op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame };
      const graph = closed(builder, builder.add(mean, [tiled]));
      checkGradients(`${bits} bits with a stride of ${stride}`, graph);
    }
  }
});
