import { faultsInC } from './planted-faults-in-c.ts';

/** Faults as a hand makes them, each for the tests that should see it: see planted-faults.bench.ts. */

/** Tests by file and by what their names hold, the likeliest first. */
export type Suite = readonly (readonly [file: string, name: string])[];

export interface PlantedFault {
  readonly what: string;
  /** From the root of the project. */
  readonly file: string;
  /** Its first occurrence becomes `to`. */
  readonly from: string;
  readonly to: string;
  readonly suite: Suite;
}

const rowsOn = (core: string): Suite => [
  ['worst-cases', `behind them on a ${core}`],
  ['other-ports', `every shape on a ${core}`],
  ['worst-cases', `ends on a ${core}`],
  ['four-bits', `on a ${core}`],
];
const foursOn = (core: string): Suite => [
  ['worst-cases', `behind them on a ${core}`],
  ['four-bits', `on a ${core}`],
];
const foursOnM4: Suite = [['four-bits', 'on a Cortex-M4']];
const layersOnM4: Suite = [
  ['worst-cases', 'behind them on a cortex-m4'],
  ['ports', 'convolutions of every shape|sums that grow'],
  ['worst-cases', 'ends on a cortex-m4'],
  ['ports', 'every operation|dense 3 by 3'],
];
const vectors: Suite = [
  ['vector-port', 'groups of taps'],
  ['vector-port', 'every shape as aarch64'],
  ['vector-port', 'random networks in both roundings as aarch64'],
];
const winogradOnM4: Suite = [['ports', 'dense 3 by 3']];
const boundsOfRows: Suite = [
  ['worst-cases', 'past a bound never|two weights of'],
  ['other-ports', 'beyond 2'],
];
const boundsOnM4: Suite = [
  ['ports', 'one past it|sums that grow'],
  ['four-bits', 'on a Cortex-M4'],
  ['worst-cases', 'ends on a cortex-m4|past a bound never'],
];

const scalar = 'runtime/port/scalar/thimble_';
const helium = 'runtime/port/helium/thimble_';
const vector = 'runtime/port/vector/thimble_';
const dsp = 'runtime/port/cortex-m-dsp/thimble_';
const ports = 'src/compile/ports/';

export type Row = readonly [what: string, file: string, from: string, to: string, suite: Suite];

