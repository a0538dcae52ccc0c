import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import { configSource } from './block-program.ts';
import { type CoreProgram, runOnCore } from './core-program.ts';

const runtime = join(import.meta.dirname, '..', 'runtime', 'dsp');

/** Features of many windows of floats on a core, one window after another. */
export function blockOnCore(
  core: CoreProgram['core'],
  block: Block,
  signal: Signal,
  windows: readonly Float32Array[],
): Float32Array {
  const plan = planBlock(block, signal);
  const values = signal.length * signal.axes.length;
  const features = plan.featureNames.length;
  const main = `
#include "core-program.h"
#include "thimble_${block.kind}.h"

${configSource('config', block.kind, plan)}
static float window[${values}], scratch[${plan.scratchFloats + 1}], features[${features}];

int program(void) {
    while (host_read(window, sizeof window)) {
        thimble_${block.kind}_f32(&config, window, scratch, features);
        host_write(features, sizeof features);
    }
    return 0;
}
`;
  const input = new Float32Array(values * windows.length);
  for (const [i, window] of windows.entries()) input.set(window, i * values);
  const sources = readdirSync(runtime)
    .filter((file) => file.endsWith('.c'))
    .map((file) => join(runtime, file));
  const { output } = runOnCore({
    core,
    sources,
    includes: [runtime],
    main,
    input: new Uint8Array(input.buffer),
    flags: ['-O2'],
  });
  return new Float32Array(output.buffer);
}
