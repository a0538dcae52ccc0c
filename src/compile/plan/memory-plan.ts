import { stepBoundOf } from './bound.ts';
import {
  aligned,
  fitsAt,
  lowestOffset,
  type Offsets,
  type Placement,
  placementOf,
} from './placement.ts';
import type { Block, Storage } from './storage.ts';

/** Where each block lies in the arena. */
export interface MemoryPlan {
  /** Of each block, in bytes from the beginning of the arena. */
  readonly offsets: readonly number[];
  readonly arenaBytes: number;
  /** No plan for these steps in this order can be smaller: what was proven. */
  readonly lowerBoundBytes: number;
  /** What the fullest step needs by itself. */
  readonly fullestStepBytes: number;
  /** Placements that were tried. */
  readonly tried: number;
}

/** An empty union is no C: the smallest arena is one word. */
export function arenaBytesOf({ arenaBytes }: MemoryPlan): number {
  return Math.max(4, arenaBytes);
}

/**
 * Offsets by first fit, largest block first (Pisarchyk and Lee 2020, "Efficient Memory Management
 * for Deep Neural Net Inference"), then by other orders and by orders that learn from the block on
 * top, then by branch and bound until the lower bound is met, every arrangement is ruled out, or
 * `triesMax` placements are spent. A plan of the lower bound's size is the best there is. The same
 * input gives the same plan.
 */
export function planMemory(storage: Storage, triesMax = 20_000): MemoryPlan {
  const stepBound = stepBoundOf(storage);
  const search: Search = {
    placement: placementOf(storage),
    stepBound,
    enough: stepBound([]),
    best: null,
    tried: 0,
    triesMax,
  };
  for (const order of startingOrders(storage.blocks)) improve(search, order);
  branch(
    search,
    storage.blocks.map(() => undefined),
    0,
    0,
    -1,
  );
  const { offsets, arenaBytes } = search.best!;
  const exhausted = search.tried < search.triesMax;
  const lowerBoundBytes = exhausted ? arenaBytes : search.enough;
  const { enough: fullestStepBytes, tried } = search;
  return { offsets, arenaBytes, lowerBoundBytes, fullestStepBytes, tried };
}

interface Search {
  readonly placement: Placement;
  /** What the blocks that are not placed yet need at the fullest step, at least. */
  readonly stepBound: (offsets: Offsets) => number;
  readonly enough: number;
  best: { readonly offsets: number[]; readonly arenaBytes: number } | null;
  tried: number;
  readonly triesMax: number;
}

function startingOrders(blocks: readonly Block[]): number[][] {
  const life = ({ from, to }: Block) => to - from + 1;
  const measures: readonly ((block: Block) => number)[] = [
    (block) => block.bytes,
    (block) => block.bytes * life(block),
    life,
    (block) => -block.from,
    (block) => block.from,
    // Outputs trail their inputs in one row downwards; what lives for one step finds room above.
    (block) => (block.to > block.from ? 1e6 : 0) + block.from,
  ];
  const indices = blocks.map((_, i) => i);
  return measures.map((measure) =>
    indices.toSorted((a, b) => measure(blocks[b]!) - measure(blocks[a]!) || a - b),
  );
}

/** First fit in a given order; then what lies on top goes first, as long as that may help. */
function improve(search: Search, start: readonly number[]): void {
  const { placement } = search;
  let order = [...start];
  for (let round = 0; round < 12; round++) {
    if (isGoodEnough(search)) return;
    const offsets: Offsets = placement.blocks.map(() => undefined);
    for (const block of order) offsets[block] = lowestOffset(placement, offsets, block);
    search.tried += order.length;
    keepIfBetter(search, offsets);
    const ends = placement.blocks.map(({ bytes }, i) => offsets[i]! + bytes);
    const top = ends.indexOf(Math.max(...ends));
    if (order[0] === top) return;
    order = [top, ...order.filter((block) => block !== top)];
  }
}

/**
 * Places blocks from the bottom of the arena upwards, each where it touches what lies below it:
 * every arrangement that cannot be pushed further down is found in this way once (after Moffitt
 * 2023, "MiniMalloc"). `last` is the block placed before, at `floor`.
 */
function branch(search: Search, offsets: Offsets, floor: number, top: number, last: number): void {
  const { placement } = search;
  const moves: { block: number; at: number }[] = [];
  for (const block of placement.blocks.keys()) {
    if (offsets[block] !== undefined) continue;
    for (const at of placesOf(placement, offsets, block, floor)) {
      const turn = at > floor || last < block || isRelated(placement, last, block);
      if (turn && at < Number.POSITIVE_INFINITY) moves.push({ block, at });
    }
  }
  if (moves.length === 0) {
    if (!offsets.includes(undefined)) keepIfBetter(search, offsets);
    return;
  }
  const bytes = (block: number) => placement.blocks[block]!.bytes;
  moves.sort((a, b) => a.at - b.at || bytes(b.block) - bytes(a.block) || a.block - b.block);
  for (const { block, at } of moves) {
    if (isGoodEnough(search) || search.tried >= search.triesMax) return;
    search.tried++;
    const end = Math.max(top, at + bytes(block));
    if (aligned(end) >= search.best!.arenaBytes) continue;
    // Whatever is not placed yet will lie at or above this block's beginning.
    offsets[block] = at;
    if (at + search.stepBound(offsets) < search.best!.arenaBytes) {
      branch(search, offsets, at, end, block);
    }
    offsets[block] = undefined;
  }
}

/** Where a block may rest, or where it must lie so that what is tied to it rests. */
function placesOf(
  placement: Placement,
  offsets: Offsets,
  block: number,
  floor: number,
): Set<number> {
  const places = new Set([lowestOffset(placement, offsets, block, floor)]);
  for (const tie of placement.tied[block]!) {
    if (offsets[tie.block] !== undefined) continue;
    const at = lowestOffset(placement, offsets, tie.block, 0) + tie.ahead;
    if (at >= floor && fitsAt(placement, offsets, block, at)) places.add(at);
  }
  return places;
}

function isRelated({ neighbours }: Placement, a: number, b: number): boolean {
  if (a < 0) return true;
  return neighbours[a]!.some((one) => one.block === b && one.overlays.length > 0);
}

function isGoodEnough({ best, enough }: Search): boolean {
  return best !== null && best.arenaBytes <= enough;
}

function keepIfBetter(search: Search, offsets: Offsets): void {
  const ends = search.placement.blocks.map(({ bytes }, i) => offsets[i]! + bytes);
  const arenaBytes = aligned(Math.max(0, ...ends));
  if (search.best && search.best.arenaBytes <= arenaBytes) return;
  search.best = { offsets: offsets.map((offset) => offset!), arenaBytes };
}
