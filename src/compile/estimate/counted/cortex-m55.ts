import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit cortex-m55`. */
export const cortexM55: CountedKernels = {
  'add, line': [1.003, 243.7, 51.1, -3.184],
  'add, line, column by column': [1, 10.84, -111.1, -0.1577],
  'add, line, row by row': [0.9981, -29.67, -69.01, 0.0473],
  'conv2d, four rows': [1.03, 0.1444, 0.1849, 0.2958],
  'conv2d, four rows, column by column': [1.036, 1.727, 2.21, 0.7074],
  'conv2d, four rows, row by row': [1.047, -26.75, -11.91, -0.9465],
  'conv2d, four rows, two pixels': [0.9545, 136.2, -3.275, -0.05707],
  'conv2d, four rows, two pixels, column by column': [0.9069, -130.6, 239.7, 0.9614],
  'conv2d, four rows, two pixels, row by row': [0.9663, -104.5, 81.95, 0.2891],
  'copy, portable C': [0.8694, 296.6, 185.2, -17.07],
  'dense, four rows': [1.06, -67.97, -10.88, -2.496],
  'dense, portable C': [1.183, 14.9, 2.384, 1.695],
  'depthwise2d, eight channels': [1.125, -248.9, -56.79, -1.441],
  'depthwise2d, eight channels, row by row': [1.231, -100, 68.35, -2.346],
  'depthwise2d, portable C': [1.306, -1038, 2335, -37.67],
  'depthwise2d, portable C, column by column': [0.9146, 7.825, -15.19, -5.22],
  'depthwise2d, portable C, row by row': [1.088, -2.944, -9.309, -19.34],
  'dequantize, portable C': [0.9882, -53.07, -8.491, -0.8004],
  'pool2d, channels in vectors': [1.004, -124.8, 5.956, 0.8231],
  'pool2d, channels in vectors, column by column': [1.16, -33.98, -7.169, 0.03437],
  'pool2d, channels in vectors, row by row': [1.196, 84.64, 34.71, -0.8246],
  'quantize, portable C': [1.013, -53.07, -8.491, 0.3749],
  run: [0.9793, -53.07, -8.491, -0.8004],
  'softmax, portable C': [1.552, -35.64, -5.702, 2.081],
};
