/**
 * The time and energy that `estimateTime` says for counted instructions, beside published MLPerf Tiny results of the
 * same code: npm run bench -- board-time
 */
import type { CompiledImpulse } from '../src/compile/compile.ts';
import { type Board, boardById } from '../src/compile/estimate/board.ts';
import { estimateTime } from '../src/compile/estimate/estimate-time.ts';
import type { Measurement } from './measurement.ts';

/** TensorFlow Lite Micro with CMSIS-NN, `-O2`, on emulated cores, and the bytes of its weights. */
const networks = [
  { name: 'KWS', weights: 24_908, m4: 7_697_227, m0plus: 28_800_000 },
  { name: 'VWW', weights: 219_788, m4: 24_101_523, m0plus: 86_700_000 },
  { name: 'IC', weights: 78_666, m4: 29_861_817, m0plus: 90_600_000 },
  { name: 'AD', weights: 267_928, m4: 582_825, m0plus: 1_770_000 },
] as const;

interface Submission {
  readonly board: Board;
  readonly of: 'm4' | 'm0plus';
  readonly who: string;
  readonly milliseconds: readonly [kws: number, vww: number, ic: number, ad: number];
  readonly microjoules?: readonly [kws: number, vww: number, ic: number, ad: number];
}

const l4r5 = boardById('nucleo-l4r5zi');
/** Not among the boards that one can choose. */
const g0b1: Board = { ...boardById('pico'), chip: 'STM32G0B1', clockMHz: 64 };

/** Closed division; engines whose kernels are CMSIS-NN's or take about its instructions. */
const submissions: readonly Submission[] = [
  {
    ...{ board: l4r5, of: 'm4', who: 'L4R5 at 120 MHz, microTVM with CMSIS-NN, v1.0' },
    milliseconds: [99.81, 301.2, 389.6, 8.6],
    microjoules: [5230, 15_531, 20_236, 443],
  },
  {
    ...{ board: g0b1, of: 'm0plus', who: 'G0B1 at 64 MHz, HALE, v1.1' },
    milliseconds: [679.3, 1869.2, 1669.4, 46.55],
  },
];

export async function measure(): Promise<Measurement> {
  const rows = submissions.flatMap(({ board, of, who, milliseconds, microjoules }) =>
    networks.map(({ name, weights, ...counted }, i) => {
      const layer = { stage: 'network', constantBytes: weights };
      const compiled = { layers: [layer], featureCount: 0 } as unknown as CompiledImpulse;
      const counts = { features: 0, network: counted[of] };
      const said = estimateTime(compiled, counts, board);
      const joules = microjoules?.[i];
      return {
        submission: who,
        network: name,
        'estimated, ms': said.milliseconds.toPrecision(4),
        'published, ms': milliseconds[i]!,
        'error of time': percent(said.milliseconds / milliseconds[i]! - 1),
        'estimated, µJ': joules ? Math.round(said.microjoules) : '–',
        'published, µJ': joules ?? '–',
        'error of energy': joules ? percent(said.microjoules / joules - 1) : '–',
      };
    }),
  );
  return {
    title: 'Estimated time and energy beside published MLPerf Tiny results',
    rows,
    notes: [
      'Instructions are those of TensorFlow Lite Micro with CMSIS-NN on an emulated core; whose time was published ran other builds of about the same kernels.',
      'Results of MLPerf Tiny, closed division, from the results repositories; percentages are ours and unofficial.',
    ],
  };
}

const percent = (share: number): string =>
  `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)} %`;
