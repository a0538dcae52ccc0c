import { type Block, planBlock, type Signal } from './block.ts';

/** Which features to make of windows of one form. */
export interface FeatureWork {
  readonly blocks: readonly Block[];
  readonly signal: Signal;
}

/** Features of windows that lie one behind another: for each block [windows, size], packed. */
export function featureRows(
  { blocks, signal }: FeatureWork,
  windows: Float32Array,
): Float32Array<ArrayBuffer>[] {
  const length = signal.length * signal.axes.length;
  const count = windows.length / length;
  return blocks.map((block) => {
    const plan = planBlock(block, signal);
    const size = plan.featureNames.length;
    const rows = new Float32Array(count * size);
    for (let i = 0; i < count; i++) {
      rows.set(plan.evaluate(windows.subarray(i * length, (i + 1) * length)), i * size);
    }
    return rows;
  });
}
