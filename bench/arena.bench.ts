/** The arena of published networks by what is spared, and what it costs: npm run bench -- arena */
import { cpuUsage } from 'node:process';
import { unwatched } from '../src/base/task.ts';
import { type CompiledNetwork, compileNetwork } from '../src/compile/compile.ts';
import type { KernelTable } from '../src/compile/emit/kernel.ts';
import { portableKernels } from '../src/compile/emit/portable.ts';
import type { Optimise } from '../src/compile/options.ts';
import { prepare } from '../src/compile/passes/prepare.ts';
import { arrange } from '../src/compile/plan/arrange.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { makeNetworkProgram } from '../src/compile/program.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { type Golden, golden, noGoldens } from '../test/goldens.ts';
import { casesOf } from '../test/network-programs.ts';
import type { Measurement } from './measurement.ts';

/** The smallest arena of TensorFlow Lite Micro with CMSIS-NN, and what we aimed at, in bytes. */
const peers: Readonly<Record<string, { tflm: number; balanced: number; ram?: number }>> = {
  hello_world_int8: { tflm: 1_168, balanced: 64 },
  ad01_int8: { tflm: 3_024, balanced: 2_000, ram: 768 },
  trained_lstm_int8: { tflm: 4_064, balanced: 1_500 },
  micro_speech_quantized: { tflm: 6_848, balanced: 4_500 },
  magic_wand: { tflm: 9_328, balanced: 5_000 },
  keyword_scrambled_8bit: { tflm: 10_560, balanced: 5_000 },
  str_ww_ref_model: { tflm: 16_608, balanced: 8_000 },
  kws_ref_model: { tflm: 22_832, balanced: 10_900, ram: 9_000 },
  pretrainedResnet_quant: { tflm: 55_008, balanced: 40_000, ram: 21_000 },
  person_detect: { tflm: 82_320, balanced: 40_000 },
  vww_96_int8: { tflm: 100_720, balanced: 46_000, ram: 37_000 },
};

const kernelSets = {
  portable: () => portableKernels,
  'cortex-m4': (optimise: Optimise) => kernelsFor('cortex-m4', optimise),
} as const;

export async function measure(): Promise<Measurement> {
  if (noGoldens) throw new Error(noGoldens);
  const rows = [];
  for (const [name, peer] of Object.entries(peers)) {
    const one = golden(name, 'double');
    for (const [kernels, tableFor] of Object.entries(kernelSets)) {
      for (const optimise of ['speed', 'balanced', 'ram'] as const) {
        const row = await rowOf(one, optimise, tableFor(optimise), peer);
        rows.push({ model: name, kernels, spares: optimise, ...row });
      }
    }
  }
  return {
    title: 'The arena of published networks, inputs, outputs and scratch inside, on a Cortex-M4',
    rows,
    notes: [
      'bound: proven for these calls in this order; gap: bytes above it. state: kept between calls, outside.',
      'goal met: arena and state together. TFLM: smallest arena, with CMSIS-NN kernels.',
      'Instructions of one run, stack and same bits (all golden cases) as the emulated core shows them.',
      'plan ms: processor time for order, streams, kernels, moves, offsets and proof; median of three.',
    ],
  };
}

async function rowOf(
  one: Golden,
  optimise: Optimise,
  kernels: KernelTable,
  { tflm, ...goals }: (typeof peers)[string],
): Promise<Record<string, string | number | boolean>> {
  const header = { toolVersion: 'bench', seed: 1 };
  const options = { header, optimise, kernels };
  const compiled = compileNetwork(one.graph, await readRuntime(), options);
  const { arenaBytes, stateBytes, plan } = compiled;
  const goal = optimise === 'ram' ? (goals.ram ?? goals.balanced) : goals.balanced;
  return {
    arena: arenaBytes,
    state: stateBytes,
    goal,
    'goal met': arenaBytes + stateBytes <= goal,
    TFLM: tflm,
    ratio: Number(((arenaBytes + stateBytes) / tflm).toFixed(3)),
    bound: plan.lowerBoundBytes,
    gap: plan.arenaBytes - plan.lowerBoundBytes,
    'plan ms': planMs(one, optimise, kernels),
    ...(await onCore(one, compiled)),
  };
}

function planMs({ graph }: Golden, optimise: Optimise, kernels: KernelTable): number {
  const program = makeNetworkProgram(prepare(graph), kernels);
  const times = [1, 2, 3].map(() => {
    const before = cpuUsage();
    arrange(program, optimise);
    return cpuUsage(before).user / 1000;
  });
  return Math.round(times.sort((a, b) => a - b)[1]!);
}

async function onCore(one: Golden, compiled: CompiledNetwork) {
  const request = { ...compiled, core: 'cortex-m4', cases: casesOf(one) } as const;
  const proof = await proveNetwork(request, await findTools(), unwatched);
  const same = proof.outputs.every(
    ([output], i) => Array.from(output!.data).join() === one.cases[i]!.output.join(),
  );
  return { instructions: proof.instructions[0]!, stack: proof.stackBytes, 'same bits': same };
}
