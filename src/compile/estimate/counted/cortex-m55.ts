import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks and 208 blocks on an emulated core by `npm run bench -- estimate fit cortex-m55`. */
export const cortexM55: CountedKernels = {
  'add, line': [1.022, 487.1, -34.11, -2.946],
  'add, line, column by column': [0.9973, 74.75, 31.72, -1.804],
  'add, line, row by row': [0.9904, -85.67, 68.15, -0.7786],
  'conv2d, four rows': [1.057, 0.2925, 0.3744, 0.5991],
  'conv2d, four rows, column by column': [1.111, 6.054, 7.749, 2.48],
  'conv2d, four rows, row by row': [1.035, -6.403, 5.292, 5.161],
  'conv2d, four rows, two pixels': [1.091, 93.45, -17.76, -1.136],
  'conv2d, four rows, two pixels, column by column': [1.052, -41.84, 230.7, -0.3064],
  'conv2d, four rows, two pixels, row by row': [1.019, 119.9, 110.7, -0.1242],
  'copy, portable C': [0.8763, 312.6, 191.4, -16.41],
  'dense, four rows': [1.248, 83.68, 13.39, -7.518],
  'dense, portable C': [1.148, -157.4, -25.18, 1.45],
  'depthwise2d, portable C': [1.303, -1046, 2339, -37.25],
  'depthwise2d, portable C, column by column': [0.8987, 5.718, -6.794, -4.017],
  'depthwise2d, portable C, row by row': [1.083, -1.619, -9.569, -18.69],
  'depthwise2d, sixteen channels': [0.9881, 229.7, 13.78, -0.6415],
  'depthwise2d, sixteen channels, row by row': [1.044, 116.9, 56.06, -0.3436],
  'dequantize, portable C': [0.9341, -73.69, -11.79, -6.068],
  'pool2d, channels in vectors': [1.443, -113, -94.35, -0.5103],
  'pool2d, channels in vectors, column by column': [1.108, 63.42, 0.2943, 0.00207],
  'pool2d, channels in vectors, row by row': [0.9366, 105.6, 28.3, -0.1104],
  'quantize, portable C': [1.013, -73.69, -11.79, 0.3902],
  run: [0.9965, -73.69, -11.79, -6.068],
  'softmax, portable C': [1.551, -69.16, -11.06, 2.085],
};
