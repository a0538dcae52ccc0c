import { macsOf } from '../costs.ts';
import type { CallKernel } from '../emit/kernel.ts';
import { structureWork } from '../estimate/layer-instructions.ts';
import { type LayerCall, layerCalls, type Program } from '../program.ts';

/** About how many instructions a layer takes: what its kernel's structure says, as often as counted on its core. */
export function instructionsOf(
  { op, from, to }: Omit<LayerCall, 'kernel' | 'name'>,
  kernel: CallKernel,
): number {
  const { choice = null, times = 1 } = kernel;
  const inputs = from.map(({ shape }) => shape);
  const macs = op ? macsOf(op, to.shape, inputs[0] ?? []) : 0;
  const kind = op?.kind ?? 'copy';
  return structureWork({ kind, inputs, output: to.shape, macs, choice }) * times;
}

/** Of all layers of the network together. */
export function instructionsOfAll({ steps }: Program): number {
  const layers = steps.filter(({ stage }) => stage === 'network').flatMap(layerCalls);
  return layers.reduce((sum, layer) => sum + instructionsOf(layer, layer.kernel), 0);
}

/** A byte that is moved, in instructions. */
export const instructionsPerMovedByte = 4;
