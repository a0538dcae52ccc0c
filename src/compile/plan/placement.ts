import type { Block, Overlay, Storage } from './storage.ts';

/** Every block begins at a multiple of this, which serves float, int32_t and words of int8. */
const alignment = 4;

/** Which blocks of a storage meet in time, and where they may lie when they do. */
export interface Placement {
  readonly blocks: readonly Block[];
  /** Of each block: those that it meets, with what each may share with it. */
  readonly neighbours: readonly (readonly Neighbour[])[];
  /** Of each block: those that must keep a place relative to it, directly or through others. */
  readonly tied: readonly (readonly { readonly block: number; readonly ahead: number }[])[];
}

interface Neighbour {
  readonly block: number;
  readonly overlays: readonly Overlay[];
  /** Where a block may rest on this neighbour, from the neighbour's beginning. */
  readonly rests: readonly number[];
}

/** Begins of blocks in bytes; undefined where a block is not placed yet. */
export type Offsets = (number | undefined)[];

export function placementOf({ blocks, overlays }: Storage): Placement {
  const neighbours = blocks.map((block, a) =>
    blocks.flatMap((other, b): Neighbour[] => {
      if (a === b || block.from > other.to || other.from > block.to) return [];
      const shared = overlays.filter(
        ({ input, output }) =>
          (input.block === a && output.block === b) || (input.block === b && output.block === a),
      );
      return [{ block: b, overlays: shared, rests: restsOn(blocks, b, shared) }];
    }),
  );
  return { blocks, neighbours, tied: blocks.map((_, a) => tiedTo(a, overlays)) };
}

/** Everything that a kernel wants at a certain place relative to block `a`. */
function tiedTo(a: number, overlays: readonly Overlay[]): { block: number; ahead: number }[] {
  const ties = new Map([[a, 0]]);
  for (const [block, ahead] of ties) {
    for (const { input, output, aheadMin, aheadMax } of overlays) {
      if (!Number.isFinite(aheadMin) || !Number.isFinite(aheadMax)) continue;
      const apart = input.offset - output.offset - aheadMin;
      if (output.block === block && !ties.has(input.block)) ties.set(input.block, ahead - apart);
      if (input.block === block && !ties.has(output.block)) ties.set(output.block, ahead + apart);
    }
  }
  ties.delete(a);
  return Array.from(ties, ([block, ahead]) => ({ block, ahead }));
}

/** Above a neighbour, or at either end of what an overlay with it allows. */
function restsOn(blocks: readonly Block[], other: number, overlays: readonly Overlay[]): number[] {
  const ends = overlays.map(({ input, output, aheadMin, aheadMax }) =>
    output.block === other
      ? aheadMin + output.offset - input.offset
      : input.offset - output.offset - aheadMax,
  );
  return [aligned(blocks[other]!.bytes), ...ends.filter(Number.isFinite)];
}

/** The lowest place at or above `floor` where a block touches something below it and fits. */
export function lowestOffset(
  placement: Placement,
  offsets: Offsets,
  block: number,
  floor = 0,
): number {
  let lowest = Number.POSITIVE_INFINITY;
  if (floor === 0 && fitsAt(placement, offsets, block, 0)) return 0;
  for (const { block: other, rests } of placement.neighbours[block]!) {
    const at = offsets[other];
    if (at === undefined) continue;
    for (const rest of rests) {
      const place = aligned(at + rest);
      if (place < floor || place < 0 || place >= lowest) continue;
      if (fitsAt(placement, offsets, block, place)) lowest = place;
    }
  }
  return lowest;
}

/** Whether a block keeps apart from all that are placed, or shares only what it may. */
export function fitsAt(
  { blocks, neighbours }: Placement,
  offsets: Offsets,
  block: number,
  at: number,
): boolean {
  for (const one of neighbours[block]!) {
    const other = offsets[one.block];
    if (other !== undefined && !areApart(blocks, block, at, one, other)) return false;
  }
  return true;
}

/** No common byte, except where one block may take over bytes of the other. */
function areApart(
  blocks: readonly Block[],
  block: number,
  at: number,
  neighbour: Neighbour,
  atOther: number,
): boolean {
  const start = Math.max(at, atOther);
  const end = Math.min(at + blocks[block]!.bytes, atOther + blocks[neighbour.block]!.bytes);
  if (start >= end) return true;
  let shared = 0;
  for (const { input, output, aheadMin, aheadMax } of neighbour.overlays) {
    const [from, to] = input.block === block ? [at, atOther] : [atOther, at];
    const ahead = from + input.offset - (to + output.offset);
    if (ahead < aheadMin || ahead > aheadMax) continue;
    const first = Math.max(from + input.offset, to + output.offset);
    const last = Math.min(from + input.offset + input.bytes, to + output.offset + output.bytes);
    shared += Math.max(0, last - first);
  }
  return end - start <= shared;
}

export function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** How many bytes a step saves at most where its output lies over an input. */
export function shareable({ input, output, aheadMin, aheadMax }: Overlay): number {
  // The output begins at 0, the input `ahead` bytes later; the nearest place saves most.
  const ahead = Math.min(Math.max(0, aheadMin), aheadMax);
  const union = Math.max(output.bytes, ahead + input.bytes, -ahead + output.bytes);
  return Math.max(0, input.bytes + output.bytes - union);
}
