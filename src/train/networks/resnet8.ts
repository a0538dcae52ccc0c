import type { ValueId } from '../../graph/op.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { NetworkMaker } from './maker.ts';
import { real, wholes } from './parameter.ts';
import { pictureShape } from './picture-shape.ts';
import { Weaver } from './weaver.ts';

const parameters = {
  channels: wholes([16, 32, 64], 1, 1024),
  dropout: real(0, 0, 0.95),
};

/**
 * ResNet-8, as in MLPerf Tiny's image classification (He et al. 2016): picture [height, width,
 * channels] → convolution 3 × 3 → a residual block for each of `channels`, all but the first halving
 * → mean → dense → softmax [labels].
 */
export const resnet8Maker: NetworkMaker<typeof parameters> = {
  about: 'ResNet-8: three residual blocks over a picture.',
  takes: 'picture',
  parameters,
  make(frame, { channels, dropout }, random) {
    const net = new Weaver(frame.name, random);
    const shape = pictureShape(frame);
    let x = net.reshape(net.builder.input(frame.inputs[0]!.name, [sizeOf(shape)]), shape);
    x = net.normRelu(net.conv(x, channels[0]!, [3, 3]));
    for (const [i, count] of channels.entries()) x = residual(net, x, count, i === 0 ? 1 : 2);
    return net.classify(net.dropout(net.globalMean(x), dropout), frame.labels);
  },
};

function residual(net: Weaver, x: ValueId, channels: number, stride: number): ValueId {
  let y = net.normRelu(net.conv(x, channels, [3, 3], [stride, stride]));
  y = net.batchNorm(net.conv(y, channels, [3, 3]));
  const same = stride === 1 && net.builder.shape(x)[2] === channels;
  return net.relu(net.sum(same ? x : net.conv(x, channels, [1, 1], [stride, stride]), y));
}
