import { Failure } from '../../base/failure.ts';
import type { Activation, Graph, ValueId } from '../../graph/op.ts';
import { bodyOf } from '../engine.ts';
import type { Loss } from '../loss.ts';
import type { OptimizerKind } from '../optimizer.ts';
import { type Slot, slotsOf } from '../parameters.ts';
import { control } from './control.ts';
import { backwardOf, forwardOf } from './layers.ts';
import { emitLoss } from './loss.ts';
import { type LoweredLayer, lowerNetwork } from './lower.ts';
import { ModuleBuilder } from './module-builder.ts';
import { reshapeRuns } from './moves.ts';
import type { Holdings } from './optimizer.ts';
import { type Packing, packSlots } from './packing.ts';
import { pictureOf, pixelsOf } from './picture.ts';
import { type Functions, writeFunctions } from './polynomial.ts';
import { aligned, Program } from './program.ts';
import { readsThrough } from './rules-weighted.ts';
import { aliasOf, claim, type Held, newValue, type Site, type Value } from './site.ts';
import { writeStep } from './write-step.ts';

/** A network turned into one module that trains it, and the map of the module's memory. */
export interface CompiledNetwork {
  readonly module: Uint8Array<ArrayBuffer>;
  readonly pages: number;
  readonly batch: number;
  readonly parts: number;
  readonly holdings: Holdings;
  readonly packing: Packing;
  readonly slots: readonly Slot[];
  /** For each input of the network the address of [batch, size] float32. */
  readonly inputs: readonly { readonly address: number; readonly size: number }[];
  /** [batch, rows] of `channels` float32, of which the first are the logits. */
  readonly logits: { readonly address: number; readonly channels: number };
  readonly rows: number;
  readonly classes: number;
  /** Address of [batch, rows, classes] float32, and of a weight for each class. */
  readonly shares: number;
  readonly classWeights: number;
  /** What the memory must hold from the beginning. */
  readonly constants: Program['constants'];
  /** Layers that draw random numbers, and the address of each one's key. */
  readonly keys: ReadonlyMap<string, number>;
  /** Names of the phases, exported by them where asked for; and where the parts' own memory lies. */
  readonly phases: readonly string[];
  readonly ownAt: number;
  readonly ownBytes: number;
}

export interface CompileOptions {
  readonly batch: number;
  readonly fused: boolean;
  readonly wide: boolean;
  readonly shared: boolean;
  readonly loss: Loss;
  /** adamW unless told. */
  readonly optimizer?: OptimizerKind;
  /** Into how many parts each batch is cut; decides the order of sums, and the most threads. */
  readonly parts: number;
  /** Whether every phase can be called for itself, to be timed. */
  readonly profiled?: boolean;
}

/** Throws a Failure for a network that cannot be trained; its layers must all be known here. */
export function compileNetwork(network: Graph, options: CompileOptions): CompiledNetwork {
  const { batch, parts } = options;
  const body = bodyOf(network, options.loss);
  const layers = lowerNetwork(network, body.nodes);
  const slots = slotsOf(network);
  const program = new Program(options, control.end);
  const values = valuesOf(body, layers, slots, program);
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const packing = packSlots(network, slots, (node) => {
    return values.get(byNode.get(node)!.inputs[0]!)!.picture;
  });
  const holdings = holdingsOf(packing, program, options.optimizer);

  const keys = new Map<string, number>();
  const sites = layers
    .filter((layer) => !isAlias(layer, values))
    .map(
      (layer) => [layer, siteOf(layer, body, values, program, packing, holdings, keys)] as const,
    );
  for (const [{ op }, site] of sites) forwardOf(op, site);

  program.meet(program.forward);
  const logits = values.get(body.outputs[0]!)!;
  if (!logits.learns) {
    throw new Failure('bad-graph', `Network ${network.name} has no layer that can learn.`);
  }
  const module = new ModuleBuilder(options);
  const last = sites.at(-1)![1];
  const { loss, ...targets } = addLoss(last, logits, options.loss, writeFunctions(module));
  let apart = 0;
  for (const [{ op }, site] of sites.toReversed()) {
    if (!site.output.learns || !site.output.gradient) continue;
    backwardOf(op, site);
    // batch norms let the parts meet; where there is none for long, memory would not be used again
    apart = op.kind === 'batchNorm' ? 0 : apart + 1;
    if (apart % 4 === 3) program.meet(program.backward);
  }

  const written = writeStep(module, program, holdings, loss, options.profiled ?? false);
  const { phases, end } = written;
  const pages = Math.ceil(end / 65536) + 1;
  return {
    module: module.bytes(pages),
    pages,
    batch,
    parts,
    holdings,
    packing,
    slots,
    inputs: body.inputs.map((id) => {
      const { data, picture } = values.get(id)!;
      return { address: data.address, size: picture.height * picture.width * picture.used };
    }),
    logits: { address: logits.data.address, channels: logits.picture.channels },
    ...targets,
    constants: program.constants,
    keys,
    phases,
    ownAt: written.parts.ownAt,
    ownBytes: written.parts.ownBytes,
  };
}

