import { Failure } from '../base/failure.ts';
import { contentHash } from '../base/hash.ts';
import type { Signal } from '../dsp/block.ts';
import type { Impulse } from '../graph/impulse.ts';
import type { OpKind } from '../graph/op.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import { printSource } from './c/print.ts';
import { macsOf } from './costs.ts';
import { callsSource } from './emit/calls-source.ts';
import { dataBytes } from './emit/kernel.ts';
import { layersHeader, layersSource } from './emit/layers-source.ts';
import type { Library } from './emit/library.ts';
import { nameLayers } from './emit/library.ts';
import { libraryHeader } from './emit/library-header.ts';
import { portableKernels } from './emit/portable.ts';
import { soundFormOf, soundKernels } from './emit/sound.ts';
import { usedRuntime } from './emit/used-runtime.ts';
import type { CompileOptions } from './options.ts';
import { checkPlan } from './plan/check-plan.ts';
import { arenaBytesOf, type MemoryPlan, planMemory } from './plan/memory-plan.ts';
import { drawPlan } from './plan/picture.ts';
import { assignStorage } from './plan/storage.ts';
import { makeProgram, type Program } from './program.ts';

/** An impulse as a library in C99: its files, and every size that they need. */
export interface CompiledImpulse {
  /** Lower case: thimble_<name>_run and so on. */
  readonly name: string;
  readonly signal: Signal;
  readonly labels: readonly string[];
  /** File names without folders, to texts: the generated ones and the runtime that they use. */
  readonly files: ReadonlyMap<string, string>;
  /** The names of `files` that were made for this impulse. */
  readonly generated: readonly string[];
  readonly windowValues: number;
  readonly strideReadings: number;
  /** Where the library is for sound: it reads 16-bit numbers, in frames so far apart. */
  readonly sound: { readonly hopReadings: number } | null;
  readonly featureCount: number;
  /** Memory that the user passes to each call; features, network and scratch share it. */
  readonly arenaBytes: number;
  /** Constants in flash on a 32-bit device, of features and network. */
  readonly constantBytes: number;
  readonly plan: MemoryPlan;
  /** The plan as lines of text: blocks over steps. */
  readonly picture: readonly string[];
  readonly layers: readonly CompiledLayer[];
  /** Of the generated files: names a library exactly. */
  readonly hash: string;
}

interface CompiledLayer {
  readonly name: string;
  readonly stage: 'features' | 'network';
  readonly kind: OpKind | 'copy';
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly macs: number;
  readonly constantBytes: number;
  readonly scratchBytes: number;
}

/**
 * Compiles an impulse whose network is int8 inside. `runtime` holds the C files of runtime/ by
 * their names. The same impulse and options give the same bytes. Throws a Failure that names the
 * layer which has no kernel, or the option that makes no sense.
 */
export function compileImpulse(
  impulse: Impulse,
  runtime: ReadonlyMap<string, string>,
  options: CompileOptions,
): CompiledImpulse {
  checkOptions(options);
  const sound = soundFormOf(impulse);
  const kernels = options.kernels ?? portableKernels;
  const program = makeProgram(impulse, sound ? soundKernels(kernels) : kernels);
  const storage = assignStorage(program);
  const plan = planMemory(storage);
  checkPlan(program, storage, plan);
  const picture = drawPlan(program, storage, plan);
  const layers = layersOf(program);
  const library: Library = {
    name: impulse.name.toLowerCase(),
    impulse,
    program,
    storage,
    plan,
    picture,
    layers: nameLayers(impulse.name.toLowerCase(), program),
    featureCount: featureCountOf(impulse),
    constantBytes: layers.reduce((sum, layer) => sum + layer.constantBytes, 0),
    macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
    options,
  };
  const generated = new Map([
    [`thimble_${library.name}.h`, printSource(libraryHeader(library))],
    [`thimble_${library.name}.c`, printSource(callsSource(library))],
    [`thimble_${library.name}_layers.h`, printSource(layersHeader(library))],
    [`thimble_${library.name}_layers.c`, printSource(layersSource(library))],
  ]);
  return {
    name: library.name,
    signal: impulse.signal,
    labels: impulse.labels,
    files: new Map([...generated, ...usedRuntime(generated, runtime)]),
    generated: [...generated.keys()],
    windowValues: impulse.signal.length * impulse.signal.axes.length,
    strideReadings: options.strideReadings,
    sound: sound && { hopReadings: sound.block.hop },
    featureCount: library.featureCount,
    arenaBytes: arenaBytesOf(plan),
    constantBytes: library.constantBytes,
    plan,
    picture,
    layers,
    hash: contentHash(...generated.values()),
  };
}

function checkOptions({ strideReadings }: CompileOptions): void {
  if (Number.isInteger(strideReadings) && strideReadings >= 1) return;
  const way = 'give a whole number of readings, 1 or more';
  throw new Failure('bad-option', `A stride of ${strideReadings} readings makes no sense; ${way}.`);
}

function featureCountOf({ features }: Impulse): number {
  return features.outputs.reduce((sum, id) => sum + sizeOf(features.values[id]!.shape), 0);
}

function layersOf(program: Program): CompiledLayer[] {
  return program.steps.map(({ name, stage, op, kernel, from, to }) => ({
    name,
    stage,
    kind: op?.kind ?? 'copy',
    inputs: from.map(({ shape }) => shape),
    output: to.shape,
    macs: op ? macsOf(op, to.shape) : 0,
    constantBytes: kernel.kind === 'call' ? dataBytes(kernel.data) : 0,
    scratchBytes: kernel.kind === 'call' ? (kernel.scratch?.bytes ?? 0) : 0,
  }));
}
