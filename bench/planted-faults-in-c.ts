import type { Row, Suite } from './planted-faults.ts';

/** Faults in the routines of a Cortex-M4 that are C. */

const dsp = 'runtime/port/cortex-m-dsp/thimble_';

const layersInC: Suite = [
  ['worst-cases', 'behind them on a cortex-m4, in C'],
  ['ports', '(convolutions of every shape|sums that grow).*in C$'],
  ['worst-cases', 'ends on a cortex-m4, in C'],
  ['ports', 'every operation.*in C$'],
];
const winogradInC: Suite = [['ports', 'dense 3 by 3.*in C$']];

export const faultsInC: readonly Row[] = [
  ...(
    [
      [
        'a run of one byte over is read short',
        'gather_dsp_c.h',
        'rest > (last ? 0 : 1)',
        'rest > 1',
      ],
      ['an odd last row is left out', 'two_row_dsp_c.h', 'if (odd) {', 'if (odd && any) {'],
      [
        'a high row is not rid of the low one',
        'two_row_dsp_c.h',
        'sums->both[2], sums->low[2]',
        'sums->both[2], sums->low[1]',
      ],
      [
        'the fourth row of a dense layer is the second',
        'dense_s8_dsp_c.h',
        'stream[9], stream[10]',
        'stream[3], stream[10]',
      ],
      [
        'a column of padding is missed',
        'depthwise3x3_dsp_c.h',
        'number >= width ?',
        'number > width ?',
      ],
      [
        'a last column of tiles has two',
        'depthwise3x3_dsp_c.h',
        'tile.right = 0;',
        'tile.right = 1;',
      ],
      [
        'a third tap of stride 2 is the one above',
        'depthwise3x3_dsp_c.h',
        'x, w[1], w[3], 1);',
        'x, w[1], w[3], 0);',
      ],
      [
        'a last single tap is left out',
        'depthwise2d_dsp_c.h',
        'rows * taps % 2',
        'rows % 2 && taps % 4 == 1',
      ],
      [
        'negative sums are rounded as the others',
        'c_forms_dsp.h',
        'constant + (twice >> 31)',
        'constant',
      ],
      ['sums at the ends go round', 'halfwords_dsp.h', '(int8_t)THIMBLE_CUT(x, 8)', '(int8_t)x'],
    ] as const
  ).map(([what, file, from, to]): Row => [what, `${dsp}${file}`, from, to, layersInC]),
  [
    'columns of a tile change places',
    `${dsp}winograd3x3_dsp_c.h`,
    'thimble_winograd_minus(second, third)',
    'thimble_winograd_minus(third, second)',
    winogradInC,
  ],
  [
    'transformed weights are not shifted',
    `${dsp}winograd3x3_dsp_c.h`,
    'way->late ? thimble_shifted_left(sums[i], by) : sums[i]',
    'sums[i]',
    [['four-bits', 'on a Cortex-M4, in C ']],
  ],
  [
    'four rows take the eights of three',
    `${dsp}dense_s4_dsp_c.h`,
    'stream[1], before[2]',
    'stream[1], before[1]',
    [['four-bits', 'on a Cortex-M4, in C ']],
  ],
  [
    'the halves of a cell are rounded down',
    `${dsp}lstm_dsp_c.h`,
    'a * b + (1 | (b >> 31))',
    'a * b + 1',
    [['lstm-kernel', 'in C$']],
  ],
];
