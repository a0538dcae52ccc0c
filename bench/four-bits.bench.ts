/** Weights of four bits beside eight on emulated cores: npm run bench -- four-bits [network] */
import { unwatched } from '../src/base/task.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import type { Optimise } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Graph, Op } from '../src/graph/op.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { golden } from '../test/goldens.ts';
import type { Measurement } from './measurement.ts';

const networks = ['kws_ref_model', 'pretrainedResnet_quant', 'vww_96_int8', 'ad01_int8'] as const;
const runs: readonly (readonly [CoreId, Optimise])[] = [
  ['cortex-m4', 'speed'],
  ['cortex-m4', 'balanced'],
  ['cortex-m4', 'flash'],
  ['cortex-m0plus', 'balanced'],
  ['cortex-m3', 'balanced'],
  ['cortex-m55', 'balanced'],
  ['rv32imc', 'balanced'],
];

export async function measure([only]: readonly string[]): Promise<Measurement> {
  const tools = await findTools();
  const runtime = await readRuntime();
  const rows: Record<string, string | number | boolean>[] = [];
  for (const name of networks) {
    if (only !== undefined && only !== name) continue;
    const { graph, cases } = golden(name, 'double');
    const inputs = cases.slice(0, 2).map(({ input }) => {
      const { type, shape } = graph.values[graph.inputs[0]!]!;
      return [tensor(type, shape, input)];
    });
    const proven = async (network: Graph, core: CoreId, optimise: Optimise) => {
      const header = { toolVersion: '0.0.0', seed: 1 };
      const kernels = kernelsFor(core, optimise);
      const options = { optimise, header, kernels };
      const compiled = compileNetwork({ ...network, name: 'network' }, runtime, options);
      const proof = await proveNetwork({ ...compiled, core, cases: inputs }, tools, unwatched);
      const right = proof.outputs.every(([output], i) => {
        const [meant] = evaluate(network, inputs[i]!);
        return meant!.data.every((value, k) => output!.data[k] === value);
      });
      return { compiled, right, insn: proof.instructions[0]!, flash: proof.flashBytes };
    };
    const [same, four] = [withSmallWeights(graph, 'i8'), withSmallWeights(graph, 'i4')];
    for (const [core, optimise] of runs) {
      const [eight, half] = [
        await proven(same, core, optimise),
        await proven(four, core, optimise),
      ];
      rows.push({
        network: name,
        core,
        optimise,
        'insn, 8': eight.insn,
        'insn, 4': half.insn,
        ratio: (half.insn / eight.insn).toFixed(3),
        'flash, 8': eight.flash,
        'flash, 4': half.flash,
        saved: `${Math.round(100 * (1 - half.flash / eight.flash))} %`,
        'arena, 8': eight.compiled.arenaBytes,
        'arena, 4': half.compiled.arenaBytes,
        'same answers': eight.right && half.right,
      });
    }
  }
  return {
    title: 'Weights of four bits beside eight',
    rows,
    notes: [
      'Instructions of one run; arena; flash of a whole program with start-up.',
      'Weights: those of the published network divided by 16 and rounded, as bytes and two in a byte; that costs accuracy, of which this table tells nothing.',
      'Same answers: outputs of both equal those of evaluate bit for bit.',
    ],
  };
}

/** The same network with its weights on a grid 16 times as wide. */
function withSmallWeights(graph: Graph, type: 'i8' | 'i4'): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, op: rounded(node.op, type) })),
  };
}

function rounded(op: Op, type: 'i8' | 'i4'): Op {
  if (!('weight' in op) || op.weight.type !== 'i8' || op.bias.type !== 'i32') return op;
  const { weight, bias, weightQuantization } = op;
  const data = Int8Array.from(weight.data, (w) => Math.max(-7, Math.min(7, Math.round(w / 16))));
  return {
    ...op,
    weight: tensor(type, weight.shape, data),
    weightQuantization: {
      ...weightQuantization!,
      scales: weightQuantization!.scales.map((scale) => Math.fround(16 * scale)),
    },
    bias: tensor(
      'i32',
      bias.shape,
      Int32Array.from(bias.data, (b) => Math.round(b / 16)),
    ),
  } as Op;
}
