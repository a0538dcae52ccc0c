import type { Block, Overlay, Storage } from './storage.ts';

/** Where each block lies in the arena. */
export interface MemoryPlan {
  /** Of each block, in bytes from the beginning of the arena. */
  readonly offsets: readonly number[];
  readonly arenaBytes: number;
  /** No plan for this order of steps can be smaller. */
  readonly lowerBoundBytes: number;
  /** Placements that were tried. */
  readonly tried: number;
}

/** An empty union is no C: the smallest arena is one word. */
export function arenaBytesOf({ arenaBytes }: MemoryPlan): number {
  return Math.max(4, arenaBytes);
}

/** Every block begins at a multiple of this, which serves float, int32_t and words of int8. */
const alignment = 4;

/**
 * Offsets by first fit, largest block first (Pisarchyk and Lee 2020, "Efficient Memory Management
 * for Deep Neural Net Inference"), then by other orders, then by branch and bound over all orders
 * until the lower bound is met or `triesMax` placements are spent. The same input gives the same
 * plan. A plan of the lower bound's size is the best there is.
 */
export function planMemory(storage: Storage, triesMax = 50_000): MemoryPlan {
  const { blocks } = storage;
  const lowerBoundBytes = lowerBound(storage);
  const search: Search = { storage, best: null, tried: 0, triesMax, enough: lowerBoundBytes };
  for (const order of startingOrders(blocks)) {
    const offsets: number[] = [];
    for (const block of order) offsets[block] = lowestOffset(storage, offsets, block);
    search.tried += order.length;
    keepIfBetter(search, offsets);
  }
  const [bySize] = startingOrders(blocks);
  branch(search, bySize!, [], 0);
  const { offsets, arenaBytes } = search.best!;
  return { offsets, arenaBytes, lowerBoundBytes, tried: search.tried };
}

interface Search {
  readonly storage: Storage;
  best: { offsets: number[]; arenaBytes: number } | null;
  tried: number;
  readonly triesMax: number;
  readonly enough: number;
}

function startingOrders(blocks: readonly Block[]): number[][] {
  const life = ({ from, to }: Block) => to - from + 1;
  const measures: readonly ((block: Block) => number)[] = [
    (block) => block.bytes,
    (block) => block.bytes * life(block),
    life,
    (block) => -block.from,
  ];
  const indices = blocks.map((_, i) => i);
  return measures.map((measure) =>
    indices.toSorted((a, b) => measure(blocks[b]!) - measure(blocks[a]!) || a - b),
  );
}

/** Places the blocks one after the other in every order, as long as that can still beat the best. */
function branch(search: Search, rest: readonly number[], offsets: number[], top: number): void {
  if (rest.length === 0) {
    keepIfBetter(search, offsets);
    return;
  }
  for (const block of rest) {
    if (search.best!.arenaBytes <= search.enough || search.tried >= search.triesMax) return;
    search.tried++;
    const offset = lowestOffset(search.storage, offsets, block);
    const end = Math.max(top, offset + search.storage.blocks[block]!.bytes);
    if (aligned(end) >= search.best!.arenaBytes) continue;
    offsets[block] = offset;
    const others = rest.filter((other) => other !== block);
    branch(search, others, offsets, end);
    delete offsets[block];
  }
}

function keepIfBetter(search: Search, offsets: readonly number[]): void {
  const ends = search.storage.blocks.map(({ bytes }, i) => offsets[i]! + bytes);
  const arenaBytes = aligned(Math.max(0, ...ends));
  if (search.best && search.best.arenaBytes <= arenaBytes) return;
  search.best = { offsets: [...offsets], arenaBytes };
}

/** The lowest place of a block among those already placed. */
function lowestOffset(storage: Storage, offsets: readonly number[], block: number): number {
  const neighbours = [...offsets.keys()].filter(
    (other) => offsets[other] !== undefined && meet(storage.blocks[other]!, storage.blocks[block]!),
  );
  const ends = neighbours.map((other) => aligned(offsets[other]! + storage.blocks[other]!.bytes));
  const starts = storage.overlays.flatMap(({ input, output }) => {
    const [at, own] = output.block === block ? [input, output] : [output, input];
    const other = offsets[at.block];
    return own.block !== block || other === undefined ? [] : [other + at.offset - own.offset];
  });
  const candidates = [0, ...ends, ...starts].filter((at) => at >= 0 && at % alignment === 0);
  candidates.sort((a, b) => a - b);
  return candidates.find((at) =>
    neighbours.every((other) => areApart(storage, other, offsets[other]!, block, at)),
  )!;
}

function meet(a: Block, b: Block): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** No common byte, except where one block may take over bytes of the other. */
function areApart(storage: Storage, a: number, atA: number, b: number, atB: number): boolean {
  const start = Math.max(atA, atB);
  const end = Math.min(atA + storage.blocks[a]!.bytes, atB + storage.blocks[b]!.bytes);
  if (start >= end) return true;
  const allowed = overlaysBetween(storage, a, b).reduce((sum, { input, output }) => {
    const [inA, inB] = input.block === a ? [input, output] : [output, input];
    const same = atA + inA.offset === atB + inB.offset;
    return sum + (same ? Math.min(inA.bytes, inB.bytes) : 0);
  }, 0);
  return end - start <= allowed;
}

function overlaysBetween({ overlays }: Storage, a: number, b: number): Overlay[] {
  return overlays.filter(
    ({ input, output }) =>
      (input.block === a && output.block === b) || (input.block === b && output.block === a),
  );
}

/** What lives together at the fullest step, less what may be shared there. */
function lowerBound({ blocks, overlays }: Storage): number {
  const last = Math.max(-1, ...blocks.map(({ to }) => to));
  let bound = 0;
  for (let step = 0; step <= last; step++) {
    const lives = ({ from, to }: Block) => from <= step && step <= to;
    const all = blocks.filter(lives).reduce((sum, { bytes }) => sum + aligned(bytes), 0);
    // One output takes over one input at most.
    const shared = new Map<string, number>();
    for (const { input, output } of overlays) {
      if (!lives(blocks[input.block]!) || !lives(blocks[output.block]!)) continue;
      const key = `${output.block}+${output.offset}`;
      const bytes = aligned(Math.min(input.bytes, output.bytes));
      shared.set(key, Math.max(shared.get(key) ?? 0, bytes));
    }
    bound = Math.max(bound, all - shared.values().reduce((sum, bytes) => sum + bytes, 0));
  }
  return aligned(bound);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
