import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit rv32imc`. */
export const rv32imc: CountedKernels = {
  'add, line': [0.86082, 8.7311, 14.597, -7.8637],
  'add, line, column by column': [0.97665, 27.853, 27.878, -1.4248],
  'add, line, row by row': [1.078, 13.88, 26.283, 4.3333],
  'conv2d, four rows': [1.0004, -182.49, 237.15, -2.4225],
  'conv2d, four rows, column by column': [1.0023, -0.1398, -1.0167, -0.67127],
  'conv2d, four rows, row by row': [1.0886, 6.5407, 6.529, -8.8569],
  'conv2d, portable C': [1.8397, -132.59, 179.58, -18.126],
  'conv2d, portable C, column by column': [1.8164, 26.137, 85.77, -17.657],
  'conv2d, portable C, row by row': [1.8405, 59.308, 84.041, -15.4],
  'copy, portable C': [0.92714, -2.8291, 86.402, -8.1737],
  'dense, four rows': [0.98661, 146.47, 23.436, 1.1275],
  'dense, portable C': [1.5145, -132.56, -21.21, 0.36175],
  'depthwise2d, columns in registers': [0.86162, 193.16, 163.16, 8.8579],
  'depthwise2d, columns in registers, row by row': [0.83146, -22.443, -10.76, 12.024],
  'depthwise2d, portable C': [1.5565, -211.31, 1283.5, -54.523],
  'depthwise2d, portable C, column by column': [0.96947, 5.2639, -0.1423, -2.546],
  'depthwise2d, portable C, row by row': [1.0464, -0.12771, 10.95, -2.9671],
  'dequantize, portable C': [1.0159, 13.908, 2.2253, 1.4893],
  'pool2d, portable C': [0.88734, 128.92, 144.07, -2.7412],
  'pool2d, portable C, column by column': [0.76423, 13.877, 28.92, -5.327],
  'pool2d, portable C, row by row': [1.2456, 29.404, 33.307, 5.4792],
  'quantize, portable C': [6.7642, 13.908, 2.2253, 126.51],
  'run': [1.0067, 13.908, 2.2253, 1.4893],
  'softmax, portable C': [2.1878, 416.1, 66.576, 4.3432],
};
