import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unwatched } from '../src/base/task.ts';
import { type CompiledImpulse, compileImpulse } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import { proverFor } from '../src/toolchain/prover.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { blockImpulse } from './block-impulse.ts';
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

/** The same as a library has it, with the routines of the core's port; and the instructions of one window. */
export async function blockByPort(
  core: CoreId,
  block: Block,
  signal: Signal,
  windows: readonly Float32Array[],
  form: { readonly standardized?: boolean } = {},
): Promise<BlockRun> {
  const prove = await proverFor(core);
  if (typeof prove === 'string') throw new Error(prove);
  const compiled = compileImpulse(blockImpulse([block], signal, form), await readRuntime(), {
    strideReadings: signal.length,
    header: { toolVersion: '0.0.0', seed: 1 },
    kernels: kernelsFor(core),
  });
  const request = {
    core,
    name: 'blocks',
    files: compiled.files,
    windowValues: compiled.windowValues,
    features: compiled.featureCount,
    labels: 2,
    arenaBytes: compiled.arenaBytes,
    framed: compiled.framed,
    windows,
  };
  const proof = await prove(request, unwatched);
  const features = proof.features.map((row) => Float32Array.from(row));
  const { instructions, flashBytes } = proof;
  return { compiled, features, instructions: instructions.features, flashBytes };
}

interface BlockRun {
  readonly compiled: CompiledImpulse;
  readonly features: readonly Float32Array[];
  readonly instructions: number;
  /** Of a whole program. */
  readonly flashBytes: number;
}
