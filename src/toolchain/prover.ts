import type { CoreId } from '../compile/estimate/core.ts';
import type { Prove } from '../pipeline/proof.ts';
import { missingDeviceTools } from './find-tools.ts';
import { hasMachine } from './machines.ts';
import { prove } from './prove.ts';

/** How a library for a core is proven on this machine, or the sentence that says why it cannot be. */
export async function proverFor(core: CoreId): Promise<Prove | string> {
  if (!hasMachine(core)) return `No emulator here runs a ${core}.`;
  return (await missingDeviceTools()) ?? prove;
}
