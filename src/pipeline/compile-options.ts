import type { CoreId } from '../compile/estimate/core.ts';
import { kernelsFor } from '../compile/ports/port.ts';
import type { BuildSettings } from './settings.ts';

/** What a library of any kind is compiled with. */
export function compileOptionsOf(
  { toolVersion, seed, optimise = 'balanced', kernels }: BuildSettings,
  core: CoreId,
) {
  const header = { toolVersion, seed };
  return { header, optimise, kernels: kernelsFor(core, optimise, kernels) };
}
