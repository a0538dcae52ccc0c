import { Failure } from '../../base/failure.ts';
import { Random } from '../../base/random.ts';
import type { Task } from '../../base/task.ts';
import { type CompiledLayer, type CompiledNetwork, compileNetwork } from '../../compile/compile.ts';
import type { CoreId } from '../../compile/estimate/core.ts';
import { countedByCore } from '../../compile/estimate/counted/by-core.ts';
import { layerInstructions, worksOf } from '../../compile/estimate/layer-instructions.ts';
import type { Optimise } from '../../compile/options.ts';
import { kernelsFor } from '../../compile/ports/port.ts';
import { graphOfTflite } from '../../formats/tflite/read.ts';
import { evaluateNext } from '../../graph/evaluate.ts';
import type { Graph, Rounding, Value } from '../../graph/op.ts';
import { initialState } from '../../graph/state.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../../tensor/tensor.ts';
import type { NetworkProof, ProveNetwork } from './network-proof.ts';
import type { VectorCase } from './vectors.ts';

export interface NetworkSettings {
  readonly core: CoreId;
  readonly optimise: Optimise;
  readonly rounding: Rounding;
  readonly toolVersion: string;
  /** The C of runtime/, file name to text. */
  readonly runtime: ReadonlyMap<string, string>;
}

/** What a network takes on a core, layer by layer. Plain data, for people and programs. */
export interface NetworkProfile {
  readonly model: string;
  readonly core: CoreId;
  readonly optimise: Optimise;
  readonly rounding: Rounding;
  /** Of one run; of all cases the mean. Estimated unless `counted`. */
  readonly instructions: number;
  readonly counted: boolean;
  /** Inputs, outputs and scratch are in it. */
  readonly arenaBytes: number;
  readonly stateBytes: number;
  /** Weights, tables and settings in flash. */
  readonly modelBytes: number;
  /** Flash that is not the model: layers, the C library's part, start-up. null: not built. */
  readonly codeBytes: number | null;
  readonly flashBytes: number | null;
  readonly stackBytes: number | null;
  readonly ramBytes: number | null;
  readonly macs: number;
  /** Runs whose answers were compared, with the vectors or else with the studio's own. */
  readonly cases: number;
  readonly identical: number;
  readonly comparedWith: 'vectors' | 'studio';
  /** The first case whose answer differs. */
  readonly firstDifference: string | null;
  readonly machine: string | null;
  readonly compiler: string | null;
  readonly layers: readonly LayerProfile[];
}

export interface LayerProfile {
  readonly name: string;
  readonly kind: string;
  readonly output: Shape;
  readonly macs: number;
  /** null: it is done together with the layer after it, which has the count of both. */
  readonly instructions: number | null;
  /** Of the arena while it runs. */
  readonly arenaBytes: number;
  readonly constantBytes: number;
  /** The kernel of a port, or portable C. */
  readonly kernel: string;
}

/** A .tflite file as a library in C for a core. */
export function compileTflite(
  file: string,
  bytes: Uint8Array,
  settings: NetworkSettings,
  name?: string,
): { graph: Graph; compiled: CompiledNetwork } {
  const read = graphOfTflite(file, bytes, settings.rounding);
  const graph = name === undefined ? read : { ...read, name };
  return { graph, compiled: compiledFor(graph, settings, false) };
}

/**
 * What a .tflite file takes on a core: counted on the emulated core where `prove` is given, else
 * estimated. Answers are compared with the vectors, or with what the studio answers to a random input.
 */
export async function profileTflite(
  file: string,
  bytes: Uint8Array,
  settings: NetworkSettings,
  vectors: readonly VectorCase[] | null,
  prove: ProveNetwork | null,
  task: Task,
): Promise<NetworkProfile> {
  const { graph, compiled } = compileTflite(file, bytes, settings);
  const cases = vectors ? vectors.map((one) => inputsOf(graph, one)) : [randomInputs(graph)];
  const meant = meantAnswers(graph, cases);
  const proof = prove ? await prove({ ...compiled, core: settings.core, cases }, task) : null;
  const layers = prove && proof ? await countLayers(graph, settings, cases, prove, task) : null;
  const answers = proof?.outputs ?? meant;
  const wanted = vectors ? vectors.map(({ outputs }) => outputs) : meant.map(numbersOf);
  return profileOf(graph, compiled, settings, { answers, wanted, vectors, proof, layers });
}

interface Run {
  readonly answers: readonly (readonly Tensor[])[];
  readonly wanted: readonly (readonly (readonly number[])[])[];
  readonly vectors: readonly VectorCase[] | null;
  readonly proof: NetworkProof | null;
  readonly layers: readonly number[] | null;
}

