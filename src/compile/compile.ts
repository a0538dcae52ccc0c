import { Failure } from '../base/failure.ts';
import { contentHash } from '../base/hash.ts';
import type { Signal } from '../dsp/block.ts';
import type { ImageBlock } from '../dsp/image.ts';
import type { CentreRule } from '../graph/centres.ts';
import { type Decoder, requireDecoder } from '../graph/decoder.ts';
import type { BareNetwork, Impulse, PictureImpulse } from '../graph/impulse.ts';
import type { FeaturesOp, Graph, Op, OpKind, Value } from '../graph/op.ts';
import { type Shape, sizeOf, type Tensor } from '../tensor/tensor.ts';
import { printSource } from './c/print.ts';
import { macsOf } from './costs.ts';
import { callsSource } from './emit/calls-source.ts';
import { forgetfulKernels } from './emit/forgetful.ts';
import { framedFormOf, microphoneKernels, streamBytesOf } from './emit/framed-form.ts';
import { dataBytes, type KernelChoice } from './emit/kernel.ts';
import { layersHeader, layersSource } from './emit/layers-source.ts';
import { type AnyLibrary, isNetwork, type Library, nameLayers } from './emit/library.ts';
import { libraryHeader } from './emit/library-header.ts';
import { networkHeader, networkSource, stateBytesOf } from './emit/network-source.ts';
import { portableKernels } from './emit/portable.ts';
import { routinesSource } from './emit/routines-source.ts';
import { usedRuntime } from './emit/used-runtime.ts';
import type { CompileOptions } from './options.ts';
import { prepare } from './passes/prepare.ts';
import { arrange } from './plan/arrange.ts';
import { bytesHeld } from './plan/bytes-held.ts';
import { arenaBytesOf, type MemoryPlan } from './plan/memory-plan.ts';
import { drawPlan } from './plan/picture.ts';
import { drawPlanSvg } from './plan/picture-svg.ts';
import { type LinesOfStream, linesOf } from './plan/stream.ts';
import type { Slide } from './ports/row-layers.ts';
import {
  layerCalls,
  makeNetworkProgram,
  makePictureProgram,
  makeProgram,
  type Program,
} from './program.ts';

/** What a library in C99 has, whatever it looks at: its files, and every size that they need. */
export interface CompiledLibrary {
  /** Lower case: thimble_<name>_run and so on. */
  readonly name: string;
  readonly labels: readonly string[];
  /** File names without folders, to texts: the generated ones and the runtime that they use. */
  readonly files: ReadonlyMap<string, string>;
  /** The names of `files` that were made for this impulse. */
  readonly generated: readonly string[];
  readonly featureCount: number;
  /** Memory that the user passes to each call; features, network and scratch share it. */
  readonly arenaBytes: number;
  /** Constants in flash on a 32-bit device, of features and network. */
  readonly constantBytes: number;
  readonly plan: MemoryPlan;
  /** The plan as lines of text: blocks over steps. */
  readonly picture: readonly string[];
  /** The same as an SVG file: tensors over time. */
  readonly pictureSvg: string;
  readonly layers: readonly CompiledLayer[];
  /** Of the generated files: names a library exactly. */
  readonly hash: string;
}

/** A library that looks at windows of a signal. */
export interface CompiledImpulse extends CompiledLibrary {
  readonly signal: Signal;
  readonly windowValues: number;
  readonly strideReadings: number;
  /**
   * Where features come of frames: what its readings are, of how many axes, how far frames lie apart, and in place of a
   * window its stream holds the readings of one frame and what became of all. Otherwise null.
   */
  readonly framed: {
    readonly element: 'int16_t' | 'float';
    readonly axes: number;
    readonly hopReadings: number;
    readonly streamBytes: number;
  } | null;
  readonly decoder: Decoder | null;
}

/** A library that looks at a camera's frames. */
export interface CompiledPictures extends CompiledLibrary {
  readonly image: ImageBlock;
  /** How it makes centres of its scores; null where they are of the whole picture. */
  readonly centres: CentreRule | null;
  /** Numbers that a result holds: one for each label, and of a detector for each cell. */
  readonly scoreCount: number;
}

/** A library of a network alone. */
export interface CompiledNetwork extends CompiledLibrary {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Memory that the user keeps between runs; 0 where no layer remembers anything. */
  readonly stateBytes: number;
}

