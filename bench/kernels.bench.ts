/** Published networks on an emulated Cortex-M4 beside TFLM with CMSIS-NN: npm run bench -- kernels */
import { unwatched } from '../src/base/task.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import type { Optimise } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { golden, goldenNames } from '../test/goldens.ts';
import type { Measurement } from './measurement.ts';

/**
 * TensorFlow Lite Micro 90b983c2b with CMSIS-NN 4ab83cc3 on the same emulated core and compiler, -O2,
 * for the first input: instructions, smallest arena, flash with the model.
 */
const peers: { readonly [name: string]: readonly [insn: number, arena: number, flash: number] } = {
  hello_world_int8: [3_502, 1_168, 31_352],
  micro_speech_quantized: [1_495_367, 6_848, 63_488],
  magic_wand: [1_857_958, 9_328, 78_176],
  kws_ref_model: [7_697_227, 22_832, 107_820],
  ad01_int8: [582_825, 3_024, 305_624],
  str_ww_ref_model: [2_227_448, 16_608, 125_868],
  trained_lstm_int8: [576_292, 4_064, 58_816],
  keyword_scrambled_8bit: [120_265, 10_560, 78_108],
  pretrainedResnet_quant: [29_861_817, 55_008, 150_152],
  person_detect: [22_928_024, 82_320, 344_708],
  vww_96_int8: [24_101_523, 100_720, 387_172],
};

const choices: readonly Optimise[] = ['speed', 'balanced', 'flash', 'ram'];

export async function measure(): Promise<Measurement> {
  const tools = await findTools();
  const runtime = await readRuntime();
  const rows: Record<string, string | number | boolean>[] = [];
  let compiler = '';
  for (const name of goldenNames().filter((one) => peers[one])) {
    const { graph, cases } = golden(name, 'double');
    const { type, shape } = graph.values[graph.inputs[0]!]!;
    const [insn, arena, flash] = peers[name]!;
    for (const optimise of choices) {
      const compiled = compileNetwork({ ...graph, name: 'network' }, runtime, {
        optimise,
        header: { toolVersion: '0.0.0', seed: 1 },
        kernels: kernelsFor('cortex-m4', optimise),
      });
      const inputs = cases.map(({ input }) => [tensor(type, shape, input)]);
      const request = { ...compiled, core: 'cortex-m4', cases: inputs } as const;
      const proof = await proveNetwork(request, tools, unwatched);
      const same = proof.outputs.every(([output], i) =>
        cases[i]!.output.every((value, k) => output!.data[k] === value),
      );
      compiler = proof.compiler;
      rows.push({
        network: name,
        optimise,
        insn: proof.instructions[0]!,
        'TFLM insn': insn,
        ratio: (proof.instructions[0]! / insn).toFixed(3),
        arena: compiled.arenaBytes + compiled.stateBytes,
        'TFLM arena': arena,
        flash: proof.flashBytes,
        'TFLM flash': flash,
        'same answers': same,
      });
    }
  }
  return {
    title:
      'Published networks on an emulated Cortex-M4F beside TensorFlow Lite Micro with CMSIS-NN',
    rows,
    notes: [
      'Instructions of one run on the first input, everything included; arena with inputs, outputs and state.',
      'Same answers: all outputs of all inputs equal those of TensorFlow Lite Micro bit for bit.',
      'Flash is that of a whole program with start-up and the C library that it needs; TFLM has a minimal one too.',
      `Ours by ${compiler}.`,
      'Instructions are not cycles: no real board has confirmed any model of cycles for these kernels.',
    ],
  };
}
