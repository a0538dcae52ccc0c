import type { ValueId } from '../../graph/op.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { NetworkFrame, NetworkMaker } from './maker.ts';
import { real, whole } from './parameter.ts';
import { pictureShape } from './picture-shape.ts';
import { Weaver } from './weaver.ts';

const firstParameters = {
  width: real(0.25, 0.05, 2),
  blocks: whole(13, 1, 13),
  dropout: real(0.1, 0, 0.95),
};

/** Channels at width 1, and the stride, of each depthwise-separable block. */
const firstBlocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

/**
 * MobileNet (Howard et al. 2017, table 1): picture [height, width, channels] → convolution 3 × 3 that
 * halves → blocks of depthwise 3 × 3 and 1 × 1 → mean → dense → softmax [labels]. `width` scales all
 * channels; `blocks` keeps only the first so many, for small pictures.
 */
export const mobilenet1Maker: NetworkMaker<typeof firstParameters> = {
  about: 'MobileNet: depthwise-separable convolutions over a picture.',
  takes: 'picture',
  parameters: firstParameters,
  make(frame, { width, blocks, dropout }, random) {
    const [net, picture] = begin(frame, random);
    const scaled = (channels: number) => Math.max(1, Math.floor(width * channels));
    let x = net.normRelu(net.conv(picture, scaled(32), [3, 3], [2, 2]));
    for (const [channels, stride] of firstBlocks.slice(0, blocks)) {
      x = net.normRelu(net.depthwise(x, [3, 3], [stride, stride]));
      x = net.normRelu(net.conv(x, scaled(channels), [1, 1]));
    }
    return net.classify(net.dropout(net.globalMean(x), dropout), frame.labels);
  },
};

const secondParameters = {
  width: real(0.35, 0.05, 2),
  stages: whole(7, 1, 7),
  head: whole(1280, 0, 4096),
  dropout: real(0.1, 0, 0.95),
};

/** Expansion, channels at width 1, blocks, and the stride of the first block of each stage. */
const secondStages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/**
 * MobileNetV2 (Sandler et al. 2018, table 2): picture [height, width, channels] → convolution 3 × 3
 * that halves → inverted residual blocks → 1 × 1 to `head` channels, 0 for none → mean → dense →
 * softmax [labels]. `stages` keeps only the first so many, for small pictures.
 */
export const mobilenet2Maker: NetworkMaker<typeof secondParameters> = {
  about: 'MobileNetV2: inverted residual blocks over a picture.',
  takes: 'picture',
  parameters: secondParameters,
  make(frame, { width, stages, head, dropout }, random) {
    const [net, picture] = begin(frame, random);
    const norm6 = (y: ValueId) => net.relu6(net.batchNorm(y));
    let x = norm6(net.conv(picture, nearEighth(32 * width), [3, 3], [2, 2]));
    for (const [expansion, channels, blocks, firstStride] of secondStages.slice(0, stages)) {
      for (let i = 0; i < blocks; i++) {
        const stride = i === 0 ? firstStride : 1;
        x = invertedResidual(net, x, expansion, nearEighth(channels * width), stride);
      }
    }
    if (head > 0) x = norm6(net.conv(x, width > 1 ? nearEighth(head * width) : head, [1, 1]));
    return net.classify(net.dropout(net.globalMean(x), dropout), frame.labels);
  },
};

/** 1 × 1 to more channels → depthwise 3 × 3 → 1 × 1 to few, added to x where the shape stays. */
export function invertedResidual(
  net: Weaver,
  x: ValueId,
  expansion: number,
  channels: number,
  stride: number,
): ValueId {
  const norm6 = (y: ValueId) => net.relu6(net.batchNorm(y));
  const from = net.builder.shape(x)[2]!;
  let y = expansion === 1 ? x : norm6(net.conv(x, expansion * from, [1, 1]));
  y = norm6(net.depthwise(y, [3, 3], [stride, stride]));
  y = net.batchNorm(net.conv(y, channels, [1, 1]));
  return stride === 1 && from === channels ? net.sum(x, y) : y;
}

/** The nearest multiple of 8, at least 8 and never more than a tenth below. */
export function nearEighth(channels: number): number {
  const near = Math.max(8, 8 * Math.floor((channels + 4) / 8));
  return near < 0.9 * channels ? near + 8 : near;
}

function begin(
  frame: NetworkFrame,
  random: ConstructorParameters<typeof Weaver>[1],
): [net: Weaver, picture: ValueId] {
  const net = new Weaver(frame.name, random);
  const shape = pictureShape(frame);
  return [net, net.reshape(net.builder.input(frame.inputs[0]!.name, [sizeOf(shape)]), shape)];
}
