import type { MemoryId, Program, Step } from '../program.ts';
import { aligned, shareable } from './placement.ts';
import { assignStorage, overlayOf } from './storage.ts';

/**
 * The same steps in an order that needs least memory at its fullest step (Liberis and Lane 2019,
 * "Neural networks on microcontrollers: saving memory at inference via operator reordering"). Exact,
 * by a search over all sets of steps that may be done first, as long as `statesMax` of them are
 * enough; after that the better of the given order and of always taking the step that needs least.
 */
export function orderSteps(program: Program, statesMax = 12_000): Program {
  const first = program.steps.findIndex(({ stage }) => stage === 'network');
  if (first < 0) return program;
  const search = searchOf(program, first, statesMax);
  const inOrder = (order: readonly number[]): Program => {
    const steps = order.map((at) => search.steps[at]!);
    return { ...program, steps: [...program.steps.slice(0, first), ...steps] };
  };
  const peakOf = (one: Program) => Math.max(...bytesOfSteps(one, first));
  const quick = inOrder(quickOrder(search));
  let best = peakOf(quick) < peakOf(program) ? quick : program;
  let [low, high] = [leastPeak(search), peakOf(best)];
  while (low < high && search.left > 0) {
    const limit = Math.floor((low + high) / 2);
    search.next = high;
    search.failed.clear();
    const order: number[] = [];
    if (extend(search, limit, order)) {
      best = inOrder(order);
      high = peakOf(best);
    } else {
      low = search.next;
    }
  }
  return best;
}

/** What each step of the network needs of the arena while it runs, in the given order. */
export function bytesOfSteps(program: Program, first: number): number[] {
  const search = searchOf(program, first, 0);
  return search.steps.map((_, at) => bytesInOrder(search, at));
}

/** The same for one step, counted from the first of the network. */
export function bytesOfStep(program: Program, first: number, at: number): number {
  return bytesInOrder(searchOf(program, first, 0), at);
}

function bytesInOrder(search: Search, at: number): number {
  const done = search.steps.map((_, i) => i < at);
  return bytesDuring(search, at, done);
}

interface Search {
  readonly steps: readonly Step[];
  /** Of each memory: its bytes in the arena, its maker and its readers among `steps`. */
  readonly memories: readonly ArenaMemory[];
  readonly failed: Set<string>;
  /** States that may still be looked at. */
  left: number;
  /** The least memory beyond the limit that a step asked for. */
  next: number;
}

interface ArenaMemory {
  readonly bytes: number;
  readonly maker: number;
  readonly readers: readonly number[];
  /** Whether it must stand when all steps are done. */
  readonly stays: boolean;
}

function searchOf(program: Program, first: number, left: number): Search {
  const steps = program.steps.slice(first);
  const { places } = assignStorage(program);
  const memories = program.memories.map(({ bytes }, id): ArenaMemory => {
    const readers = [...steps.keys()].filter((at) => steps[at]!.inputs.includes(id));
    const maker = steps.findIndex(({ output }) => output === id);
    const inArena = places[id]!.block !== null;
    const stays = id === program.scores || program.outputs.includes(id);
    return { bytes: inArena ? aligned(bytes) : 0, maker, readers, stays };
  });
  return { steps, memories, failed: new Set(), left, next: 0 };
}

/** What the hungriest step needs by itself; no order needs less. */
function leastPeak(search: Search): number {
  const alone = search.steps.map(({ inputs }, at) => {
    // As if nothing lived but what it reads, and nobody read that later.
    const others = search.steps.map((_, i) => i !== at);
    const memories = search.memories.map((memory, id) => {
      return inputs.includes(id)
        ? { ...memory, stays: false }
        : { ...memory, stays: false, readers: [] };
    });
    return bytesDuring({ ...search, memories }, at, others);
  });
  return Math.max(...alone);
}

/** Always the step that needs least, the first of equals. */
function quickOrder(search: Search): number[] {
  const order: number[] = [];
  const done = search.steps.map(() => false);
  while (order.length < done.length) {
    const ready = readySteps(search, done);
    const bytes = ready.map((at) => bytesDuring(search, at, done));
    const next = ready[bytes.indexOf(Math.min(...bytes))]!;
    order.push(next);
    done[next] = true;
  }
  return order;
}

function readySteps({ steps, memories }: Search, done: readonly boolean[]): number[] {
  const isMade = (id: MemoryId) => memories[id]!.maker < 0 || done[memories[id]!.maker]!;
  return [...steps.keys()].filter((at) => !done[at] && steps[at]!.inputs.every(isMade));
}

/** Goes on from the steps done so far; false where no order of the others keeps the limit. */
function extend(search: Search, limit: number, order: number[]): boolean {
  const { steps, failed } = search;
  if (order.length === steps.length) return true;
  const done = steps.map(() => false);
  for (const at of order) done[at] = true;
  const key = done.map(Number).join('');
  if (failed.has(key) || search.left <= 0) return false;
  search.left--;
  for (const at of readySteps(search, done)) {
    const bytes = bytesDuring(search, at, done);
    if (bytes > limit) {
      search.next = Math.min(search.next, bytes);
      continue;
    }
    order.push(at);
    if (extend(search, limit, order)) return true;
    order.pop();
  }
  failed.add(key);
  return false;
}

/** What lives while a step runs, less what its output may share with inputs that end there. */
function bytesDuring({ steps, memories }: Search, at: number, done: readonly boolean[]): number {
  const { kernel, inputs, output } = steps[at]!;
  const made = ({ maker }: ArenaMemory) => maker < 0 || done[maker];
  const needed = ({ stays, readers }: ArenaMemory) => stays || readers.some((r) => !done[r]);
  let bytes = memories[output]!.bytes;
  for (const memory of memories) if (made(memory) && needed(memory)) bytes += memory.bytes;
  if (kernel.kind === 'join') return bytes;
  let shared = 0;
  for (const id of new Set<MemoryId>(inputs)) {
    const { readers, stays, bytes: inputBytes } = memories[id]!;
    const rule = overlayOf(kernel, inputs, id);
    if (!rule || stays || readers.some((r) => r !== at && !done[r])) continue;
    const whole = (size: number) => ({ block: 0, offset: 0, bytes: size });
    const pair = { input: whole(inputBytes), output: whole(memories[output]!.bytes) };
    shared += shareable({ ...pair, ...rule });
  }
  const scratch = aligned(kernel.scratch?.bytes ?? 0);
  return bytes + scratch - Math.min(memories[output]!.bytes, shared);
}
