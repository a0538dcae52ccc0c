import { join } from 'node:path';
import { dspFeatures } from '../src/compile/ports/cortex-m-dsp/features.ts';
import type { Signal } from '../src/dsp/block.ts';
import { type LogMelBlock, planLogMel } from '../src/dsp/log-mel/log-mel.ts';
import { configSource } from './block-program.ts';
import { type CoreAnswer, type CoreProgram, runOnCore } from './core-program.ts';

const runtime = join(import.meta.dirname, '..', 'runtime');
const port = join(runtime, 'port', 'cortex-m-dsp');

/** C of the log-mel block, for programs that call it. */
export const logMelSources = [
  'thimble_log_mel.c',
  'thimble_spectrum_q15.c',
  'thimble_mel_bands_q15.c',
  'thimble_log2_q16.c',
].map((file) => join(runtime, 'dsp', file));

/** How a core does frames: in portable C, or by the routines of the port for a Cortex-M with DSP. */
export type FrameForm = 'portable' | 'port';

/**
 * Features of many windows of 16-bit readings on a core, [windows, frames, width], and the instructions
 * of each window; at the end those of one frame.
 */
export function logMelOnCore(
  core: CoreProgram['core'],
  form: FrameForm,
  { block, signal }: { readonly block: LogMelBlock; readonly signal: Signal },
  windows: readonly Int16Array[],
  flags: readonly string[] = ['-O2'],
): { readonly features: Int16Array; readonly instructions: CoreAnswer['instructions'] } {
  const plan = planLogMel(block, signal);
  const { length } = signal;
  const own = form === 'port' ? portParts(block, signal) : { head: '', config: (c: string) => c };
  const count = plan.frames * plan.width;
  const main = `
#include "core-program.h"
#include "thimble_log_mel.h"
${own.head}
${own.config(configSource('config', 'log_mel', plan))}
static int16_t x[${length + 1}] __attribute__((aligned(4)));
static int32_t scratch[${1.5 * block.fftLength}];
static int16_t features[${plan.frames * block.bands}];

int program(void) {
    for (int turn = 0; turn < ${windows.length}; turn++) {
        if (!host_read(x, ${2 * length})) {
            return 1;
        }
        count_begin();
        thimble_log_mel_q15(&config, x, ${length}, scratch, features);
        count_end();
        host_write(features, ${2 * count});
    }
    count_begin();
    config.frame(&config, x, (thimble_bin_q15 *)(void *)scratch, features);
    count_end();
    return 0;
}
`;
  const answer = runOnCore({
    core,
    sources: logMelSources,
    includes: [join(runtime, 'dsp'), port, join(port, 'dsp')],
    main,
    input: bytesOf(windows),
    flags,
    ...('assembly' in own && { assembly: own.assembly }),
  });
  return {
    features: new Int16Array(answer.output.buffer),
    instructions: answer.instructions,
  };
}

function bytesOf(windows: readonly Int16Array[]): Uint8Array {
  const all = new Int16Array(windows.reduce((sum, window) => sum + window.length, 0));
  let at = 0;
  for (const window of windows) {
    all.set(window, at);
    at += window.length;
  }
  return new Uint8Array(all.buffer);
}

/** The routines that the port makes for a block, and its settings with them. */
function portParts(block: LogMelBlock, signal: Signal) {
  const { routines } = dspFeatures(block, planLogMel(block, signal));
  if (!routines) throw new Error('The port has no routines for this block.');
  const uses = routines.map(
    ({ name, macro, parameters }) => `${macro} ${[name, ...parameters].join(', ')}`,
  );
  const [frame, bank, clamp] = routines.map(({ name }) => name) as [string, string, string];
  return {
    head: routines.map(({ type, name }) => `extern ${type} ${name};`).join('\n'),
    assembly: `#include "${routines[0]!.file}"\n${uses.join('\n')}\n`,
    config: (source: string) =>
      source
        .replace('    thimble_log_mel_frame_q15,', `    ${frame},`)
        .replace(/ {4}0,\n {4}thimble_log_mel_clamp_q15,/, `    ${bank},\n    ${clamp},`),
  };
}
