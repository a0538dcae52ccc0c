import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit cortex-m55`. */
export const cortexM55: CountedKernels = {
  'add, line': [1.004, 258.9, 61.92, -3.185],
  'add, line, column by column': [0.9997, 8.858, -110.1, -0.2026],
  'add, line, row by row': [0.9979, -50.67, -89.05, 0.3379],
  'conv2d, four rows': [1.025, 0.1204, 0.1541, 0.2466],
  'conv2d, four rows, column by column': [1.033, 1.616, 2.069, 0.6619],
  'conv2d, four rows, row by row': [0.9547, -7.672, 7.901, 7.295],
  'conv2d, four rows, two pixels': [0.9507, 122.6, -7.152, -0.02559],
  'conv2d, four rows, two pixels, column by column': [0.9097, -134.8, 238.7, 0.9274],
  'conv2d, four rows, two pixels, row by row': [0.9673, -93.09, 67.02, 0.3748],
  'copy, portable C': [0.8656, 273.6, 195.4, -17.31],
  'dense, four rows': [1.082, 78.33, 12.53, -2.939],
  'dense, portable C': [1.129, -179.9, -28.78, 1.284],
  'depthwise2d, portable C': [1.307, -1081, 2340, -37.56],
  'depthwise2d, portable C, column by column': [0.9148, 7.715, -15.46, -5.216],
  'depthwise2d, portable C, row by row': [1.083, -3.946, -9.016, -18.83],
  'depthwise2d, sixteen channels': [1.005, 140, -13.87, -0.8277],
  'depthwise2d, sixteen channels, row by row': [1.162, 57.57, 93.87, -3.567],
  'dequantize, portable C': [0.9762, -101.6, -16.25, -1.655],
  'pool2d, channels in vectors': [1.012, -101.9, 8.819, 0.8054],
  'pool2d, channels in vectors, column by column': [1.164, -29.74, -5.484, 0.02431],
  'pool2d, channels in vectors, row by row': [1.152, 78.03, 40.69, -0.6109],
  'quantize, portable C': [1.012, -101.6, -16.25, 0.4317],
  run: [0.982, -101.6, -16.25, -1.655],
  'softmax, portable C': [1.564, -26.98, -4.317, 2.122],
};
