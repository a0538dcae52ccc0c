import { assert } from '../../base/assert.ts';
import type { CallKernel, StreamKernel } from '../emit/kernel.ts';
import type { MemoryId, Program, Step } from '../program.ts';

/**
 * Which memories share a block of the arena, when each block lives, and which blocks may overlap.
 *
 *     features   [ output 0 | output 1 ]   what the features stage gives is one block
 *     a join     [ input 0 | input 1   ]   inputs of a join are made in their place, where they can
 */
export interface Storage {
  readonly blocks: readonly Block[];
  /** Of each memory: where it lies. */
  readonly places: readonly BlockPlace[];
  /** The block of each step's scratch; null where it needs none. */
  readonly scratch: readonly (number | null)[];
  /** The block that the features stand in, null where they take no room. */
  readonly features: number | null;
  readonly overlays: readonly Overlay[];
}

type BlockPlace =
  | {
      /** `lines`: never there as a whole, for a stream of layers holds some of its rows. */
      readonly in: 'window' | 'features' | 'scores' | 'constant' | 'lines';
      readonly offset: number;
      readonly block: number | null;
    }
  | { readonly in: 'arena'; readonly offset: number; readonly block: number };

/** Lives from step `from` to step `to`, both included. */
export interface Block {
  readonly name: string;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Part of `output` may lie over part of `input`, which dies there, if it begins at least `aheadMin`
 * and at most `aheadMax` bytes before it.
 */
export interface Overlay {
  readonly input: Slice;
  readonly output: Slice;
  readonly aheadMin: number;
  readonly aheadMax: number;
}

interface Slice {
  readonly block: number;
  readonly offset: number;
  readonly bytes: number;
}

export function assignStorage(program: Program): Storage {
  const lives = livesOf(program);
  const owners = ownersOf(program, lives);
  const blocks: Block[] = [];
  const places: BlockPlace[] = [];
  const blockOf = new Map<string, number>();
  const { features, inputs: given, outputs } = program;
  const ends = [...features, ...given, ...outputs, program.window, program.scores];
  const used = new Set(program.steps.flatMap(({ inputs, output }) => [...inputs, output]));
  for (const [id, memory] of program.memories.entries()) {
    if (!used.has(id) && !ends.includes(id)) {
      places[id] = { in: 'lines', offset: 0, block: null };
      continue;
    }
    const { root, offset } = rootOf(id, owners);
    if (memory.constant) {
      places[id] = { in: 'constant', offset: 0, block: null };
      continue;
    }
    if (root === 'window' || root === 'scores') {
      places[id] = { in: root, offset, block: null };
      continue;
    }
    const key = String(root);
    const name = root === 'features' ? 'features' : program.memories[root]!.name;
    const known = blockOf.get(key) ?? blocks.push({ name, bytes: 0, from: 1e9, to: -1 }) - 1;
    blockOf.set(key, known);
    const { bytes, from, to } = blocks[known]!;
    blocks[known] = {
      name,
      bytes: Math.max(bytes, offset + memory.bytes),
      from: Math.min(from, lives[id]!.from),
      to: Math.max(to, lives[id]!.to),
    };
    places[id] = { in: root === 'features' ? 'features' : 'arena', offset, block: known };
  }
  const scratch = program.steps.map((step, i) => {
    const bytes = step.kernel.kind === 'join' ? 0 : (step.kernel.scratch?.bytes ?? 0);
    if (bytes === 0) return null;
    return blocks.push({ name: `${step.name} scratch`, bytes, from: i, to: i }) - 1;
  });
  const overlays = program.steps.flatMap((step, i) => overlaysOf(program, step, i, lives, places));
  return { blocks, places, scratch, features: blockOf.get('features') ?? null, overlays };
}

/** Of each memory: the step that writes it and the last that reads it. */
interface Life {
  readonly from: number;
  readonly to: number;
}

function livesOf(program: Program): Life[] {
  const from = program.memories.map(() => 0);
  const to = program.memories.map(() => 0);
  for (const [i, { inputs, output }] of program.steps.entries()) {
    from[output] = i;
    to[output] = i;
    for (const id of inputs) to[id] = i;
  }
  // Features last until the whole stage is done, even where the network reads none of them.
  const lastFeature = program.steps.findLastIndex(({ stage }) => stage === 'features');
  for (const id of program.features) to[id] = Math.max(to[id]!, lastFeature);
  // What a network alone answers is read after the last step.
  for (const id of program.outputs) to[id] = program.steps.length;
  return from.map((start, id) => ({ from: start, to: to[id]! }));
}

type Owner = MemoryId | 'window' | 'features' | 'scores';
type Owners = ReadonlyMap<MemoryId, { readonly owner: Owner; readonly offset: number }>;

function ownersOf(program: Program, lives: readonly Life[]): Owners {
  const owners = new Map<MemoryId, { owner: Owner; offset: number }>();
  if (program.window !== null) owners.set(program.window, { owner: 'window', offset: 0 });
  if (program.scores !== null) owners.set(program.scores, { owner: 'scores', offset: 0 });
  let column = 0;
  for (const id of program.features) {
    owners.set(id, { owner: 'features', offset: column });
    column += program.memories[id]!.bytes;
  }
  for (const [i, { kernel, inputs, output }] of program.steps.entries()) {
    if (kernel.kind !== 'join' || kernel.rows !== 1) continue;
    let offset = 0;
    for (const [k, id] of inputs.entries()) {
      const once = inputs.indexOf(id) === inputs.lastIndexOf(id);
      const alone = program.steps.filter((step) => step.inputs.includes(id)).length === 1;
      const stays = lives[id]!.to === i && alone && once && !program.memories[id]!.constant;
      if (stays && !owners.has(id)) owners.set(id, { owner: output, offset });
      offset += kernel.runBytes[k]!;
    }
  }
  return owners;
}

function rootOf(id: MemoryId, owners: Owners): { root: Owner; offset: number } {
  let root: Owner = id;
  let offset = 0;
  for (let at = owners.get(id); at; at = typeof root === 'number' ? owners.get(root) : undefined) {
    root = at.owner;
    offset += at.offset;
  }
  return { root, offset };
}

function overlaysOf(
  { memories }: Program,
  { kernel, inputs, output }: Step,
  at: number,
  lives: readonly Life[],
  places: readonly BlockPlace[],
): Overlay[] {
  if (kernel.kind === 'join') return [];
  const slice = (id: MemoryId): Slice | null => {
    const { block, offset } = places[id]!;
    return block === null ? null : { block, offset, bytes: memories[id]!.bytes };
  };
  const to = slice(output);
  const overlays: Overlay[] = [];
  for (const id of new Set(inputs)) {
    const from = slice(id);
    const rule = overlayOf(kernel, inputs, id);
    if (!rule || !to || !from || lives[id]!.to !== at || from.block === to.block) continue;
    assert(lives[output]!.from === at, 'a memory is written once');
    overlays.push({ input: from, output: to, ...rule });
  }
  return overlays;
}

/** What a kernel allows between its output and one memory, which it may read as several inputs. */
export function overlayOf(
  kernel: CallKernel | StreamKernel,
  inputs: readonly MemoryId[],
  id: MemoryId,
): { readonly aheadMin: number; readonly aheadMax: number } | null {
  let [aheadMin, aheadMax] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const at of inputs.keys().filter((i) => inputs[i] === id)) {
    const rules = kernel.overlays.map((rule) =>
      typeof rule === 'number' ? { input: rule, aheadMin: 0, aheadMax: 0 } : rule,
    );
    const rule = rules.find(({ input }) => input === at);
    if (!rule) return null;
    aheadMin = Math.max(aheadMin, rule.aheadMin);
    aheadMax = Math.min(aheadMax, rule.aheadMax);
  }
  return aheadMin <= aheadMax ? { aheadMin, aheadMax } : null;
}
