import { sizeOf } from '../../tensor/tensor.ts';
import { timeBlock } from './hybrid.ts';
import type { NetworkMaker } from './maker.ts';
import { real, whole } from './parameter.ts';
import { timeShape } from './time-shape.ts';
import { Weaver } from './weaver.ts';

const parameters = {
  channels: whole(64, 1, 1024),
  first: whole(3, 1, 99),
  blocks: whole(3, 0, 16),
  kernel: whole(9, 1, 99),
  dropout: real(0.2, 0, 0.95),
};

/**
 * Frames [1, time, channels], or a spectrogram whose bands are the channels → convolution along
 * time → residual blocks of depthwise-separable convolutions → mean over time, beside it a dense
 * layer over features where there are any → dense → softmax [labels].
 */
export const temporalMaker: NetworkMaker<typeof parameters> = {
  about: 'Residual depthwise convolutions along time, for keywords and long windows.',
  takes: 'time',
  parameters,
  make({ name, inputs, labels }, { channels, first, blocks, kernel, dropout }, random) {
    const net = new Weaver(name, random);
    const [length, depth] = timeShape(inputs[0]!.shape);
    const rows = inputs.map((input) => net.builder.input(input.name, [sizeOf(input.shape)]));
    let x = net.reshape(rows[0]!, [1, length, depth]);
    x = net.normRelu(net.conv(x, channels, [1, first]));
    for (let i = 0; i < blocks; i++) x = timeBlock(net, x, kernel, dropout / 2);
    x = net.globalMean(x);
    if (rows[1] !== undefined) {
      const beside = net.normRelu(net.dense(net.dropout(rows[1], dropout / 2), channels, 'he'));
      x = net.builder.add({ kind: 'concat', axis: 0 }, [x, beside]);
    }
    return net.classify(net.dropout(x, dropout), labels);
  },
};
