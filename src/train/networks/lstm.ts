import { sizeOf } from '../../tensor/tensor.ts';
import type { NetworkMaker } from './maker.ts';
import { real, whole, wholes } from './parameter.ts';
import { timeShape } from './time-shape.ts';
import { requirePositive, Weaver } from './weaver.ts';

const parameters = {
  shrink: whole(1, 1, 1024),
  stem: whole(16, 0, 512),
  kernel: whole(5, 1, 99),
  cells: wholes([32], 1, 512),
  segments: whole(4, 1, 1024),
  featureWidth: whole(24, 1, 1024),
  featureDropout: real(0.1, 0, 0.95),
  dropout: real(0.2, 0, 0.95),
};

/**
 * Readings [1, time, channels], or a spectrogram whose bands are the channels → each `shrink` of them
 * averaged → a convolution that halves the time, `stem` channels (0: none) → a layer of long
 * short-term memory for each number of `cells` → mean of each of `segments` parts of the time, beside
 * it a dense layer over features where there are any → dense → softmax [labels].
 */
export const lstmMaker: NetworkMaker<typeof parameters> = {
  about: 'Long short-term memory (LSTM) over the readings, for what is told by its order.',
  takes: 'time',
  parameters,
  make({ name, inputs, labels }, values, random) {
    const { shrink, stem, kernel, cells, segments } = values;
    requirePositive(name, { labels });
    const net = new Weaver(name, random);
    const [length, depth] = timeShape(inputs[0]!.shape);
    const rows = inputs.map((input) => net.builder.input(input.name, [sizeOf(input.shape)]));
    let x = net.reshape(rows[0]!, [1, length, depth]);
    if (shrink > 1) x = net.means(x, shrink);
    if (stem > 0) x = net.normRelu(net.conv(x, stem, [1, kernel], [1, 2]));
    const [, time, channels] = net.builder.shape(x) as [number, number, number];
    x = net.reshape(x, [time, channels]);
    for (const count of cells) x = net.lstm(x, count);
    x = net.reshape(x, [1, time, cells.at(-1)!]);
    x = net.means(x, Math.ceil(time / segments));
    x = net.reshape(x, [net.builder.size(x)]);
    if (rows[1] !== undefined) {
      let beside = net.dropout(rows[1], values.featureDropout);
      beside = net.normRelu(net.dense(beside, values.featureWidth, 'he'));
      x = net.builder.add({ kind: 'concat', axis: 0 }, [x, beside]);
    }
    return net.classify(net.dropout(x, values.dropout), labels);
  },
};
