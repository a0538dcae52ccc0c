/** Published networks as portable C beside TensorFlow Lite Micro: npm run bench -- compiler */
import { unwatched } from '../src/base/task.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import type { Optimise } from '../src/compile/options.ts';
import { tensor } from '../src/tensor/tensor.ts';
import type { Optimise as Flag } from '../src/toolchain/build-firmware.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { golden, goldenNames } from '../test/goldens.ts';
import type { Measurement } from './measurement.ts';

/** What TensorFlow Lite Micro takes: instructions for the first input, code without the model. */
interface Peer {
  readonly insn?: number;
  readonly code?: number;
}

/**
 * TensorFlow Lite Micro 90b983c2b with CMSIS-NN 4ab83cc3, arm-none-eabi-gcc 12.2, the same emulated
 * machines; -O2 is its own default, -Os everything for size.
 */
const peers: { readonly [run: string]: { readonly [name: string]: Peer } } = {
  'cortex-m4 -O2': {
    hello_world_int8: { insn: 3_502, code: 28_648 },
    micro_speech_quantized: { insn: 1_495_367, code: 44_688 },
    magic_wand: { insn: 1_857_958, code: 47_296 },
    kws_ref_model: { insn: 7_697_227, code: 53_884 },
    ad01_int8: { insn: 582_825, code: 28_648 },
    str_ww_ref_model: { insn: 2_227_448, code: 51_348 },
    trained_lstm_int8: { insn: 576_292, code: 44_864 },
    keyword_scrambled_8bit: { insn: 120_265, code: 48_476 },
    pretrainedResnet_quant: { insn: 29_861_817, code: 51_656 },
    person_detect: { insn: 22_928_024, code: 44_140 },
    vww_96_int8: { insn: 24_101_523, code: 53_884 },
  },
  'cortex-m4 -Os': {
    hello_world_int8: { insn: 3_815, code: 23_432 },
    micro_speech_quantized: { insn: 2_394_803, code: 38_512 },
    magic_wand: { insn: 2_558_363, code: 40_160 },
    kws_ref_model: { insn: 9_225_034, code: 46_620 },
    ad01_int8: { insn: 843_333, code: 23_432 },
    str_ww_ref_model: { insn: 2_557_183, code: 44_564 },
    trained_lstm_int8: { insn: 758_621, code: 38_496 },
    keyword_scrambled_8bit: { insn: 143_264, code: 41_372 },
    pretrainedResnet_quant: { insn: 41_074_953, code: 43_784 },
    person_detect: { insn: 27_104_441, code: 41_772 },
    vww_96_int8: { insn: 28_556_461, code: 46_620 },
  },
  'cortex-m0plus -O2': {
    hello_world_int8: { insn: 7_111, code: 32_852 },
    micro_speech_quantized: { insn: 2_596_247, code: 49_484 },
    kws_ref_model: { insn: 28_999_314, code: 58_664 },
    ad01_int8: { insn: 1_762_626, code: 32_852 },
    pretrainedResnet_quant: { insn: 97_554_577, code: 56_212 },
  },
};

const runs: readonly (readonly [CoreId, Flag, Optimise])[] = [
  ['cortex-m4', '-O2', 'balanced'],
  ['cortex-m4', '-Os', 'flash'],
  ['cortex-m0plus', '-O2', 'balanced'],
  ['rv32imc', '-O2', 'balanced'],
];

export async function measure(only: readonly string[]): Promise<Measurement> {
  const [tools, runtime] = [await findTools(), await readRuntime()];
  const rows: Record<string, string | number | boolean>[] = [];
  const names = goldenNames().filter((name) => only.length === 0 || only.includes(name));
  for (const [core, flag, optimise] of runs) {
    for (const name of names) {
      const { graph, cases } = golden(name, 'double');
      const header = { toolVersion: '0.0.0', seed: 0 };
      const compiled = compileNetwork(graph, runtime, { header, optimise });
      const { type, shape } = graph.values[graph.inputs[0]!]!;
      const inputs = cases.map(({ input }) => [tensor(type, shape, input)]);
      const request = { ...compiled, core, cases: inputs };
      const proof = await proveNetwork(request, tools, unwatched, { optimise: flag });
      const { insn, code: peerCode } = peers[`${core} ${flag}`]?.[name] ?? {};
      const code = proof.flashBytes - proof.flashParts.constants;
      const same = proof.outputs.filter(([output], i) =>
        cases[i]!.output.every((value, k) => output!.data[k] === value),
      );
      rows.push({
        network: name,
        core,
        build: `${flag}, ${optimise}`,
        arena: compiled.arenaBytes + compiled.stateBytes,
        stack: proof.stackBytes,
        code,
        'TFLM code': peerCode ?? '',
        'code ratio': peerCode ? (code / peerCode).toFixed(3) : '',
        image: proof.flashBytes,
        insn: proof.instructions[0]!,
        'TFLM insn': insn ?? '',
        'insn ratio': insn ? (proof.instructions[0]! / insn).toFixed(3) : '',
        identical: `${same.length} of ${cases.length}`,
      });
    }
  }
  return {
    title: 'Published int8 networks as portable C99, without a port',
    rows,
    notes: [
      'arena: with inputs, outputs, scratch and what is kept between calls. code: flash of a whole program less the model’s constants (weights, tables, settings).',
      'TFLM: TensorFlow Lite Micro with CMSIS-NN on the same emulated core, copied from an earlier measurement; its code is flash less the .tflite file.',
    ],
  };
}
