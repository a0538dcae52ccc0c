import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit cortex-m3`. */
export const cortexM3: CountedKernels = {
  'add, line': [0.9988, 55.53, 24.1, -0.3899],
  'add, line, column by column': [1.043, 22.05, 13.4, 3.115],
  'add, line, row by row': [1.036, 8.359, 10.5, 2.654],
  'conv2d, four rows': [1.029, -432.1, 211.4, 5.634],
  'conv2d, four rows, column by column': [1.035, 12.23, 18.92, 3.283],
  'conv2d, four rows, row by row': [1.109, 17.43, 38.39, -1.748],
  'conv2d, portable C': [1.006, 6.38, 51.48, 21.26],
  'conv2d, portable C, column by column': [1.032, 18.79, 39.96, 3.376],
  'conv2d, portable C, row by row': [1.019, 23.03, 35.98, 22.42],
  'copy, portable C': [0.915, -33.64, 90.55, -9.299],
  'dense, four rows': [1.048, 70.81, 11.33, 0.6467],
  'dense, portable C': [0.6931, -39.47, -6.315, 0.7441],
  'depthwise2d, columns in registers': [0.9471, 152.3, 169.1, 6.628],
  'depthwise2d, columns in registers, row by row': [0.6962, -40.62, -3.951, 16.71],
  'depthwise2d, portable C': [1.401, 31.32, 1432, -46.44],
  'depthwise2d, portable C, column by column': [0.8941, 3.754, 2.618, -2.781],
  'depthwise2d, portable C, row by row': [0.964, 0.2336, 12.59, -3.638],
  'dequantize, portable C': [1.016, 31.34, 5.014, 1.391],
  'pool2d, portable C': [0.769, 17.57, 114.1, -5.226],
  'pool2d, portable C, column by column': [0.8336, 15.91, 15.5, -3.77],
  'pool2d, portable C, row by row': [1.145, 11.09, 19.92, 3.255],
  'quantize, portable C': [7.761, 31.34, 5.014, 148.4],
  run: [1.005, 31.34, 5.014, 1.391],
  'softmax, portable C': [1.75, 247.5, 39.6, 2.746],
};
