import { contentHash } from '../../../base/hash.ts';
import type { Block, BlockPlan, ConfigTable } from '../../../dsp/block.ts';
import type { LogMelBlock } from '../../../dsp/log-mel/log-mel.ts';
import { featuresKernel } from '../../emit/features.ts';
import type { CallKernel, LayerField, Routine } from '../../emit/kernel.ts';
import { floatSound } from './sound.ts';

/** Features for a Cortex-M with DSP extension: spectra by routines made for their length. */
export function dspFeatures(block: Block, plan: BlockPlan): CallKernel {
  const portable = featuresKernel(block, plan);
  const isFloat = ['mfe', 'mfcc', 'pcen', 'spectrogram'].includes(block.kind);
  if (isFloat) return floatSound(portable);
  if (block.kind === 'spectral_q15') return withPowers(portable, block.fftLength);
  if (block.kind !== 'log_mel' || !isPossible(block, plan)) return portable;
  const { config, tables } = portable.data;
  const [frame, bank] = [frameRoutine(block, plan), bankRoutine(plan)];
  const routines = new Map([
    ['frame', frame],
    ['bank', bank],
    ['clamp', clamp],
  ]);
  const fields = config!.fields.map((field): LayerField => {
    const routine = routines.get(field.comment);
    return routine ? { comment: field.comment, routine: routine.name } : field;
  });
  // The bank's routine holds counts and weights itself.
  const isHeld = (suffix: string) => suffix === 'counts' || suffix === 'weights';
  const left = tables.map((table) =>
    isHeld(table.suffix) ? { ...table, values: new Int16Array(0) } : table,
  );
  return {
    ...portable,
    data: { tables: left, config: { ...config!, fields } },
    routines: [frame, bank, clamp],
    choice: {
      name: 'log-mel in assembly',
      reason: `an FFT of ${block.fftLength} and a bank of ${block.bands} bands in straight code`,
      instructions: null,
    },
  };
}

/** Spectra of 16-bit frames by a routine made for their length; y, where frames begin, is even. */
function withPowers(portable: CallKernel, fftLength: number): CallKernel {
  const routine: Routine = {
    name: `powers_${fftLength}`,
    file: 'thimble_spectrum_q15_dsp.inc',
    macro: 'thimble_powers',
    parameters: [fftLength / 2],
    type: 'thimble_powers_routine',
  };
  const { config, tables } = portable.data;
  const fields = config!.fields.map((field): LayerField => {
    return field.comment === 'powers' ? { comment: 'powers', routine: routine.name } : field;
  });
  return {
    ...portable,
    data: { tables, config: { ...config!, fields } },
    routines: [routine],
    choice: {
      name: 'spectra in assembly',
      reason: `an FFT of ${fftLength} in straight passes`,
      instructions: null,
    },
  };
}

/** Routines reach 2048 readings, know no band without a bin, and keep the sums in half of their room. */
function isPossible({ fftLength, bands }: LogMelBlock, plan: BlockPlan): boolean {
  return fftLength <= 2048 && bands <= fftLength / 2 && intOf(plan, 'narrow_count') === 0;
}

const file = 'thimble_log_mel_dsp.inc';

const clamp: Routine = {
  name: 'log_mel_clamp',
  file,
  macro: 'thimble_log_mel_clamp',
  parameters: [],
  type: 'thimble_log_mel_clamp_routine',
};

function frameRoutine({ fftLength, frameLength, bands }: LogMelBlock, plan: BlockPlan): Routine {
  const parameters = [fftLength / 2, frameLength, bands, intOf(plan, 'energy_bits')];
  return {
    name: `log_mel_frame_${parameters.join('_')}`,
    file,
    macro: 'thimble_log_mel_frame',
    parameters,
    type: 'thimble_log_mel_frame_routine',
  };
}

function bankRoutine(plan: BlockPlan): Routine {
  const weights = Array.from(tableOf(plan, 'weights'));
  let at = 0;
  const segments = Array.from(tableOf(plan, 'counts'), (count) => {
    at += count;
    return [count, ...weights.slice(at - count, at)];
  });
  const parameters = [weights.length, ...segments.flat()];
  return {
    name: `log_mel_bank_${contentHash(parameters.join()).slice(0, 8)}`,
    file,
    macro: 'thimble_mel_bank',
    parameters,
    type: 'thimble_log_mel_bank_routine',
  };
}

function intOf(plan: BlockPlan, name: string): number {
  const value = plan.config.find((field) => field.name === name)?.value;
  return value && 'int' in value ? value.int : 0;
}

function tableOf(plan: BlockPlan, name: string): ConfigTable {
  const value = plan.config.find((field) => field.name === name)?.value;
  return value && 'table' in value ? value.table : new Int16Array(0);
}
