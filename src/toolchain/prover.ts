import type { CoreId } from '../compile/estimate/core.ts';
import type { Prove } from '../pipeline/proof.ts';
import { deviceTools, findTools, missingTools } from './find-tools.ts';
import { emulatedCores } from './machines.ts';
import { prove } from './prove.ts';

/** How a library for a core is proven on this machine, or the sentence that says why it cannot be. */
export async function proverFor(core: CoreId): Promise<Prove | string> {
  if (!emulatedCores.includes(core)) return `No emulator here runs a ${core}.`;
  const tools = await findTools();
  return missingTools(tools, deviceTools) ?? ((request, task) => prove(request, tools, task));
}
