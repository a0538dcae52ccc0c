import { aligned, type Offsets, shareable } from './placement.ts';
import type { Storage } from './storage.ts';

/**
 * What lives together at the fullest step, less what may be shared there: no plan is smaller. The
 * function answers for the blocks without an offset alone.
 */
export function stepBoundOf({ blocks, overlays }: Storage): (offsets: Offsets) => number {
  const last = Math.max(-1, ...blocks.map(({ to }) => to));
  const savings = overlays.map(shareable);
  const steps = Array.from({ length: last + 1 }, (_, step) => {
    const living = [...blocks.keys()].filter(
      (i) => blocks[i]!.from <= step && step <= blocks[i]!.to,
    );
    const shared = [...overlays.keys()].filter(
      (k) =>
        living.includes(overlays[k]!.input.block) && living.includes(overlays[k]!.output.block),
    );
    return { living, shared };
  }).filter((step, at, all) => !all.some((other, i) => holds(other, step, i < at)));
  return (offsets) => {
    let bound = 0;
    for (const { living, shared } of steps) {
      let bytes = 0;
      for (const i of living) if (offsets[i] === undefined) bytes += aligned(blocks[i]!.bytes);
      const saved = new Map<string, number>();
      for (const k of shared) {
        const { input, output } = overlays[k]!;
        if (offsets[input.block] !== undefined || offsets[output.block] !== undefined) continue;
        const key = `${output.block}+${output.offset}`;
        const most = aligned(output.bytes);
        saved.set(key, Math.min(most, (saved.get(key) ?? 0) + aligned(savings[k]!)));
      }
      for (const some of saved.values()) bytes -= some;
      bound = Math.max(bound, bytes);
    }
    return bound;
  };
}

interface Step {
  readonly living: readonly number[];
  readonly shared: readonly number[];
}

/** A step whose blocks all live at another step, with nothing more to share there, says nothing. */
function holds(other: Step, step: Step, earlier: boolean): boolean {
  if (other === step) return false;
  const more = other.living.length > step.living.length || earlier;
  const all = step.living.every((i) => other.living.includes(i));
  return more && all && other.shared.every((k) => step.shared.includes(k));
}
