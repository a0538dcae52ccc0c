import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks and 208 blocks on an emulated core by `npm run bench -- estimate fit cortex-m55`. */
export const cortexM55: CountedKernels = {
  'add, line': [1.011, 351.3, 15.48, -3.063],
  'add, line, column by column': [0.9985, 44.6, -38.07, -1.059],
  'add, line, row by row': [0.9924, -71.35, -25.82, -0.5632],
  'conv2d, four rows': [1.034, 0.1734, 0.2219, 0.3551],
  'conv2d, four rows, column by column': [1.078, 4.044, 5.177, 1.657],
  'conv2d, four rows, row by row': [0.9791, -11.11, 5.33, 6.103],
  'conv2d, four rows, two pixels': [1.002, 130.5, -25.46, -0.4374],
  'conv2d, four rows, two pixels, column by column': [0.9872, -87.37, 226.5, 0.3037],
  'conv2d, four rows, two pixels, row by row': [0.9997, -47.24, 90.02, 0.07331],
  'copy, portable C': [0.8695, 284.9, 195.2, -16.96],
  'dense, four rows': [1.156, 84.46, 13.51, -4.318],
  'dense, portable C': [1.138, -184.7, -29.56, 1.333],
  'depthwise2d, portable C': [1.306, -1065, 2337, -37.44],
  'depthwise2d, portable C, column by column': [0.8946, 1.954, -19.46, -3.611],
  'depthwise2d, portable C, row by row': [1.084, -3.417, -9.245, -18.85],
  'depthwise2d, sixteen channels': [0.9957, 190, 0.8452, -0.7472],
  'depthwise2d, sixteen channels, row by row': [1.124, 58.69, 72.06, -2.463],
  'dequantize, portable C': [0.963, -100.3, -16.04, -2.985],
  'pool2d, channels in vectors': [1.171, -104.5, -15.78, 0.3065],
  'pool2d, channels in vectors, column by column': [1.113, 4.29, -10.61, 0.05081],
  'pool2d, channels in vectors, row by row': [1.017, 92.44, 33.61, -0.1302],
  'quantize, portable C': [1.012, -100.3, -16.04, 0.425],
  run: [0.9864, -100.3, -16.04, -2.985],
  'softmax, portable C': [1.553, -48.85, -7.817, 2.086],
};
