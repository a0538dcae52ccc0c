import { sizeOf } from '../../tensor/tensor.ts';
import type { NetworkMaker } from './maker.ts';
import { invertedResidual, nearEighth } from './mobilenet.ts';
import { real, whole } from './parameter.ts';
import { pictureShape } from './picture-shape.ts';
import { Weaver } from './weaver.ts';

/** Pixels of the picture, along each side, that one cell of the answer stands for. */
export const cellSide = 8;

const parameters = {
  width: real(0.35, 0.05, 2),
  context: whole(3, 0, 8),
  head: whole(32, 4, 512),
  dropout: real(0.1, 0, 0.95),
};

/** Expansion, channels at width 1, blocks, and the stride of the first block of each stage. */
const trunk = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
] as const;
const contextChannels = 64;

/**
 * A detector of centres: the trunk of MobileNetV2 (Sandler et al. 2018, table 2) down to an eighth of
 * the picture → `context` more blocks, which see further and not coarser → 1 × 1 to `head` channels →
 * 1 × 1 to one score for each class and cell → softmax [⌈height / 8⌉, ⌈width / 8⌉, labels]. The first
 * label is the background.
 */
export const centresMaker: NetworkMaker<typeof parameters> = {
  about: 'A detector of centres: for each cell of 8 by 8 pixels, what has its centre there.',
  takes: 'scene',
  parameters,
  make(frame, { width, context, head, dropout }, random) {
    const net = new Weaver(frame.name, random);
    const shape = pictureShape(frame);
    const picture = net.reshape(net.builder.input(frame.inputs[0]!.name, [sizeOf(shape)]), shape);
    let x = net.relu6(net.batchNorm(net.conv(picture, nearEighth(32 * width), [3, 3], [2, 2])));
    for (const [expansion, channels, blocks, firstStride] of trunk) {
      for (let i = 0; i < blocks; i++) {
        const stride = i === 0 ? firstStride : 1;
        x = invertedResidual(net, x, expansion, nearEighth(channels * width), stride);
      }
    }
    for (let i = 0; i < context; i++) {
      x = invertedResidual(net, x, 6, nearEighth(contextChannels * width), 1);
    }
    x = net.dropout(net.relu6(net.batchNorm(net.conv(x, head, [1, 1]))), dropout);
    return net.classifyCells(x, frame.labels);
  },
};
