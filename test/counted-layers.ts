import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { type CompiledLayer, compileNetwork } from '../src/compile/compile.ts';
import { type KernelTable, mapCalls } from '../src/compile/emit/kernel.ts';
import { portableKernels } from '../src/compile/emit/portable.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { type KernelLanguage, kernelLanguages } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Graph } from '../src/graph/op.ts';
import { sizeOf, type Tensor, tensor } from '../src/tensor/tensor.ts';
import type { Tools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { type Layer, layersNetwork } from './port-graphs.ts';

/** Layers by themselves, by every kernel that a core has for them, counted on an emulated one. */

export interface CountedLayer {
  readonly layer: CompiledLayer;
  /** Executed, the call of its kernel included. */
  readonly instructions: number;
}

/** Each layer by the kernel that is chosen for it, by each that stands by, and by portable C. */
export async function countLayers(
  layers: readonly Layer[],
  core: CoreId,
  tools: Tools,
): Promise<CountedLayer[]> {
  const graph = layersNetwork('counted', layers, 'double');
  const counted = await countBy(graph, portableKernels, core, tools);
  // the kernels of other cores are in one language
  for (const language of core === 'cortex-m4' ? kernelLanguages : (['assembly'] as const)) {
    counted.push(...(await countIn(language, graph, core, tools)));
  }
  return counted;
}

async function countIn(
  language: KernelLanguage,
  graph: Graph,
  core: CoreId,
  tools: Tools,
): Promise<CountedLayer[]> {
  const counted: CountedLayer[] = [];
  for (const optimise of ['speed', 'balanced'] as const) {
    let isLast = false;
    for (let standsBy = 0; !isLast; standsBy++) {
      isLast = true;
      const table = mapCalls(kernelsFor(core, optimise, language), (kernel) => {
        let one = kernel;
        for (let i = 0; i < standsBy && one.spare; i++) one = one.spare;
        const { spare, ...alone } = one;
        if (spare) isLast = false;
        return alone;
      });
      counted.push(...(await countBy(graph, table, core, tools)));
    }
  }
  return counted;
}

async function countBy(
  graph: Graph,
  kernels: KernelTable,
  core: CoreId,
  tools: Tools,
): Promise<CountedLayer[]> {
  const header = { toolVersion: '0.0.0', seed: 1 };
  const options = { header, kernels, optimise: 'speed', marks: true } as const;
  const compiled = compileNetwork(graph, await readRuntime(), options);
  const inputs = inputsOf(graph);
  const request = { ...compiled, core, cases: [inputs], marks: compiled.layers.length };
  const { outputs, layerInstructions } = await proveNetwork(request, tools, unwatched);
  const meant = evaluate(graph, inputs);
  for (const [i, { data }] of outputs[0]!.entries()) {
    if (!data.every((value, k) => value === meant[i]!.data[k])) {
      throw new Error(`layer ${i} answers something else on a ${core}`);
    }
  }
  return compiled.layers.map((layer) => {
    return { layer, instructions: layerInstructions[layer.step]! };
  });
}

function inputsOf({ inputs, values }: Graph): Tensor[] {
  const random = new Random(3, 'counted layers');
  return inputs.map((id) => {
    const { shape } = values[id]!;
    const data = Int8Array.from({ length: sizeOf(shape) }, () => random.below(256) - 128);
    return tensor('i8', shape, data);
  });
}
