import type { OpOf, WeightGrid } from './op.ts';

export type WeightedOp = OpOf<'dense' | 'conv2d' | 'depthwise2d'>;

/** The largest integer of a grid; −it is the smallest. */
export const gridLimit: { readonly [B in WeightGrid['bits']]: number } = { 8: 127, 4: 7 };

/**
 * How the weights of a layer belong to its output channels: weight i to ⌊i / run⌋ mod channels.
 * Output channels come last in a depthwise weight, and first in the others.
 */
export function channelsOf({ kind, weight, bias }: WeightedOp): { channels: number; run: number } {
  const channels = bias.data.length;
  return { channels, run: kind === 'depthwise2d' ? 1 : weight.data.length / channels };
}

/** The integer of the grid that is nearest to a weight. */
export function toGrid(weight: number, scale: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, Math.round(weight / scale)));
}

/** Weights as the integers of a grid stand for them. */
export function fillFromGrid(
  op: WeightedOp,
  { scales, bits }: WeightGrid,
  weights: ArrayLike<number>,
  out: Float32Array | Float64Array,
): void {
  const { channels, run } = channelsOf(op);
  const limit = gridLimit[bits];
  for (let i = 0; i < out.length; i++) {
    const scale = scales[Math.floor(i / run) % channels]!;
    out[i] = scale * toGrid(weights[i]!, scale, limit);
  }
}
