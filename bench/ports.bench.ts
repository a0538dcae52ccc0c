/** MLPerf Tiny's networks on every emulated core but Cortex-M4: npm run bench -- ports [core …] */
import { unwatched } from '../src/base/task.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import { type CoreId, cores } from '../src/compile/estimate/core.ts';
import type { Optimise } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { golden } from '../test/goldens.ts';
import type { Measurement } from './measurement.ts';

const networks = ['kws_ref_model', 'vww_96_int8', 'pretrainedResnet_quant', 'ad01_int8'] as const;

type Peer = { readonly insn: number; readonly arena: number | null; readonly flash: number | null };

/**
 * TensorFlow Lite Micro 90b983c2b with CMSIS-NN 4ab83cc3 by the same compiler, for the first input, where
 * the whole was counted; without arena and flash: the sum of CMSIS-NN's convolutions and dense layers.
 */
const onM0: Readonly<Record<(typeof networks)[number], Peer>> = {
  kws_ref_model: { insn: 28_999_314, arena: 22_832, flash: 112_600 },
  vww_96_int8: { insn: 86_700_000, arena: null, flash: null },
  pretrainedResnet_quant: { insn: 97_554_577, arena: 54_992, flash: 154_708 },
  ad01_int8: { insn: 1_762_626, arena: 3_024, flash: 309_828 },
};

const onM3: typeof onM0 = {
  kws_ref_model: { insn: 10_430_000, arena: null, flash: null },
  vww_96_int8: { insn: 32_030_000, arena: null, flash: null },
  pretrainedResnet_quant: { insn: 39_290_000, arena: null, flash: null },
  ad01_int8: { insn: 958_000, arena: null, flash: null },
};

const onM55: typeof onM0 = {
  kws_ref_model: { insn: 1_813_005, arena: 27_360, flash: 99_116 },
  vww_96_int8: { insn: 6_557_931, arena: 100_784, flash: 378_468 },
  pretrainedResnet_quant: { insn: 4_913_502, arena: 55_040, flash: 140_420 },
  ad01_int8: { insn: 149_926, arena: 9_712, flash: 297_576 },
};

const peersOf: { readonly [K in CoreId]?: typeof onM0 | null } = {
  'cortex-m0plus': onM0,
  'cortex-m3': onM3,
  'cortex-m55': onM55,
  rv32imc: null,
};

const choices: readonly Optimise[] = ['speed', 'balanced', 'flash', 'ram'];

export async function measure(wanted: readonly string[]): Promise<Measurement> {
  const rows: Record<string, string | number | boolean>[] = [];
  const compilers = new Set<string>();
  const all = Object.keys(peersOf) as CoreId[];
  for (const core of all.filter((one) => wanted.length === 0 || wanted.includes(one))) {
    for (const name of networks) {
      const peer = peersOf[core]?.[name];
      for (const optimise of choices) {
        const { compiler, ...own } = await measureOne(core, name, optimise);
        compilers.add(`${cores[core].name}: ${compiler}`);
        rows.push({
          core,
          network: name,
          optimise,
          insn: own.insn,
          'TFLM insn': peer?.insn ?? '-',
          ratio: peer ? (own.insn / peer.insn).toFixed(3) : '-',
          arena: own.arena,
          'TFLM arena': peer?.arena ?? '-',
          flash: own.flash,
          'TFLM flash': peer?.flash ?? '-',
          'same answers': own.same,
        });
      }
    }
  }
  return {
    title: 'MLPerf Tiny on emulated cores beside TensorFlow Lite Micro with CMSIS-NN',
    rows,
    notes: [
      'Instructions of one run on the first input, everything included; arena with inputs and outputs.',
      "Where TFLM has no arena: the sum of CMSIS-NN's convolutions and dense layers alone.",
      'Same answers: all outputs of all inputs equal those of TensorFlow Lite Micro bit for bit.',
      'No build of TensorFlow Lite Micro for RV32IMC was counted.',
      ...compilers,
    ],
  };
}

async function measureOne(core: CoreId, name: string, optimise: Optimise) {
  const { graph, cases } = golden(name, 'double');
  const { type, shape } = graph.values[graph.inputs[0]!]!;
  const compiled = compileNetwork({ ...graph, name: 'network' }, await readRuntime(), {
    optimise,
    header: { toolVersion: '0.0.0', seed: 1 },
    kernels: kernelsFor(core, optimise),
  });
  const inputs = cases.map(({ input }) => [tensor(type, shape, input)]);
  const request = { ...compiled, core, cases: inputs };
  const proof = await proveNetwork(request, await findTools(), unwatched);
  const same = proof.outputs.every(([output], i) =>
    cases[i]!.output.every((value, k) => output!.data[k] === value),
  );
  return {
    compiler: proof.compiler,
    insn: proof.instructions[0]!,
    arena: compiled.arenaBytes + compiled.stateBytes,
    flash: proof.flashBytes,
    same,
  };
}
