import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit cortex-m3`. */
export const cortexM3: CountedKernels = {
  'add, line': [0.99875, 55.535, 24.098, -0.38991],
  'add, line, column by column': [1.0431, 22.05, 13.397, 3.1147],
  'add, line, row by row': [1.036, 8.3586, 10.499, 2.6539],
  'conv2d, four rows': [1.0288, -432.1, 211.38, 5.6336],
  'conv2d, four rows, column by column': [1.0353, 12.229, 18.92, 3.283],
  'conv2d, four rows, row by row': [1.1089, 17.432, 38.387, -1.7484],
  'conv2d, portable C': [1.0064, 6.3796, 51.476, 21.256],
  'conv2d, portable C, column by column': [1.032, 18.788, 39.956, 3.3757],
  'conv2d, portable C, row by row': [1.0188, 23.027, 35.984, 22.424],
  'copy, portable C': [0.91495, -33.638, 90.553, -9.2986],
  'dense, four rows': [1.0482, 70.805, 11.329, 0.6467],
  'dense, portable C': [0.69314, -39.466, -6.3146, 0.74409],
  'depthwise2d, columns in registers': [0.94708, 152.27, 169.13, 6.6281],
  'depthwise2d, columns in registers, row by row': [0.69618, -40.622, -3.9512, 16.707],
  'depthwise2d, portable C': [1.4011, 31.32, 1432.3, -46.435],
  'depthwise2d, portable C, column by column': [0.89405, 3.7542, 2.6183, -2.7807],
  'depthwise2d, portable C, row by row': [0.96399, 0.2336, 12.59, -3.6378],
  'dequantize, portable C': [1.0161, 31.339, 5.0142, 1.3908],
  'pool2d, portable C': [0.76898, 17.57, 114.07, -5.226],
  'pool2d, portable C, column by column': [0.83359, 15.911, 15.499, -3.7696],
  'pool2d, portable C, row by row': [1.1454, 11.088, 19.924, 3.2546],
  'quantize, portable C': [7.7607, 31.339, 5.0142, 148.36],
  'run': [1.005, 31.339, 5.0142, 1.3908],
  'softmax, portable C': [1.7498, 247.51, 39.602, 2.7459],
};
