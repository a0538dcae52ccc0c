import { macsOf } from '../costs.ts';
import type { CallKernel } from '../emit/kernel.ts';
import { portableWork } from '../estimate/layer-instructions.ts';
import { type LayerCall, layerCalls, type Program } from '../program.ts';

/** About how many instructions a layer takes: what its port expects, or as portable C does it. */
export function instructionsOf(
  { op, from, to }: Omit<LayerCall, 'kernel' | 'name'>,
  kernel: CallKernel,
): number {
  if (kernel.choice?.instructions) return kernel.choice.instructions;
  const inputs = from.map(({ shape }) => shape);
  const macs = op ? macsOf(op, to.shape, inputs[0] ?? []) : 0;
  const work = portableWork({ kind: op?.kind ?? 'copy', inputs, output: to.shape, macs });
  return work * (kernel.portableTimes ?? 1);
}

/** Of all layers of the network together. */
export function instructionsOfAll({ steps }: Program): number {
  const layers = steps.filter(({ stage }) => stage === 'network').flatMap(layerCalls);
  return layers.reduce((sum, layer) => sum + instructionsOf(layer, layer.kernel), 0);
}

/** A byte that is moved, in instructions. */
export const instructionsPerMovedByte = 4;
