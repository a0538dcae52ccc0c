import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit cortex-m55`. */
export const cortexM55: CountedKernels = {
  'add, line': [1.0139, 380.25, 95.939, -2.9666],
  'add, line, column by column': [0.98393, 59.873, 14.665, -4.5738],
  'add, line, row by row': [0.98869, 10.546, 17.063, -2.7141],
  'conv2d, four rows': [0.54547, -548.29, 252.42, 5.9611],
  'conv2d, four rows, column by column': [1.1594, 87.147, -122.33, -7.1915],
  'conv2d, four rows, row by row': [0.81529, 177.72, -2.0284, -1.2181],
  'conv2d, portable C': [1.4623, -3.5853, 71.589, 7.8628],
  'conv2d, portable C, column by column': [1.4728, -5.0199, 42.311, -5.1919],
  'conv2d, portable C, row by row': [1.4633, 45.141, 55.666, 16.576],
  'copy, portable C': [0.86344, -4.5889, 74.206, -15.326],
  'dense, four rows': [0.86042, 344.88, 55.18, -17.002],
  'dense, portable C': [0.99576, -373.49, -59.758, 22.916],
  'depthwise2d, eight channels': [1.452, 239.87, -19.824, -7.8397],
  'depthwise2d, eight channels, row by row': [1.4815, -41.108, -67.775, -9.6711],
  'depthwise2d, portable C': [1.3091, -1161.9, 2375.5, -38.605],
  'depthwise2d, portable C, column by column': [0.93326, 13.5, 22.664, -5.1986],
  'depthwise2d, portable C, row by row': [0.91014, 14.312, 29.847, -3.0654],
  'dequantize, portable C': [1.0571, -28.614, -4.5783, 5.9146],
  'pool2d, portable C': [0.89551, 7.8838, 255.9, -2.3635],
  'pool2d, portable C, column by column': [0.85361, 74.84, 83.961, -3.4134],
  'pool2d, portable C, row by row': [1.0633, 98.5, 159.29, 1.2664],
  'quantize, portable C': [1.0277, -28.614, -4.5783, 0.65327],
  'run': [0.99798, -28.614, -4.5783, 5.9146],
  'softmax, portable C': [1.5061, 606.12, 96.98, 1.7363],
};
