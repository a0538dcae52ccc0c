import type { ValueId } from '../../graph/op.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { NetworkMaker } from './maker.ts';
import { real, whole, wholes } from './parameter.ts';
import { pictureShape } from './picture-shape.ts';
import { Weaver } from './weaver.ts';

const parameters = {
  stem: whole(16, 1, 1024),
  stemStride: whole(2, 1, 4),
  channels: wholes([16, 32, 60, 60], 1, 1024),
  strides: wholes([1, 2, 2, 2], 1, 4),
  dropout: real(0.2, 0, 0.95),
};

/**
 * A residual network of free sizes (He et al. 2016): picture [height, width, channels] → convolution
 * 3 × 3 to `stem` channels → a residual block for each of `channels`, with its stride → mean → dense →
 * softmax [labels]. Where a block changes the form, its shortcut is a 1 × 1 convolution with batch
 * norm.
 */
export const residualMaker: NetworkMaker<typeof parameters> = {
  about: 'Residual blocks over a picture, of sizes to choose.',
  takes: 'picture',
  parameters,
  make(frame, { stem, stemStride, channels, strides, dropout }, random) {
    // chosen by pictures that were left out: bench/results/images.md
    const net = new Weaver(frame.name, random, 'narrow');
    const shape = pictureShape(frame);
    let x = net.reshape(net.builder.input(frame.inputs[0]!.name, [sizeOf(shape)]), shape);
    x = net.normRelu(net.conv(x, stem, [3, 3], [stemStride, stemStride]));
    for (const [i, count] of channels.entries()) x = residual(net, x, count, strides[i] ?? 1);
    return net.classify(net.dropout(net.globalMean(x), dropout), frame.labels);
  },
};

function residual(net: Weaver, x: ValueId, channels: number, stride: number): ValueId {
  let y = net.normRelu(net.conv(x, channels, [3, 3], [stride, stride]));
  y = net.batchNorm(net.conv(y, channels, [3, 3]));
  const same = stride === 1 && net.builder.shape(x)[2] === channels;
  const short = same ? x : net.batchNorm(net.conv(x, channels, [1, 1], [stride, stride]));
  return net.relu(net.sum(short, y));
}
