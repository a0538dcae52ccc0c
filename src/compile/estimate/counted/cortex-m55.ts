import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit cortex-m55`. */
export const cortexM55: CountedKernels = {
  'add, line': [1.014, 380.2, 95.94, -2.967],
  'add, line, column by column': [0.9839, 59.87, 14.66, -4.574],
  'add, line, row by row': [0.9887, 10.55, 17.06, -2.714],
  'conv2d, four rows': [0.5455, -548.3, 252.4, 5.961],
  'conv2d, four rows, column by column': [1.159, 87.15, -122.3, -7.191],
  'conv2d, four rows, row by row': [0.8153, 177.7, -2.028, -1.218],
  'conv2d, portable C': [1.462, -3.585, 71.59, 7.863],
  'conv2d, portable C, column by column': [1.473, -5.02, 42.31, -5.192],
  'conv2d, portable C, row by row': [1.463, 45.14, 55.67, 16.58],
  'copy, portable C': [0.8634, -4.589, 74.21, -15.33],
  'dense, four rows': [0.8604, 344.9, 55.18, -17],
  'dense, portable C': [0.9958, -373.5, -59.76, 22.92],
  'depthwise2d, eight channels': [1.452, 239.9, -19.82, -7.84],
  'depthwise2d, eight channels, row by row': [1.482, -41.11, -67.78, -9.671],
  'depthwise2d, portable C': [1.309, -1162, 2376, -38.6],
  'depthwise2d, portable C, column by column': [0.9333, 13.5, 22.66, -5.199],
  'depthwise2d, portable C, row by row': [0.9101, 14.31, 29.85, -3.065],
  'dequantize, portable C': [1.057, -28.61, -4.578, 5.915],
  'pool2d, portable C': [0.8955, 7.884, 255.9, -2.364],
  'pool2d, portable C, column by column': [0.8536, 74.84, 83.96, -3.413],
  'pool2d, portable C, row by row': [1.063, 98.5, 159.3, 1.266],
  'quantize, portable C': [1.028, -28.61, -4.578, 0.6533],
  run: [0.998, -28.61, -4.578, 5.915],
  'softmax, portable C': [1.506, 606.1, 96.98, 1.736],
};
