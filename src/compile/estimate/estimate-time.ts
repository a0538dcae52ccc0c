import type { CompiledImpulse, CompiledLibrary } from '../compile.ts';
import type { Board } from './board.ts';
import { type Core, cores } from './core.ts';
import { countedByCore } from './counted/by-core.ts';
import { layerInstructions, runWork, worksOf } from './layer-instructions.ts';

/** How long one window takes on a board, and what it costs the battery. */
export interface TimeEstimate {
  readonly featuresMilliseconds: number;
  readonly networkMilliseconds: number;
  readonly milliseconds: number;
  readonly microjoules: number;
  /** Whole sentences for a report. */
  readonly how: string;
}

/** A library, and how many numbers it looks at; of frames the picture made of them counts. */
type Timed = Pick<CompiledLibrary, 'layers' | 'featureCount'> &
  Partial<Pick<CompiledImpulse, 'windowValues'>>;

/** Executed instructions for one window, as counted on an emulated core. */
export interface CountedInstructions {
  readonly features: number;
  readonly network: number;
}

/**
 * Time = (instructions × cycles for each + bytes of constants × wait) / clock; energy = time ×
 * power of the chip. Where nothing was counted (null), instructions follow from the work in the
 * layers, which is far coarser; the sentence says which it is.
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
    how: explain(core, board, counted !== null),
  };
}

/**
 * Of the features from the values of the window; of the network layer by layer where kernels were
 * counted on the core, else from the features and the multiply-accumulates.
 */
export function guessInstructions(compiled: Timed, core: Core): CountedInstructions {
  const features = (compiled.windowValues ?? compiled.featureCount) * core.perWindowValue;
  const network = compiled.layers.filter(({ stage }) => stage === 'network');
  const counted = countedByCore[core.id];
  if (counted) {
    const works = [...worksOf(network), runWork(network)];
    const all = works.reduce((sum, work) => sum + layerInstructions(work, counted), 0);
    return { features, network: Math.round(all) };
  }
  const macs = compiled.layers.reduce((sum, layer) => sum + layer.macs, 0);
  return { features, network: compiled.featureCount * core.perFeature + macs * core.perMac };
}

function explain(core: Core, board: Board, counted: boolean): string {
  const instructions = counted
    ? 'The instructions were counted on an emulated core'
    : countedByCore[core.id]
      ? 'No instructions were counted; those of the network follow from its layers and counts of such kernels, those of the ' +
        `features are guessed as ${core.perWindowValue} for each value of the window`
      : `No instructions were counted; they are guessed as ${core.perWindowValue} for each value of the ` +
        `window, ${core.perFeature} for each feature and ${core.perMac} for each multiply-accumulate`;
  const { features, network } = core.cyclesPerInstruction;
  return (
    `${instructions}. Time is ${features} cycles for each in the features and ${network} in the ` +
    `network, plus ${core.waitPerFlashByte} for each byte of constants read from flash (${core.source}), ` +
    `at ${board.clockMHz} MHz; energy is ${board.activeMilliwatts} mW of the ${board.chip} for that ` +
    'time. It was not measured on the board.'
  );
}
