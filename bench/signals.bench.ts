/** What every feature block costs on a Cortex-M4 and a Cortex-M0+: npm run bench -- signals */
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { planLogMel, toQ15 } from '../src/dsp/log-mel/log-mel.ts';
import { blockByPort } from '../test/block-on-core.ts';
import { logMelOnCore } from '../test/log-mel-program.ts';
import { benchWindows, defaultBlocks, sound } from './default-blocks.ts';
import type { Measurement } from './measurement.ts';

type Row = Record<string, string | number | boolean>;

export async function measure(): Promise<Measurement> {
  const rows: Row[] = fixedRows();
  for (const [what, block, signal] of defaultBlocks())
    rows.push(await blockRow(what, block, signal));
  return {
    title: 'Features on emulated cores, one window, each block at its defaults',
    rows,
    notes: [
      'Instructions are counted by the emulator; the M4 has the routines of its port; -O2.',
      'Sound: 1 s at 16 kHz. Motion: 128 readings of three axes. Heart: 30 s at 250 Hz. EEG: 4 s of one channel at 128 Hz.',
      'Same bits: every feature equals that of the studio.',
    ],
  };
}

/** Log-mel of 16-bit readings, as a stream or a window of a microphone gives them. */
function fixedRows(): Row[] {
  const x = toQ15(benchWindows(sound)[0]!, 32768);
  const { block } = chooseLogMel(sound);
  const forms: [string, Partial<typeof block>][] = [
    ['log-mel, 49 frames of 32 ms, 16-bit readings', {}],
    ['the same, no clamp', { rangeDb: 0 }],
    ['the same, frames of 25 ms', { rangeDb: 0, frameLength: 400 }],
    ['the same, 13 cepstral coefficients', { cepstra: 13 }],
  ];
  return forms.map(([what, some]) => {
    const one = { block: { ...block, ...some }, signal: sound };
    const expected = planLogMel(one.block, sound).evaluateQ15(x);
    const m4 = logMelOnCore('cortex-m4', 'port', one, [x]);
    const plain = logMelOnCore('cortex-m4', 'portable', one, [x]);
    const m0 = logMelOnCore('cortex-m0plus', 'portable', one, [x]);
    const all = [m4, plain, m0];
    return {
      block: what,
      features: expected.length,
      'M4 instructions': m4.instructions[0]!,
      'M4, portable C': plain.instructions[0]!,
      'M0+ instructions': m0.instructions[0]!,
      'same bits': all.every(({ features }) => features.every((value, i) => value === expected[i])),
    };
  });
}

async function blockRow(what: string, block: Block, signal: Signal): Promise<Row> {
  const windows = benchWindows(signal);
  const expected = windows.map((window) => planBlock(block, signal).evaluate(window));
  const costs: number[] = [];
  let same = true;
  for (const core of ['cortex-m4', 'cortex-m0plus'] as const) {
    const { features, instructions } = await blockByPort(core, block, signal, windows);
    costs.push(instructions);
    same &&= features.every((got, i) => got.every((value, k) => Object.is(value, expected[i]![k])));
  }
  return {
    block: what,
    features: expected[0]!.length,
    'M4 instructions': costs[0]!,
    'M0+ instructions': costs[1]!,
    'same bits': same,
  };
}