export interface CompiledLayer {
  readonly name: string;
  readonly stage: 'features' | 'network';
  readonly kind: OpKind | 'copy' | 'image';
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly macs: number;
  readonly constantBytes: number;
  readonly scratchBytes: number;
  /** Layers that are done together have one number. */
  readonly step: number;
  /** Shapes and types of its weights, of a kind that has some. */
  readonly weights: readonly Pick<Tensor, 'shape' | 'type'>[];
  /** How its kernel slides over a picture; null: it does not. */
  readonly slide: Pick<Slide, 'kernel' | 'stride' | 'dilation' | 'pad'> | null;
  /** Of one of several layers that go through their pictures together; null: it is done by itself. */
  readonly lines: LinesOfStream | null;
  /** Bytes of the arena that hold something while it runs. */
  readonly arenaBytes: number;
  /** Which kernel does it and why; null for the portable ones. */
  readonly choice: KernelChoice | null;
  /** The function of the runtime that it is a call of; null: what lies side by side is joined. */
  readonly callee: string | null;
  /** Of a layer of features, what it computes. */
  readonly features: FeaturesOp | null;
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
  const prepared = { ...impulse, network: prepare(impulse.network) };
  if (options.decoder) requireDecoder(options.decoder, impulse.labels.length);
  const framed = framedFormOf(impulse, options.strideReadings);
  const kernels = forgetfulKernels(options.kernels ?? portableKernels);
  const program = makeProgram(
    prepared,
    framed?.element === 'int16_t' ? microphoneKernels(kernels) : kernels,
  );
  const featureCount = featureCountOf(impulse);
  return {
    ...compileProgram(impulse, program, featureCount, runtime, options),
    signal: impulse.signal,
    windowValues: impulse.signal.length * impulse.signal.axes.length,
    strideReadings: options.strideReadings,
    framed: framed && {
      element: framed.element,
      axes: impulse.signal.axes.length,
      hopReadings: framed.hop,
      streamBytes: streamBytesOf(framed),
    },
    decoder: options.decoder ?? null,
  };
}

/** The same for an impulse that looks at a camera's frames; its network takes int8. */
export function compilePictures(
  impulse: PictureImpulse,
  runtime: ReadonlyMap<string, string>,
  options: Omit<CompileOptions, 'strideReadings'>,
): CompiledPictures {
  const prepared = { ...impulse, network: prepare(impulse.network) };
  const kernels = forgetfulKernels(options.kernels ?? portableKernels);
  const program = makePictureProgram(prepared, kernels);
  const whole = { ...options, strideReadings: 1 };
  const { network, image } = impulse;
  const featureCount = sizeOf(network.values[network.inputs[0]!]!.shape);
  return {
    ...compileProgram(impulse, program, featureCount, runtime, whole),
    image,
    centres: impulse.centres ?? null,
    scoreCount: sizeOf(network.values[network.outputs[0]!]!.shape),
  };
}

/** A network by itself: inputs and outputs of any type lie in the arena. */
export function compileNetwork(
  network: Graph,
  runtime: ReadonlyMap<string, string>,
  options: Omit<CompileOptions, 'strideReadings'>,
): CompiledNetwork {
  const prepared = prepare(network);
  const program = makeNetworkProgram(prepared, options.kernels ?? portableKernels);
  const whole = { ...options, strideReadings: 1 };
  const impulse: BareNetwork = { name: network.name, labels: [], network };
  const inputs = network.inputs.map((id) => network.values[id]!);
  const featureCount = inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const values = (ids: readonly number[]) => ids.map((id) => network.values[id]!);
  return {
    ...compileProgram(impulse, program, featureCount, runtime, whole),
    stateBytes: stateBytesOf(program),
    inputs: values(network.inputs),
    outputs: values(network.outputs),
  };
}

