import type { CountedKernels } from '../layer-instructions.ts';

/** Learned from 300 networks on an emulated core by `npm run bench -- estimate fit cortex-m0plus`. */
export const cortexM0plus: CountedKernels = {
  'add, line': [0.95091, 25.209, 16.888, -2.6936],
  'add, line, column by column': [0.92598, 11.064, 16.935, -3.9603],
  'add, line, row by row': [1.0175, 2.0286, -0.10584, 0.91814],
  'conv2d, four rows': [1.0201, 29.304, 296.19, 22.164],
  'conv2d, four rows, column by column': [1.0894, 15.242, 58.841, 13.552],
  'conv2d, four rows, row by row': [1.1018, 29.976, 62.198, 15.288],
  'conv2d, portable C': [2.3108, -61.633, 124.12, 34.267],
  'conv2d, portable C, column by column': [2.2832, 17.039, 98.177, 26.089],
  'conv2d, portable C, row by row': [2.299, 46.576, 51.589, 34.151],
  'copy, portable C': [0.87441, 11.157, 56.534, -14.218],
  'dense, four rows': [1.5009, 357.47, 57.196, 5.2427],
  'dense, portable C': [1.8048, -49.347, -7.8955, 0.53783],
  'depthwise2d, columns in registers': [1.1198, 225.11, 212.32, -4.4037],
  'depthwise2d, columns in registers, row by row': [0.97258, -4.0786, 9.1756, 2.7492],
  'depthwise2d, portable C': [3.0342, 38.806, 920.7, -64.908],
  'depthwise2d, portable C, column by column': [2.0053, 15.48, 19.599, 8.0984],
  'depthwise2d, portable C, row by row': [2.2321, 33.799, 36.672, 3.2756],
  'dequantize, portable C': [1.0797, 308.13, 49.3, 5.7805],
  'pool2d, portable C': [1.0372, 474.45, 180.72, 0.077359],
  'pool2d, portable C, column by column': [1.0419, 17.911, 25.418, 0.91487],
  'pool2d, portable C, row by row': [1.4675, 43.081, 36.327, 10.449],
  'quantize, portable C': [12.112, 308.13, 49.3, 243.44],
  'run': [1.0529, 308.13, 49.3, 5.7805],
  'softmax, portable C': [3.4486, 670.94, 107.35, 9.0035],
};