function profileOf(
  graph: Graph,
  compiled: CompiledNetwork,
  { core, optimise, rounding }: NetworkSettings,
  { answers, wanted, vectors, proof, layers }: Run,
): NetworkProfile {
  const same = answers.map((outputs, i) =>
    outputs.every(({ data }, k) => wanted[i]![k]!.join() === data.join()),
  );
  const different = same.indexOf(false);
  const known = countedByCore[core];
  const estimate = worksOf(compiled.layers).map((work) =>
    Math.round(layerInstructions(work, known)),
  );
  const rows = compiled.layers.map((layer, i) => rowOf(compiled, layer, i, layers, estimate));
  const counts = proof?.instructions ?? [estimate.reduce((sum, count) => sum + count, 0)];
  const { cLibrary = 0, startUp = 0, code = 0 } = proof?.flashParts ?? {};
  return {
    model: graph.name,
    core,
    optimise,
    rounding,
    instructions: Math.round(counts.reduce((sum, count) => sum + count, 0) / counts.length),
    counted: proof !== null,
    arenaBytes: compiled.arenaBytes,
    stateBytes: compiled.stateBytes,
    modelBytes: proof?.flashParts.constants ?? compiled.constantBytes,
    codeBytes: proof ? code + cLibrary + startUp : null,
    flashBytes: proof?.flashBytes ?? null,
    stackBytes: proof?.stackBytes ?? null,
    ramBytes: proof?.ramBytes ?? null,
    macs: compiled.layers.reduce((sum, { macs }) => sum + macs, 0),
    cases: same.length,
    identical: same.filter(Boolean).length,
    comparedWith: vectors ? 'vectors' : 'studio',
    firstDifference: different < 0 ? null : (vectors?.[different]?.name ?? 'a random input'),
    machine: proof?.machine ?? null,
    compiler: proof?.compiler ?? null,
    layers: rows,
  };
}

function rowOf(
  { layers }: CompiledNetwork,
  layer: CompiledLayer,
  at: number,
  counted: readonly number[] | null,
  estimate: readonly number[],
): LayerProfile {
  const last = layers[at + 1]?.step !== layer.step;
  return {
    name: layer.name,
    kind: layer.kind,
    output: layer.output,
    macs: layer.macs,
    instructions: counted ? (last ? (counted[layer.step] ?? null) : null) : estimate[at]!,
    arenaBytes: layer.arenaBytes,
    constantBytes: layer.constantBytes,
    kernel: layer.choice?.name ?? 'portable C',
  };
}

/** A second build, which marks each layer: what the marks cost is taken off. */
async function countLayers(
  graph: Graph,
  settings: NetworkSettings,
  cases: readonly (readonly Tensor[])[],
  prove: ProveNetwork,
  task: Task,
): Promise<readonly number[]> {
  const marked = compiledFor(graph, settings, true);
  const marks = 1 + Math.max(...marked.layers.map(({ step }) => step));
  const request = { ...marked, core: settings.core, cases: cases.slice(0, 1), marks };
  return (await prove(request, task)).layerInstructions;
}

function compiledFor(
  graph: Graph,
  { core, optimise, toolVersion, runtime }: NetworkSettings,
  marks: boolean,
): CompiledNetwork {
  const header = { toolVersion, seed: 0 };
  const kernels = kernelsFor(core, optimise);
  return compileNetwork(graph, runtime, { header, optimise, kernels, marks });
}

/** What the studio answers to the cases, one after another on one state. */
function meantAnswers(graph: Graph, cases: readonly (readonly Tensor[])[]): Tensor[][] {
  let state = initialState(graph);
  return cases.map((inputs) => {
    const next = evaluateNext(graph, inputs, state);
    state = next.state;
    return next.outputs;
  });
}

function inputsOf({ inputs, values }: Graph, one: VectorCase): Tensor[] {
  return inputs.map((id, i) => {
    const { name, type, shape } = values[id]!;
    const numbers = one.inputs[i];
    if (numbers?.length !== sizeOf(shape)) {
      const sentence = `Case "${one.name}" gives ${numbers?.length ?? 0} values for input ${name}, which takes ${sizeOf(shape)} [${shape}].`;
      throw new Failure('bad-file', sentence);
    }
    return tensor(type, shape, numbers);
  });
}

function randomInputs({ inputs, values }: Graph): Tensor[] {
  const random = new Random(1, 'profile');
  return inputs.map((id) => {
    const value: Value = values[id]!;
    const draw = () => (value.type === 'f32' ? random.normal() : random.below(256) - 128);
    return tensor(value.type, value.shape, Array.from({ length: sizeOf(value.shape) }, draw));
  });
}

function numbersOf(outputs: readonly Tensor[]): number[][] {
  return outputs.map(({ data }) => Array.from(data));
}
