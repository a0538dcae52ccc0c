import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit cortex-m0plus`. */
export const cortexM0plus: CountedKernels = {
  'add, line': [0.9509, 25.21, 16.89, -2.694],
  'add, line, column by column': [0.926, 11.06, 16.93, -3.96],
  'add, line, row by row': [1.018, 2.029, -0.1058, 0.9181],
  'conv2d, four rows': [1.02, 29.3, 296.2, 22.16],
  'conv2d, four rows, column by column': [1.089, 15.24, 58.84, 13.55],
  'conv2d, four rows, row by row': [1.102, 29.98, 62.2, 15.29],
  'conv2d, portable C': [2.311, -61.63, 124.1, 34.27],
  'conv2d, portable C, column by column': [2.283, 17.04, 98.18, 26.09],
  'conv2d, portable C, row by row': [2.299, 46.58, 51.59, 34.15],
  'copy, portable C': [0.8744, 11.16, 56.53, -14.22],
  'dense, four rows': [1.501, 357.5, 57.2, 5.243],
  'dense, portable C': [1.805, -49.35, -7.896, 0.5378],
  'depthwise2d, columns in registers': [1.12, 225.1, 212.3, -4.404],
  'depthwise2d, columns in registers, row by row': [0.9726, -4.079, 9.176, 2.749],
  'depthwise2d, portable C': [3.034, 38.81, 920.7, -64.91],
  'depthwise2d, portable C, column by column': [2.005, 15.48, 19.6, 8.098],
  'depthwise2d, portable C, row by row': [2.232, 33.8, 36.67, 3.276],
  'dequantize, portable C': [1.08, 308.1, 49.3, 5.78],
  'pool2d, portable C': [1.037, 474.4, 180.7, 0.07736],
  'pool2d, portable C, column by column': [1.042, 17.91, 25.42, 0.9149],
  'pool2d, portable C, row by row': [1.468, 43.08, 36.33, 10.45],
  'quantize, portable C': [12.11, 308.1, 49.3, 243.4],
  run: [1.053, 308.1, 49.3, 5.78],
  'softmax, portable C': [3.449, 670.9, 107.3, 9.004],
};
