import { compileNetwork } from '../src/compile/compile.ts';
import type { KernelTable } from '../src/compile/emit/kernel.ts';
import { evaluateNext } from '../src/graph/evaluate.ts';
import type { Graph } from '../src/graph/op.ts';
import { initialState } from '../src/graph/state.ts';
import type { NetworkUnderProof } from '../src/pipeline/network/network-proof.ts';
import { type Tensor, tensor } from '../src/tensor/tensor.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import type { Golden } from './goldens.ts';

/** A network as a library with the cases that it is to be run on. */
export async function underProof(
  graph: Graph,
  cases: readonly (readonly Tensor[])[],
  kernels?: KernelTable,
): Promise<NetworkUnderProof> {
  const header = { toolVersion: '0.0.0', seed: 0 };
  const options = { header, ...(kernels && { kernels }) };
  return { ...compileNetwork(graph, await readRuntime(), options), cases };
}

export function casesOf({ graph, cases }: Golden, most = cases.length): Tensor[][] {
  const { type, shape } = graph.values[graph.inputs[0]!]!;
  return cases.slice(0, most).map(({ input }) => [tensor(type, shape, input)]);
}

/** What evaluate answers to the cases of a network, one after another on one state. */
export function meantAnswers(graph: Graph, cases: readonly (readonly Tensor[])[]): Tensor[][] {
  let state = initialState(graph);
  return cases.map((inputs) => {
    const next = evaluateNext(graph, inputs, state);
    state = next.state;
    return next.outputs;
  });
}