function compileProgram<I extends Impulse | PictureImpulse | BareNetwork>(
  impulse: I,
  given: Program,
  featureCount: number,
  runtime: ReadonlyMap<string, string>,
  options: CompileOptions,
): CompiledLibrary {
  const { program, storage, plan } = arrange(given, options.optimise ?? 'balanced');
  const picture = drawPlan(program, storage, plan);
  const layers = layersOf(program, bytesHeld(storage, plan, program.steps.length));
  const library = {
    name: impulse.name.toLowerCase(),
    impulse,
    program,
    storage,
    plan,
    picture,
    layers: nameLayers(impulse.name.toLowerCase(), program),
    featureCount,
    constantBytes: layers.reduce((sum, layer) => sum + layer.constantBytes, 0),
    macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
    options,
  } as AnyLibrary | Library<BareNetwork>;
  const [header, source] = isNetworkLibrary(library)
    ? [networkHeader(library), networkSource(library)]
    : [libraryHeader(library), callsSource(library)];
  const generated = new Map([
    [`thimble_${library.name}.h`, printSource(header)],
    [`thimble_${library.name}.c`, printSource(source)],
    [`thimble_${library.name}_layers.h`, printSource(layersHeader(library))],
    [`thimble_${library.name}_layers.c`, printSource(layersSource(library))],
    ...routinesSource(library),
  ]);
  return {
    name: library.name,
    labels: impulse.labels,
    files: new Map([...generated, ...usedRuntime(generated, roundingAs(impulse.network, runtime))]),
    generated: [...generated.keys()],
    featureCount,
    arenaBytes: arenaBytesOf(plan),
    constantBytes: library.constantBytes,
    plan,
    picture,
    pictureSvg: drawPlanSvg(program, storage, plan),
    layers,
    hash: contentHash(...generated.values()),
  };
}

/** The runtime with the rounding of a network under the name by which its kernels know it. */
function roundingAs(
  { rounding }: Graph,
  runtime: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (rounding !== 'single') return runtime;
  return new Map([...runtime, ['thimble_rounding.h', runtime.get('thimble_rounding_single.h')!]]);
}

function isNetworkLibrary(
  library: AnyLibrary | Library<BareNetwork>,
): library is Library<BareNetwork> {
  return isNetwork(library.impulse);
}

function checkOptions({ strideReadings }: CompileOptions): void {
  if (Number.isInteger(strideReadings) && strideReadings >= 1) return;
  const way = 'give a whole number of readings, 1 or more';
  throw new Failure('bad-option', `A stride of ${strideReadings} readings makes no sense; ${way}.`);
}

function featureCountOf({ features }: Impulse): number {
  return features.outputs.reduce((sum, id) => sum + sizeOf(features.values[id]!.shape), 0);
}

function layersOf(program: Program, held: readonly number[]): CompiledLayer[] {
  return program.steps.flatMap((step, at) => {
    const { stage, kernel } = step;
    const parts = kernel.kind === 'join' ? [{ ...step, kernel: null }] : layerCalls(step);
    return parts.map(({ name, op, from, to, kernel: call }) => ({
      name,
      stage,
      step: at,
      arenaBytes: held[at]!,
      kind: op?.kind ?? (call?.callee === 'thimble_image_s8' ? 'image' : 'copy'),
      inputs: from.map(({ shape }) => shape),
      output: to.shape,
      macs: op ? macsOf(op, to.shape, from[0]?.shape ?? []) : 0,
      weights: op ? weightsOf(op).map(({ shape, type }) => ({ shape, type })) : [],
      slide: op ? slideOf(op) : null,
      lines: kernel.kind === 'stream' ? linesOf(kernel, name) : null,
      constantBytes: call ? dataBytes(call.data) : 0,
      scratchBytes: call?.scratch?.bytes ?? 0,
      choice: call?.choice ?? null,
      callee: call?.callee ?? null,
      features: op?.kind === 'features' && call ? op : null,
    }));
  });
}

function weightsOf(op: Op): readonly Pick<Tensor, 'shape' | 'type'>[] {
  switch (op.kind) {
    case 'dense':
    case 'conv2d':
    case 'depthwise2d':
    case 'transposeConv2d':
      return [op.weight];
    case 'lstm':
      return [op.gates.input.weight, op.gates.input.recurrent];
    case 'svdf':
      return [op.featureWeight, op.timeWeight];
    default:
      return [];
  }
}

function slideOf(op: Op): CompiledLayer['slide'] {
  switch (op.kind) {
    case 'pool2d':
      return { kernel: op.size, stride: op.stride, dilation: [1, 1], pad: op.pad };
    case 'conv2d':
    case 'depthwise2d': {
      const [height, width] = op.weight.shape.slice(op.kind === 'conv2d' ? 1 : 0);
      const { stride, dilation, pad } = op;
      return { kernel: [height!, width!], stride, dilation, pad };
    }
    default:
      return null;
  }
}
