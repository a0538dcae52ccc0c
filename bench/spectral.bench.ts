/** What features of a window cost on a Cortex-M4, part by part: npm run bench -- spectral */
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import type { SpectralBlock } from '../src/dsp/spectral.ts';
import { proverFor } from '../src/toolchain/prover.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { configSource } from '../test/block-program.ts';
import type { Measurement } from './measurement.ts';

const signal: Signal = {
  axes: ['accX', 'accY', 'accZ', 'gyrX', 'gyrY', 'gyrZ'],
  sampleRateHz: 52,
  length: 256,
};

export async function measure(): Promise<Measurement> {
  const prove = await proverFor('cortex-m4');
  if (typeof prove === 'string') throw new Error(prove);
  const rows: Record<string, string | number | boolean>[] = [];
  for (const [what, block] of Object.entries(blocks())) {
    const plan = planBlock(block, signal);
    const windows = someWindows();
    const proof = await prove(
      {
        core: 'cortex-m4',
        name: 'block',
        files: await library(block),
        windowValues: windows[0]!.length,
        features: plan.featureNames.length,
        labels: 1,
        arenaBytes: 4 * plan.scratchFloats,
        windows,
      },
      unwatched,
    );
    const expected = windows.map((window) => plan.evaluate(window));
    rows.push({
      block: what,
      features: plan.featureNames.length,
      instructions: proof.instructions.features,
      'scratch bytes': 4 * plan.scratchFloats,
      'table bytes': tableBytes(block),
      'same bits': proof.features.every((got, i) =>
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

function tableBytes(block: Block): number {
  return planBlock(block, signal).config.reduce(
    (sum, { value }) => sum + ('table' in value ? value.table.byteLength : 0),
    0,
  );
}

/** A library whose features are the block's and whose network does nothing. */
async function library(block: Block): Promise<Map<string, string>> {
  const plan = planBlock(block, signal);
  const header = `#ifndef THIMBLE_BLOCK_H
#define THIMBLE_BLOCK_H

#include <stdint.h>

typedef struct {
    float scratch[${plan.scratchFloats}];
} thimble_block_arena;

typedef struct {
    float score[1];
    int32_t label;
} thimble_block_result;

int thimble_block_features(const float *window, thimble_block_arena *arena, float *features);
int thimble_block_network(const float *features, thimble_block_arena *arena,
                          thimble_block_result *result);
int thimble_block_run(const float *window, thimble_block_arena *arena,
                      thimble_block_result *result);

#endif
`;
  const source = `#include "thimble_block.h"

#include "thimble_${block.kind}.h"

${configSource('settings', block.kind, plan)}
int thimble_block_features(const float *window, thimble_block_arena *arena, float *features) {
    thimble_${block.kind}_f32(&settings, window, arena->scratch, features);
    return 0;
}

int thimble_block_network(const float *features, thimble_block_arena *arena,
                          thimble_block_result *result) {
    (void)arena;
    result->score[0] = features[0];
    result->label = 0;
    return 0;
}

int thimble_block_run(const float *window, thimble_block_arena *arena,
                      thimble_block_result *result) {
    static float features[${plan.featureNames.length}];
    (void)thimble_block_features(window, arena, features);
    return thimble_block_network(features, arena, result);
}
`;
  const files = new Map([...(await readRuntime())].filter(([name]) => isOfDsp(name)));
  return files.set('thimble_block.h', header).set('thimble_block.c', source);
}

function isOfDsp(file: string): boolean {
  return /^thimble_(exact_float|fft|filter|flatten|float|raw|spectral|upright)\.[ch]$/.test(file);
}
