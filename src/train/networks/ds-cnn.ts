import { sizeOf } from '../../tensor/tensor.ts';
import type { NetworkMaker } from './maker.ts';
import { real, whole } from './parameter.ts';
import { pictureShape } from './picture-shape.ts';
import { Weaver } from './weaver.ts';

const parameters = {
  channels: whole(64, 1, 1024),
  blocks: whole(4, 0, 32),
  dropout: real(0.4, 0, 0.95),
};

/**
 * DS-CNN (Zhang et al. 2017, "Hello Edge", in the form of MLPerf Tiny's keyword spotting): spectrogram
 * [frames, bands, 1] → convolution 10 × 4 that halves both → blocks of depthwise 3 × 3 and 1 × 1 →
 * mean → dense → softmax [labels].
 */
export const dsCnnMaker: NetworkMaker<typeof parameters> = {
  about: 'DS-CNN: depthwise-separable convolutions over a spectrogram.',
  takes: 'picture',
  parameters,
  make(frame, { channels, blocks, dropout }, random) {
    const net = new Weaver(frame.name, random);
    const shape = pictureShape(frame);
    let x = net.reshape(net.builder.input(frame.inputs[0]!.name, [sizeOf(shape)]), shape);
    x = net.dropout(net.normRelu(net.conv(x, channels, [10, 4], [2, 2])), dropout / 2);
    for (let i = 0; i < blocks; i++) {
      x = net.normRelu(net.depthwise(x, [3, 3]));
      x = net.normRelu(net.conv(x, channels, [1, 1]));
    }
    return net.classify(net.globalMean(net.dropout(x, dropout)), frame.labels);
  },
};
