import type { CompiledLibrary } from '../compile.ts';
import type { Board } from './board.ts';
import { type Core, cores } from './core.ts';
import { countedByCore, timesByCore } from './counted/by-core.ts';
import { inC, layerInstructions, runWork, worksOf } from './layer-instructions.ts';

/** How long one window takes on a board, and what it costs the battery. */
export interface TimeEstimate {
  readonly featuresMilliseconds: number;
  readonly networkMilliseconds: number;
  readonly milliseconds: number;
  readonly microjoules: number;
  /** Whole sentences for a report. */
  readonly how: string;
}

/** A library, layer by layer. */
type Timed = Pick<CompiledLibrary, 'layers'>;

/** Executed instructions for one window, as counted on an emulated core. */
export interface CountedInstructions {
  readonly features: number;
  readonly network: number;
}

/**
 * Time = (instructions × cycles for each + bytes of constants × wait) / clock; energy = time ×
 * power of the chip. Where nothing was counted (null), instructions are estimated layer by layer;
 * the sentence says which it is.
 */
export function estimateTime(
  compiled: Timed,
  counted: CountedInstructions | null,
  board: Board,
): TimeEstimate {
  const core = cores[board.core];
  const instructions = counted ?? guessInstructions(compiled, core);
  const milliseconds = (stage: 'features' | 'network'): number => {
    const constants = compiled.layers.filter((layer) => layer.stage === stage);
    const bytes = constants.reduce((sum, { constantBytes }) => sum + constantBytes, 0);
    const work = instructions[stage] * core.cyclesPerInstruction[stage];
    return (work + bytes * core.waitPerFlashByte) / (board.clockMHz * 1000);
  };
  const [features, network] = [milliseconds('features'), milliseconds('network')];
  return {
    featuresMilliseconds: features,
    networkMilliseconds: network,
    milliseconds: features + network,
    microjoules: (features + network) * board.activeMilliwatts,
    how: explain(core, board, counted !== null, hasKernelsInC(compiled)),
  };
}

/** Layer by layer: what the structure of each kernel says, and what was counted of such kernels on the core. */
export function guessInstructions({ layers }: Timed, { id }: Core): CountedInstructions {
  const known = [countedByCore[id], timesByCore[id]] as const;
  const ofStage = (stage: 'features' | 'network') => {
    const own = layers.filter((layer) => layer.stage === stage);
    const works = stage === 'network' ? [...worksOf(own), runWork(own)] : worksOf(own);
    return Math.round(works.reduce((sum, work) => sum + layerInstructions(work, ...known), 0));
  };
  return { features: ofStage('features'), network: ofStage('network') };
}

function hasKernelsInC({ layers }: Timed): boolean {
  return layers.some(({ choice }) => choice?.name.endsWith(inC));
}

function explain(core: Core, board: Board, counted: boolean, isInC: boolean): string {
  const instructions = counted
    ? 'The instructions were counted on an emulated core'
    : `No instructions were counted; they follow from the layers and from counts of such kernels and feature blocks${isInC ? ', for kernels in C less closely' : ''}`;
  const { features, network } = core.cyclesPerInstruction;
  return (
    `${instructions}. Time is ${features} cycles for each in the features and ${network} in the ` +
    `network, plus ${core.waitPerFlashByte} for each byte of constants read from flash (${core.source}), ` +
    `at ${board.clockMHz} MHz; energy is ${board.activeMilliwatts} mW of the ${board.chip} for that ` +
    'time. It was not measured on the board.'
  );
}
