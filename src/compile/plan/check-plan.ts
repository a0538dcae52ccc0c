import { assert } from '../../base/assert.ts';
import type { MemoryId, Program } from '../program.ts';
import type { MemoryPlan } from './memory-plan.ts';
import { overlayOf, type Storage } from './storage.ts';

/**
 * Proves a plan by running it: who wrote each byte of the arena last? Every step must find its
 * inputs as they were written, may write only where no input of its own lies unless its kernel
 * allows that, and nothing may leave the arena. Knows nothing of lifetimes or of how the plan was
 * made.
 */
export function checkPlan(program: Program, storage: Storage, plan: MemoryPlan): void {
  const owner = new Int32Array(plan.arenaBytes).fill(nobody);
  const regions = program.memories.map((_, id) => regionOf(program, storage, plan, id));
  const lastFeature = program.steps.findLastIndex(({ stage }) => stage === 'features');
  const made = new Set(program.steps.map(({ output }) => output));
  for (const [id, region] of regions.entries()) {
    if (!made.has(id)) write(owner, region, id, 'whoever calls');
  }
  for (const [i, step] of program.steps.entries()) {
    for (const id of step.inputs) mustOwn(program, owner, regions[id], id, step.name);
    const scratch = scratchRegion(storage, plan, i);
    const output = regions[step.output];
    for (const id of step.inputs) {
      mustBeApart(scratch, regions[id], `the scratch and an input of ${step.name}`);
      const [from, to] = [regions[id], output];
      if (mayShare(program, i, id, from, to)) continue;
      mustBeApart(from, to, `an input and the output of ${step.name}`);
    }
    mustBeApart(scratch, output, `the scratch and the output of ${step.name}`);
    write(owner, scratch, nobody, step.name);
    write(owner, output, step.output, step.name);
    // The whole features stage is one call: what it gives must stand when it is done.
    if (i !== lastFeature) continue;
    for (const id of program.features) {
      mustOwn(program, owner, regions[id], id, 'the end of the features stage');
    }
  }
  for (const id of program.outputs) mustOwn(program, owner, regions[id], id, 'whoever called');
}

const nobody = -1;

/** Bytes of the arena, from start up to below end; undefined where a value lies outside it. */
interface Region {
  readonly start: number;
  readonly end: number;
}

function regionOf(
  { memories }: Program,
  { places }: Storage,
  { offsets }: MemoryPlan,
  id: MemoryId,
): Region | undefined {
  const { block, offset } = places[id]!;
  if (block === null) return undefined;
  const start = offsets[block]! + offset;
  const { name, value, bytes } = memories[id]!;
  assert(value.type === 'i8' || start % 4 === 0, `${name} of ${value.type} begins at a word`);
  return { start, end: start + bytes };
}

function scratchRegion(
  { blocks, scratch }: Storage,
  { offsets }: MemoryPlan,
  step: number,
): Region | undefined {
  const block = scratch[step];
  if (block === null || block === undefined) return undefined;
  const start = offsets[block]!;
  assert(start % 4 === 0, 'scratch begins at a word');
  return { start, end: start + blocks[block]!.bytes };
}

function mustOwn(
  { memories }: Program,
  owner: Int32Array,
  region: Region | undefined,
  id: MemoryId,
  reader: string,
): void {
  if (!region) return;
  const held = owner.subarray(region.start, region.end).every((by) => by === id);
  assert(held, `${memories[id]!.name} is as it was written when ${reader} reads it`);
}

function mustBeApart(a: Region | undefined, b: Region | undefined, what: string): void {
  if (!a || !b) return;
  assert(a.end <= b.start || b.end <= a.start, `${what} lie apart in the arena`);
}

/** A kernel may begin its output as far before an input as it says. */
function mayShare(
  { steps }: Program,
  at: number,
  id: MemoryId,
  from: Region | undefined,
  to: Region | undefined,
): boolean {
  const { kernel, inputs } = steps[at]!;
  if (!from || !to) return false;
  if (kernel.kind !== 'join') {
    const rule = overlayOf(kernel, inputs, id);
    const ahead = from.start - to.start;
    return rule !== null && rule.aheadMin <= ahead && ahead <= rule.aheadMax;
  }
  // A join finds an input already in its place.
  const before = kernel.runBytes.slice(0, inputs.indexOf(id)).reduce((sum, run) => sum + run, 0);
  return kernel.rows === 1 && from.start === to.start + before;
}

function write(owner: Int32Array, region: Region | undefined, by: number, step: string): void {
  if (!region) return;
  const inside = region.start >= 0 && region.end <= owner.length;
  assert(inside, `${step} writes inside the arena of ${owner.length} bytes`);
  owner.fill(by, region.start, region.end);
}
