/**
 * Published networks on an emulated Cortex-M4 beside TFLM with CMSIS-NN: npm run bench -- kernels
 * [c [clang | plain] [cortex-m7 | cortex-m33]].
 * With `c` by kernels in C, whose instructions stand beside those in assembly; with `clang` behind it the
 * library is compiled by that, with `plain` by GCC without its own inline assembly; or on another core with
 * the same kernels.
 */
import { unwatched } from '../src/base/task.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import { codeBytes } from '../src/compile/estimate/code-bytes.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import {
  coresInBothLanguages,
  type KernelLanguage,
  type Optimise,
} from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { type ProveNetworkOptions, proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { type Golden, golden, goldenNames } from '../test/goldens.ts';
import { clangObjects, plainObjects } from '../test/network-batch.ts';
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

export async function measure(args: readonly string[]): Promise<Measurement> {
  const [language, ...how] = args;
  if (language === 'c') {
    const compilation = how.find((one) => one in compilations);
    return measureC(
      compilation,
      coresInBothLanguages.find((core) => how.includes(core)),
    );
  }
  const rows: Row[] = [];
  let compiler = '';
  for (const name of goldenNames().filter((one) => peers[one])) {
    const [insn, arena, flash] = peers[name]!;
    for (const optimise of choices) {
      const one = await countNetwork(golden(name, 'double'), optimise, 'assembly');
      compiler = one.compiler;
      rows.push({
        network: name,
        optimise,
        insn: one.insn,
        'TFLM insn': insn,
        ratio: (one.insn / insn).toFixed(3),
        arena: one.arena,
        'TFLM arena': arena,
        flash: one.flash,
        'TFLM flash': flash,
        'same answers': one.same,
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

const compilations: { readonly [name: string]: ProveNetworkOptions } = {
  clang: { compile: clangObjects },
  plain: { compile: plainObjects },
};

/** Kernels in C beside those in assembly, for speed. */
async function measureC(
  compilation: string | undefined,
  core: CoreId = 'cortex-m4',
): Promise<Measurement> {
  const options = compilation === undefined ? {} : compilations[compilation]!;
  const rows: Row[] = [];
  for (const name of goldenNames().filter((one) => peers[one])) {
    const [insn] = peers[name]!;
    const network = golden(name, 'double');
    const assembly = await countNetwork(network, 'speed', 'assembly', core);
    const c = await countNetwork(network, 'speed', 'c', core, options);
    rows.push({
      network: name,
      assembly: assembly.insn,
      C: c.insn,
      'C over assembly': (c.insn / assembly.insn).toFixed(3),
      'TFLM insn': insn,
      'C over TFLM': (c.insn / insn).toFixed(3),
      'flash, assembly': assembly.flash,
      'flash, C': c.flash,
      'flash, C, estimated': c.estimatedFlash,
      'same answers': assembly.same && c.same,
    });
  }
  return {
    title: `The same networks by kernels in C beside those in assembly, \`--optimise speed\`, ${core}`,
    rows,
    notes: [
      `C compiled by ${compilation === undefined ? 'GCC' : compilation === 'clang' ? 'clang' : 'GCC without inline assembly'} with -O2.`,
    ],
  };
}

type Row = Measurement['rows'][number];

async function countNetwork(
  { graph, cases }: Golden,
  optimise: Optimise,
  language: KernelLanguage,
  core: CoreId = 'cortex-m4',
  options: ProveNetworkOptions = {},
) {
  const tools = await findTools();
  const { type, shape } = graph.values[graph.inputs[0]!]!;
  const compiled = compileNetwork({ ...graph, name: 'network' }, await readRuntime(), {
    optimise,
    header: { toolVersion: '0.0.0', seed: 1 },
    kernels: kernelsFor(core, optimise, language),
  });
  const inputs = cases.map(({ input }) => [tensor(type, shape, input)]);
  const request = { ...compiled, core, cases: inputs };
  const proof = await proveNetwork(request, tools, unwatched, options);
  const same = proof.outputs.every(([output], i) =>
    cases[i]!.output.every((value, k) => output!.data[k] === value),
  );
  return {
    insn: proof.instructions[0]!,
    arena: compiled.arenaBytes + compiled.stateBytes,
    flash: proof.flashBytes,
    estimatedFlash: compiled.constantBytes + codeBytes(compiled, core),
    compiler: proof.compiler,
    same,
  };
}
