import type { ValueId } from '../../graph/op.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { NetworkMaker } from './maker.ts';
import { real, whole } from './parameter.ts';
import { pictureShape } from './picture-shape.ts';
import { Weaver } from './weaver.ts';

const parameters = {
  stem: whole(16, 1, 512),
  front: whole(24, 1, 512),
  channels: whole(64, 1, 1024),
  blocks: whole(2, 0, 16),
  kernel: whole(9, 1, 99),
  dropout: real(0.2, 0, 0.95),
};

/**
 * Spectrogram [frames, bands, 1] → a short front that sees pieces of the picture (convolution 5 × 5
 * that halves the bands, depthwise 3 × 3 that halves both, 1 × 1) → the bands folded into channels,
 * so that it still matters where in frequency something is → residual blocks along time → mean over
 * time → dense → softmax [labels].
 *
 * The picture lies in memory with channels fastest, then bands, then frames: folding moves nothing.
 */
export const hybridMaker: NetworkMaker<typeof parameters> = {
  about: 'A short front over a spectrogram, then residual blocks along time.',
  takes: 'picture',
  parameters,
  make(frame, { stem, front, channels, blocks, kernel, dropout }, random) {
    // chosen by voices that were left out: bench/results/audio.md
    const net = new Weaver(frame.name, random, 'narrow');
    const shape = pictureShape(frame);
    let x = net.reshape(net.builder.input(frame.inputs[0]!.name, [sizeOf(shape)]), shape);
    x = net.normRelu(net.conv(x, stem, [5, 5], [1, 2]));
    x = net.normRelu(net.depthwise(x, [3, 3], [2, 2]));
    x = net.normRelu(net.conv(x, front, [1, 1]));
    const [frames, bands] = net.builder.shape(x) as [number, number, number];
    x = net.dropout(net.reshape(x, [1, frames, bands * front]), dropout / 2);
    x = net.normRelu(net.conv(x, channels, [1, 1]));
    for (let i = 0; i < blocks; i++) x = timeBlock(net, x, kernel, dropout / 2);
    return net.classify(net.dropout(net.globalMean(x), dropout), frame.labels);
  },
};

/** [1, time, channels] → the same: two depthwise-separable convolutions along time, added to x. */
export function timeBlock(net: Weaver, x: ValueId, kernel: number, dropout: number): ValueId {
  const channels = net.builder.shape(x)[2]!;
  let y = net.normRelu(net.conv(net.depthwise(x, [1, kernel]), channels, [1, 1]));
  y = net.batchNorm(net.conv(net.depthwise(y, [1, kernel]), channels, [1, 1]));
  return net.relu(net.sum(x, net.dropout(y, dropout)));
}