/** The loss as a phase, and where it finds what the network should have said. */
function addLoss(last: Site, logits: Value, loss: Loss, functions: Functions) {
  const { program } = last;
  const { picture, data } = logits;
  const { used: classes, channels } = picture;
  const rows = pixelsOf(picture);
  const shares = program.fixed(program.batch * rows * classes * 4);
  const classWeights = program.fixed(classes * 4);
  const own = program.own(8);
  const { to } = claim(last, logits);
  program.phase(
    program.backward,
    'loss',
    [data, to],
    (f, share) => {
      const places = { logits: data.address, gradients: to.address, shares, classWeights };
      emitLoss(f, share, loss, { ...places, rows, channels, classes, loss: own }, functions);
    },
    { whole: true },
  );
  return { loss: own, rows, classes, shares, classWeights };
}

/** Inputs come without padding, as the caller has them; all else has whole vectors for each pixel. */
function valuesOf(
  body: Graph,
  layers: readonly LoweredLayer[],
  slots: readonly Slot[],
  program: Program,
): Map<ValueId, Value> {
  const values = new Map<ValueId, Value>();
  for (const id of body.inputs) {
    const picture = pictureOf(body.values[id]!.shape, false);
    const bytes = picture.height * picture.width * picture.used * 4 * program.batch + 64;
    const data = program.fixedBuffer(bytes);
    const rest = { learns: false, gradient: null, rectified: false, aligned: null };
    values.set(id, { picture, data, ...rest });
  }
  const raw = new Set(body.inputs);
  const learners = new Set(slots.map(({ node }) => node));
  for (const layer of layers) {
    const { op, node, inputs, output, activation } = layer;
    const { shape } = body.values[output]!;
    const from = inputs.map((id) => values.get(id)!);
    const base = from[0]!;
    const unpadded = pictureOf(shape, false);
    const padded = pictureOf(shape, true);
    if (op.kind === 'reshape' && raw.has(inputs[0]!)) {
      values.set(output, aliasOf(base, unpadded));
      raw.add(output);
    } else if (op.kind === 'reshape' && isOneRun(base, padded)) {
      values.set(output, aliasOf(base, padded));
    } else {
      const learns = learners.has(node) || from.some((value) => value.learns);
      const rectified = activation === 'relu' || activation === 'relu6';
      const value = isReadThrough(layer, base, layers, body)
        ? throughOf(base, learns, activation)
        : newValue(program, shape, learns, true, rectified);
      values.set(output, value);
    }
  }
  return values;
}

/** Whether the layer is a batch norm of whole vectors, and all that read its result can make it. */
function isReadThrough(
  { op, output }: LoweredLayer,
  base: Value,
  layers: readonly LoweredLayer[],
  { values, outputs }: Graph,
): boolean {
  if (op.kind !== 'batchNorm' || base.picture.channels % 8 > 0 || base.through) return false;
  const readers = layers.filter(({ inputs }) => inputs.includes(output));
  if (readers.length === 0 || outputs.includes(output)) return false;
  const pictures = (id: ValueId) => pictureOf(values[id]!.shape, true);
  return readers.every((reader) =>
    readsThrough(reader.op, pictures(output), pictures(reader.output)),
  );
}

/** What a batch norm makes, where its readers make it for themselves: see `Through`. */
function throughOf({ picture, data }: Value, learns: boolean, activation: Activation): Value {
  const rectified = activation === 'relu' || activation === 'relu6';
  const through = { scales: -1, channels: picture.channels, activation };
  return { picture, data, learns, gradient: null, rectified, through, aligned: null };
}

function isOneRun(base: Value, picture: Value['picture']): boolean {
  const whole = ({ used, channels }: Value['picture']) => used === channels;
  return whole(base.picture) && whole(picture) && reshapeRuns(base.picture, picture).length === 1;
}

function isAlias({ op, inputs, output }: LoweredLayer, values: ReadonlyMap<ValueId, Value>) {
  return op.kind === 'reshape' && values.get(output)!.data === values.get(inputs[0]!)!.data;
}

function holdingsOf(
  { decayingBytes, trainedBytes, bytes }: Packing,
  program: Program,
  kind: OptimizerKind = 'adamW',
): Holdings {
  return {
    numbers: program.fixed(bytes),
    average: program.fixed(bytes),
    first: program.fixed(trainedBytes),
    second: program.fixed(trainedBytes),
    gradients: program.own(trainedBytes),
    squares: program.fixed(8 * program.parts),
    decayingBytes,
    trainedBytes,
    bytes,
    kind,
  };
}

function siteOf(
  layer: LoweredLayer,
  body: Graph,
  values: ReadonlyMap<ValueId, Value>,
  program: Program,
  packing: Packing,
  holdings: Holdings,
  keys: Map<string, number>,
): Site {
  const held = (field: string): Held => {
    const { offset, floats } = packing.places.find(
      ({ slot }) => slot.node === layer.node && slot.field === field,
    )!;
    const [at, gradient] = [holdings.numbers + offset, holdings.gradients + offset];
    return { at, gradient, floats, bytes: aligned(floats * 4) };
  };
  const key = () => {
    if (!keys.has(layer.name)) keys.set(layer.name, program.fixed(4));
    return keys.get(layer.name)!;
  };
  if (layer.op.kind === 'dropout') key();
  return {
    program,
    layer: layer.name,
    inputs: layer.inputs.map((id) => values.get(id)!),
    output: values.get(layer.output)!,
    activation: layer.activation,
    biasIsVain: layer.biasIsVain,
    shape: body.values[layer.output]!.shape,
    inputShape: body.values[layer.inputs[0]!]!.shape,
    leavesGaps: layer.op.kind === 'pad',
    held,
    notes: new Map(),
    memory: new Map(),
    spread: null,
    key,
  };
}
