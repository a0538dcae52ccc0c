import { control } from './control.ts';
import { type I32, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import type { ModuleBuilder } from './module-builder.ts';
import { emitGather, emitUpdate, type Holdings, type Parts } from './optimizer.ts';
import type { Phase, Program } from './program.ts';
import { writeBarrier } from './threads.ts';

/** Phases between two meetings of the threads. */
type Segment = readonly (readonly [Phase, FunctionBuilder])[];

/**
 * Writes the module's two functions and what they call:
 *
 *     step(thread)      one batch out, and while training back, and the move of the optimiser
 *     prepare(thread)   what must follow when weights were changed from outside
 *
 * Thread t runs parts t, t + threads, …; threads meet where one part reads what another has made.
 */
export function writeStep(
  module: ModuleBuilder,
  program: Program,
  holdings: Holdings,
  loss: number,
  profiled: boolean,
): { readonly phases: readonly string[]; readonly end: number; readonly parts: Parts } {
  const { ownAt, ownBytes, end } = program.place();
  const parts: Parts = { count: program.parts, ownAt, ownBytes, loss };
  const barrier = writeBarrier(module);
  const names: string[] = [];
  const write = (phase: Phase): FunctionBuilder => {
    const name = `${names.length} ${phase.name}`;
    names.push(name);
    const params = ['i32', 'i32', 'i32', 'i32'] as const;
    return module.function(
      name,
      params,
      (f, from, to, own, part) => phase.emit(f, { from, to, own, part }),
      { exported: profiled },
    );
  };
  const segmentsOf = (phases: readonly Phase[]): Segment[] =>
    joinsOf(phases).map((segment) => segment.map((phase) => [phase, write(phase)] as const));
  const [forward, backward] = [segmentsOf(program.forward), segmentsOf(program.backward)];
  const preparing = program.preparing.map(write);
  const gather = module.function('gather', ['i32'], (f, part) =>
    emitGather(f, part, parts, holdings),
  );
  const update = module.function('update', ['i32'], (f, part) =>
    emitUpdate(f, part, parts, holdings),
  );

  const run = { parts, barrier };
  const prepare = module.function(
    'prepare',
    ['i32'],
    (f, thread) => {
      const threads = f.let(i32.load(i32.const(control.threads)));
      const zero = i32.const(0);
      for (const [i, phase] of preparing.entries()) {
        const turn = i32.eq(i32.remU(i32.const(i), threads), thread);
        f.when(turn, () => f.call(phase, zero, zero, zero, zero));
      }
    },
    { exported: true },
  );
  module.function(
    'step',
    ['i32'],
    (f, thread) => {
      const threads = f.let(i32.load(i32.const(control.threads)));
      const training = f.let(i32.load(i32.const(control.training)));
      for (const segment of forward) runSegment(f, segment, thread, threads, training, run);
      f.when(training, () => {
        for (const segment of backward) runSegment(f, segment, thread, threads, training, run);
        for (const stage of [gather, update]) {
          eachPart(f, thread, threads, parts, (part) => f.call(stage, part));
          f.call(barrier, threads);
        }
        f.call(prepare, thread);
        f.call(barrier, threads);
      });
    },
    { exported: true },
  );
  return { phases: names, end, parts };
}

function joinsOf(phases: readonly Phase[]): Phase[][] {
  const segments: Phase[][] = [[]];
  for (const phase of phases) {
    segments.at(-1)!.push(phase);
    if (phase.joins) segments.push([]);
  }
  return segments.filter((segment) => segment.length > 0);
}

function runSegment(
  f: FunctionBuilder,
  segment: Segment,
  thread: Local<'i32'>,
  threads: Local<'i32'>,
  training: I32,
  { parts, barrier }: { parts: Parts; barrier: FunctionBuilder },
): void {
  eachPart(f, thread, threads, parts, (part) => {
    const count = f.let(i32.load(i32.const(control.count)));
    const begins = (number: I32) => i32.divU(i32.mul(count, number), parts.count);
    const from = f.let(begins(part));
    const to = f.let(begins(i32.add(part, 1)));
    const own = f.let(i32.add(i32.mul(part, parts.ownBytes), parts.ownAt));
    for (const run of runsOf(segment)) {
      eachBlock(f, blockOf(run), from, to, (first, last) => {
        for (const [phase, callee] of run) {
          const call = () => f.call(callee, first, last, own, part);
          if (phase.onlyTraining) f.when(training, call);
          else call();
        }
      });
    }
  });
  f.call(barrier, threads);
}

/** Phases that can go through the examples together, a few at a time. */
function runsOf(segment: Segment): Segment[] {
  const runs: (readonly [Phase, FunctionBuilder])[][] = [];
  for (const [i, entry] of segment.entries()) {
    const apart = i === 0 || entry[0].whole || segment[i - 1]![0].whole;
    if (apart) runs.push([entry]);
    else runs.at(-1)!.push(entry);
  }
  return runs;
}

/** What one phase has made should still be in the second cache when the next one reads it. */
const cachedBytes = 400_000;

/** Examples that a run of phases takes at a time; 0: all. */
function blockOf(run: Segment): number {
  if (run.length === 1) return 0;
  const bytes = run.reduce((sum, [{ bytesEach }]) => sum + bytesEach, 0);
  const least = Math.max(...run.map(([{ atOnce }]) => atOnce));
  return Math.ceil(Math.max(1, Math.floor(cachedBytes / bytes)) / least) * least;
}

/** Calls once at least, so that a part without examples has its sums set to zero, too. */
function eachBlock(
  f: FunctionBuilder,
  block: number,
  from: Local<'i32'>,
  to: Local<'i32'>,
  body: (first: Local<'i32'>, last: Local<'i32'>) => void,
): void {
  if (block === 0) {
    body(from, to);
    return;
  }
  const first = f.let(from);
  const last = f.local('i32');
  f.doWhile(
    () => {
      f.set(last, i32.minU(i32.add(first, block), to));
      body(first, last);
      f.set(first, last);
    },
    () => i32.ltU(first, to),
  );
}

function eachPart(
  f: FunctionBuilder,
  thread: Local<'i32'>,
  threads: Local<'i32'>,
  { count }: Parts,
  body: (part: Local<'i32'>) => void,
): void {
  const part = f.let(thread);
  f.whileTrue(
    () => i32.ltU(part, count),
    () => {
      body(part);
      f.step(part, threads);
    },
  );
}
