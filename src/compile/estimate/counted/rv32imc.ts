import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit rv32imc`. */
export const rv32imc: CountedKernels = {
  'add, line': [0.8608, 8.731, 14.6, -7.864],
  'add, line, column by column': [0.9767, 27.85, 27.88, -1.425],
  'add, line, row by row': [1.078, 13.88, 26.28, 4.333],
  'conv2d, four rows': [1, -182.5, 237.2, -2.422],
  'conv2d, four rows, column by column': [1.002, -0.1398, -1.017, -0.6713],
  'conv2d, four rows, row by row': [1.089, 6.541, 6.529, -8.857],
  'conv2d, portable C': [1.84, -132.6, 179.6, -18.13],
  'conv2d, portable C, column by column': [1.816, 26.14, 85.77, -17.66],
  'conv2d, portable C, row by row': [1.841, 59.31, 84.04, -15.4],
  'copy, portable C': [0.9271, -2.829, 86.4, -8.174],
  'dense, four rows': [0.9866, 146.5, 23.44, 1.127],
  'dense, portable C': [1.514, -132.6, -21.21, 0.3618],
  'depthwise2d, columns in registers': [0.8616, 193.2, 163.2, 8.858],
  'depthwise2d, columns in registers, row by row': [0.8315, -22.44, -10.76, 12.02],
  'depthwise2d, portable C': [1.556, -211.3, 1284, -54.52],
  'depthwise2d, portable C, column by column': [0.9695, 5.264, -0.1423, -2.546],
  'depthwise2d, portable C, row by row': [1.046, -0.1277, 10.95, -2.967],
  'dequantize, portable C': [1.016, 13.91, 2.225, 1.489],
  'pool2d, portable C': [0.8873, 128.9, 144.1, -2.741],
  'pool2d, portable C, column by column': [0.7642, 13.88, 28.92, -5.327],
  'pool2d, portable C, row by row': [1.246, 29.4, 33.31, 5.479],
  'quantize, portable C': [6.764, 13.91, 2.225, 126.5],
  run: [1.007, 13.91, 2.225, 1.489],
  'softmax, portable C': [2.188, 416.1, 66.58, 4.343],
};