const rows: readonly Row[] = [
  // kernels of cores without products in pairs
  ...[
    ['flush of two sums a word comes late, M0+', 'adds r4, #16', 'adds r4, #20', 'cortex-m0plus'],
    ['sums of 16 bits taken with a sign, M0+', 'uxth r4, r6', 'sxth r4, r6', 'cortex-m0plus'],
    ['flush of two sums a word comes late, C', 'patch + 16 : end', 'patch + 20 : end', 'cortex-m3'],
    ['eights of the weights are nines', '0U - 8U *', '0U - 9U *', 'cortex-m3'],
    ['outputs written by whole fours', 'left < 4 ? left : 4', 'left < 4 ? 4 : 4', 'cortex-m3'],
  ].map(([what, from, to, core]): Row => {
    return [what!, `${scalar}dense_s4_scalar.c`, from!, to!, foursOn(core!)];
  }),
  ['second rounding is half', `${scalar}steps_s8.h`, '<< 11', '<< 10', rowsOn('cortex-m3')],
  [
    'sums are not cut off above',
    `${scalar}steps_s8.h`,
    'over > steps[2] ? steps[2] : over',
    'over',
    rowsOn('cortex-m3'),
  ],
  [
    'sums are not cut off below',
    `${scalar}steps_s8.h`,
    'whole < steps[1] ? steps[1] : whole',
    'whole',
    rowsOn('cortex-m3'),
  ],
  [
    'low byte of a sum has a sign, M0+',
    `${scalar}steps_s8.h`,
    '(uint8_t)sum',
    '(int8_t)sum',
    rowsOn('cortex-m0plus'),
  ],
  [
    'last tap of eight takes a wrong row, M0+',
    `${scalar}rows_s8_scalar.c`,
    'TAP(7, 28, 29, 30, 31)',
    'TAP(7, 28, 29, 30, 30)',
    rowsOn('cortex-m0plus'),
  ],
  [
    'outputs written by whole fours, one patch',
    `${scalar}rows_s8_scalar.c`,
    'left < 4 ? left : 4',
    'left < 4 ? 4 : 4',
    rowsOn('cortex-m3'),
  ],
  [
    'right border read as picture',
    `${scalar}conv2d_s8_scalar.c`,
    'x >= sliding->input_width',
    'x > sliding->input_width',
    rowsOn('cortex-m3'),
  ],
  [
    'second lane of an odd picture is empty',
    `${scalar}conv2d_s8_scalar.c`,
    '= patch[2 * k];',
    '= 0;',
    rowsOn('cortex-m3'),
  ],
  [
    'taps behind the last are not cleared',
    `${scalar}conv2d_s8_scalar.c`,
    'patch[k] = 0;',
    '(void)patch[k];',
    rowsOn('cortex-m3'),
  ],
  [
    'depthwise takes a weight twice',
    `${scalar}depthwise3x3_s8_scalar.c`,
    '*bottom * weight[2]',
    '*bottom * weight[1]',
    rowsOn('cortex-m3'),
  ],
  // Helium
  [
    'low halves lose their lowest bit',
    `${helium}dense_s4_mve.c`,
    'vmov.i8 q3, #15',
    'vmov.i8 q3, #14',
    foursOn('cortex-m55'),
  ],
  [
    'a difference shifted without its sign',
    `${helium}dense_s4_mve.c`,
    'asr r8, r8, #4',
    'lsr r8, r8, #4',
    foursOn('cortex-m55'),
  ],
  [
    'outputs written by whole fours, four bits',
    `${helium}dense_s4_mve.c`,
    'k < rest',
    'k < 4',
    foursOn('cortex-m55'),
  ],
  [
    'outputs written by whole fours, bytes',
    `${helium}rows_s8_mve.c`,
    'k < rest',
    'k < 4',
    rowsOn('cortex-m55'),
  ],
  [
    'halves not apart, assembly',
    `${helium}steps_s8_mve.h`,
    '"vshr.s32 " one',
    '"vshr.u32 " one',
    rowsOn('cortex-m55'),
  ],
  [
    'halves not apart, intrinsics',
    `${helium}steps_s8_mve.h`,
    'vaddq_s32(scaled,',
    'vsubq_s32(scaled,',
    rowsOn('cortex-m55'),
  ],
  // Cortex-M with DSP extension
  [
    'low weights without a sign',
    `${dsp}two_row_dsp.inc`,
    'sxtb16 r6, r6',
    'uxtb16 r6, r6',
    layersOnM4,
  ],
  [
    'second row of weights rounds its sum',
    `${dsp}two_row_dsp.inc`,
    'smmla \\sum, \\sum, r2, r3',
    'smmlar \\sum, \\sum, r2, r3',
    layersOnM4,
  ],
  [
    'halves of negative sums rounded up',
    `${dsp}two_row_dsp.inc`,
    'add   lr, r3, \\sum, asr #31',
    'mov   lr, r3',
    layersOnM4,
  ],
  [
    'high row shifted one less',
    `${dsp}two_row_dsp.inc`,
    'asr   \\sum, \\sum, #7',
    'asr   \\sum, \\sum, #6',
    layersOnM4,
  ],
  [
    'dense rounds its sum',
    `${dsp}dense_s8_dsp.inc`,
    'smmla \\sum, \\sum, r2, r3',
    'smmlar \\sum, \\sum, r2, r3',
    layersOnM4,
  ],
  [
    'second of four rows without a sign',
    `${dsp}dense_s4_dsp.inc`,
    'asr   r12, r12, #4',
    'lsr   r12, r12, #4',
    foursOnM4,
  ],
  [
    'highest row cut from one tap alone',
    `${dsp}dense_s4_dsp.inc`,
    '#0xf000f000',
    '#0xf0000000',
    foursOnM4,
  ],
  [
    'last outputs written by whole fours',
    `${dsp}dense_fours_dsp.h`,
    'i < config->outputs - whole',
    'i < 4',
    layersOnM4,
  ],
  [
    'one value of four without a sign',
    `${dsp}add_s8_dsp.inc`,
    'sxtb  r7, r5, ror',
    'uxtb  r7, r5, ror',
    [['ports', 'every operation']],
  ],
  [
    'a product takes a wrong weight',
    `${dsp}winograd3x3_dsp.inc`,
    'smlad r9, r5, lr, r9',
    'smlad r9, r5, r11, r9',
    winogradOnM4,
  ],
  [
    'right border read as picture',
    `${dsp}depthwise3x3_dsp.inc`,
    '(\\number) >= \\width',
    '(\\number) > \\width',
    [['ports', 'depthwise convolutions of']],
  ],
  // choosers and their bounds
  [
    'bound of steps twice as far',
    `${ports}steps.ts`,
    'sumMost = 2 ** 19',
    'sumMost = 2 ** 20',
    boundsOfRows,
  ],
  [
    'bound of steps off by one',
    `${ports}steps.ts`,
    'most >= sumMost',
    'most > sumMost',
    boundsOfRows,
  ],
  [
    'what lies behind the last step unproven',
    `${ports}steps.ts`,
    'to = Math.min(to, (last',
    'Math.min(to, (last',
    [...boundsOfRows, ...rowsOn('cortex-m3')],
  ],
  [
    'length of patches without a bound',
    `${ports}row-layers.ts`,
    '255 * 255 >= 2 ** 31',
    '255 * 255 >= 2 ** 40',
    boundsOfRows,
  ],
  [
    'bound of 23 bits is 24',
    `${ports}cortex-m-dsp/two-row.ts`,
    'if (reach >= 2 ** 23) return `the',
    'if (reach >= 2 ** 24) return `the',
    boundsOnM4,
  ],
  [
    'bound of 23 bits off by one',
    `${ports}cortex-m-dsp/two-row.ts`,
    'if (reach >= 2 ** 23) return `the',
    'if (reach > 2 ** 23) return `the',
    boundsOnM4,
  ],
  [
    'halfwords one below their end',
    `${ports}cortex-m-dsp/two-row.ts`,
    '< -32768',
    '< -32896',
    boundsOnM4,
  ],
  [
    'bound of four rows is one bit more',
    `${ports}cortex-m-dsp/dense-four-bits.ts`,
    'place < 2 ** 31',
    'place < 2 ** 32',
    boundsOnM4,
  ],
  [
    'bound of four rows off by one',
    `${ports}cortex-m-dsp/dense-four-bits.ts`,
    'place < 2 ** 31',
    'place <= 2 ** 31',
    boundsOnM4,
  ],
  [
    'scalings are not proven',
    `${ports}cortex-m-dsp/scaling.ts`,
    'return isProven(one, scaling, total) ? scaling : null',
    'return scaling',
    [...layersOnM4, ...boundsOnM4],
  ],
  [
    'sums of a scaling may exceed 32 bits',
    `${ports}cortex-m-dsp/scaling.ts`,
    '!isInt32(sum) || !isInt32(constant)',
    '!isInt32(constant)',
    [...boundsOnM4, ...layersOnM4],
  ],
  [
    'channels shifted not at all rounded twice',
    `${ports}cortex-m-dsp/scaling.ts`,
    'right > 0 ? 2 ** (power - 2)',
    'right > -9 ? 2 ** (power - 2)',
    [['ports', 'sums that grow']],
  ],
  // Helium again
  [
    'first turn of blocks begins one late',
    `${helium}rows_s8_mve.c`,
    'add r10, r10, #1',
    'add r10, r10, #0',
    rowsOn('cortex-m55'),
  ],
  [
    'pixel without a second is left out',
    `${helium}conv2d_s8_mve.c`,
    'if (patch != scratch)',
    'if (patch == output)',
    rowsOn('cortex-m55'),
  ],
  [
    'right border read as picture',
    `${helium}depthwise3x3_s8_mve.c`,
    'x < sliding->input_width ?',
    'x <= sliding->input_width ?',
    rowsOn('cortex-m55'),
  ],
  [
    'inverse of a count rounded down',
    `${helium}pool2d_s8_mve.c`,
    '/ count + 1U',
    '/ count',
    [['other-ports', 'pooling of every shape']],
  ],
  [
    'scalings on Helium are not proven',
    `${ports}helium/scaling.ts`,
    'if (isExact(one, scaling, form, zero, range)) return scaling;',
    'return scaling;',
    [...rowsOn('cortex-m55'), ...boundsOfRows],
  ],
  // kernels of 64-bit cores
  ...[
    ['sums of 16 bits may reach 2^15', 'high < 2 ** 15', 'high <= 2 ** 15'],
    ['sums of 16 bits may fall below −2^15', 'low >= -(2 ** 15)', 'low >= -(2 ** 15) - 200'],
  ].map(([what, from, to]): Row => [what!, `${ports}vector/lanes.ts`, from!, to!, vectors]),
  ...[
    ['negative halves round half as far', 'steps_s8_vector.h', '-2048', '-1024'],
    ['a fourth patch is the third', 'rows_s8_vector.c', 'patch[3 * taps]', 'patch[2 * taps]'],
    ['a line more is held', 'depthwise2d_s8_vector.c', 'next % held', 'next % (held + 1)'],
    [
      'pixels that are stepped over as they lie',
      'conv2d_s8_vector.c',
      'sliding->stride_height == 1 &&',
      '1 &&',
    ],
  ].map(([what, file, from, to]): Row => [what!, `${vector}${file}`, from!, to!, vectors]),
  ...faultsInC,
];

export const plantedFaults: readonly PlantedFault[] = rows.map(([what, file, from, to, suite]) => {
  return { what, file, from, to, suite };
});
