/** By kernel, `kernelKey`: executed instructions over what its structure says. */
export type KernelTimes = Readonly<Record<string, number>>;

type CountedCore = 'cortex-m0plus' | 'cortex-m3' | 'cortex-m4' | 'cortex-m55' | 'rv32imc';

/** Counted of layers of usual sizes on emulated cores by `npm run bench -- kernel-times fit`. */
export const kernelTimes: { readonly [K in CountedCore]: KernelTimes } = {
  'cortex-m0plus': {
    'conv2d, four rows': 1.08,
    'conv2d, portable C': 2.49,
    'dense, four rows': 1.03,
    'dense, portable C': 2.3,
    'depthwise2d, columns in registers': 0.993,
    'depthwise2d, four rows': 1.5,
    'depthwise2d, portable C': 2.48,
  },
  'cortex-m3': {
    'conv2d, four rows': 1.04,
    'conv2d, portable C': 1.11,
    'dense, four rows': 1.37,
    'dense, portable C': 1.01,
    'depthwise2d, columns in registers': 0.997,
    'depthwise2d, four rows': 1.47,
    'depthwise2d, portable C': 0.938,
  },
  'cortex-m4': {
    'conv2d, Winograd': 1,
    'conv2d, Winograd, weights transformed on the device': 1.01,
    'conv2d, held weights': 0.997,
    'conv2d, portable C': 1.11,
    'conv2d, two-row': 1,
    'dense, portable C': 1.01,
    'dense, two-row': 1,
    'dense, two-row, any activation': 1.02,
    'depthwise2d, halfword planes': 1.06,
    'depthwise2d, pixel by pixel': 1.03,
    'depthwise2d, portable C': 0.933,
    'depthwise2d, two-row': 1.01,
  },
  'cortex-m55': {
    'conv2d, four rows': 0.985,
    'conv2d, four rows, two pixels': 0.989,
    'conv2d, portable C': 1.44,
    'dense, four rows': 0.976,
    'dense, portable C': 1.44,
    'depthwise2d, four rows': 0.852,
    'depthwise2d, four rows, two pixels': 0.853,
    'depthwise2d, portable C': 1.03,
    'depthwise2d, sixteen channels': 0.937,
  },
  rv32imc: {
    'conv2d, four rows': 0.988,
    'conv2d, portable C': 1.78,
    'dense, four rows': 1.07,
    'dense, portable C': 1.78,
    'depthwise2d, columns in registers': 0.944,
    'depthwise2d, four rows': 1.22,
    'depthwise2d, portable C': 1.03,
  },
};
