/** What features of a window cost on a Cortex-M4, part by part: npm run bench -- spectral */
import { Random } from '../src/base/random.ts';
import { type Block, type ConfigField, planBlock, type Signal } from '../src/dsp/block.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import type { SpectralBlock } from '../src/dsp/spectral.ts';
import { blockByPort } from '../test/block-on-core.ts';
import type { Measurement } from './measurement.ts';

const signal: Signal = {
  axes: ['accX', 'accY', 'accZ', 'gyrX', 'gyrY', 'gyrZ'],
  sampleRateHz: 52,
  length: 256,
};

export async function measure(): Promise<Measurement> {
  const rows: Record<string, string | number | boolean>[] = [];
  for (const [what, block] of Object.entries(blocks())) {
    const plan = planBlock(block, signal);
    const windows = someWindows();
    const made = await blockByPort('cortex-m4', block, signal, windows);
    const expected = windows.map((window) => plan.evaluate(window));
    rows.push({
      block: what,
      features: plan.featureNames.length,
      instructions: made.instructions,
      'scratch bytes': 4 * plan.scratchFloats,
      'table bytes': tableBytes(plan.config),
      'same bits': made.features.every((got, i) =>
        got.every((value, k) => Object.is(value, expected[i]![k])),
      ),
    });
  }
  return {
    title: `Features of one window of ${signal.length} readings of ${signal.axes.length} axes on an emulated Cortex-M4F`,
    rows,
    notes: [
      'Instructions are counted by the emulator, the mean of four windows; without standardising.',
      'Same bits: every feature of every window equals that of the studio.',
    ],
  };
}

function blocks(): Record<string, Block> {
  const { block } = chooseSpectral(signal);
  const bare: SpectralBlock = { ...block, maximum: false, peaks: 0, correlations: false };
  const filter = { kind: 'low', cutoffHz: 10, order: 4 } as const;
  return {
    'spectral, as chosen': block,
    'without correlations': { ...block, correlations: false },
    'without peaks': { ...block, peaks: 0 },
    'without largest powers': { ...block, maximum: false },
    'shape and mean powers alone': bare,
    'the same, as they are instead of log': { ...bare, log: false },
    'the same, frames not overlapping': { ...bare, overlap: false },
    'the same, filtered by order 4': { ...bare, filter },
    'one reading in two kept': { ...bare, decimation: 2 },
    'with powers between five edges': { ...bare, powerEdges: [0.5, 1, 2, 5, 10] },
    'with extra low frequencies': { ...bare, fftLength: 16, extraLow: true },
    flatten: { kind: 'flatten', version: 1, scale: 1, statistics },
    'raw, mean and strength taken out': {
      kind: 'raw',
      version: 1,
      removeMean: true,
      scales: signal.axes.map(() => 1),
      groups: signal.axes.map((_, axis) => Math.floor(axis / 3)),
      quiet: 0.01,
    },
  };
}

function someWindows(): Float32Array[] {
  const random = new Random(1, 'bench');
  return Array.from({ length: 4 }, () =>
    Float32Array.from({ length: signal.length * signal.axes.length }, () => random.normal()),
  );
}

function tableBytes(fields: readonly ConfigField[]): number {
  return fields.reduce((sum, { value }) => {
    if ('struct' in value) return sum + tableBytes(value.struct);
    return sum + ('table' in value ? value.table.byteLength : 0);
  }, 0);
}
