import type { CoreId } from '../compile/estimate/core.ts';
import type { ProveNetwork } from '../pipeline/network/network-proof.ts';
import type { Prove } from '../pipeline/proof.ts';
import { findTools, missingTools, type Tools } from './find-tools.ts';
import { emulatedCores, machineFor } from './machines.ts';
import { prove } from './prove.ts';
import { proveNetwork } from './prove-network.ts';

/** How a library for a core is proven on this machine, or the sentence that says why it cannot be. */
export async function proverFor(core: CoreId): Promise<Prove | string> {
  const tools = await toolsFor(core);
  return typeof tools === 'string' ? tools : (request, task) => prove(request, tools, task);
}

/** How a network alone is proven on a core on this machine, or why it cannot be. */
export async function networkProverFor(core: CoreId): Promise<ProveNetwork | string> {
  const tools = await toolsFor(core);
  return typeof tools === 'string' ? tools : (request, task) => proveNetwork(request, tools, task);
}

async function toolsFor(core: CoreId): Promise<Tools | string> {
  if (!emulatedCores.includes(core)) return `No emulator here has the core ${core}.`;
  const tools = await findTools();
  return missingTools(tools, machineFor(core).toolchain.needed) ?? tools;
}
