import { unwatched } from '../src/base/task.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { countedByCore, timesByCore } from '../src/compile/estimate/counted/by-core.ts';
import { layerInstructions, worksOf } from '../src/compile/estimate/layer-instructions.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { golden, goldenNames } from '../test/goldens.ts';

/** Published networks, `balanced`: what `thimble profile` estimates of one run, and what it counts of the first input. */
export async function judgePublished(core: CoreId) {
  const tools = await findTools();
  const runtime = await readRuntime();
  const rows: Record<string, string | number>[] = [];
  for (const name of goldenNames()) {
    const { graph, cases } = golden(name, 'double');
    const { type, shape } = graph.values[graph.inputs[0]!]!;
    const compiled = compileNetwork({ ...graph, name: 'network' }, runtime, {
      header: { toolVersion: '0.0.0', seed: 1 },
      kernels: kernelsFor(core),
    });
    const inputs = [tensor(type, shape, cases[0]!.input)];
    const request = { ...compiled, core, cases: [inputs] };
    const { instructions } = await proveNetwork(request, tools, unwatched);
    const counted = instructions[0]!;
    const estimated = worksOf(compiled.layers).reduce(
      (sum, work) => sum + layerInstructions(work, countedByCore[core], timesByCore[core]),
      0,
    );
    const error = 100 * (estimated / counted - 1);
    const sign = error < 0 ? '−' : '+';
    rows.push({
      network: name,
      core,
      estimated: Math.round(estimated),
      counted,
      error: `${sign}${Math.abs(error).toFixed(1)} %`,
    });
  }
  return rows;
}
