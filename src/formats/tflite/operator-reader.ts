import { GraphBuilder } from '../../graph/builder.ts';
import type { Activation, Graph, Op, Rounding, Value, ValueId } from '../../graph/op.ts';
import {
  type Quantization,
  type Shape,
  sizeOf,
  type Tensor,
  type Type,
  tensor,
} from '../../tensor/tensor.ts';
import { BrokenFlatBuffer, type FlatTable } from '../flatbuffer.ts';
import type { TfliteModel, TfliteOperator, TfliteTensor } from './model.ts';
import { activations } from './operators.ts';

/** Why an operator cannot be read: the end of a sentence. */
export class Refusal extends Error {}

/** An operator reads what a refused one would have made. */
export class Unknown extends Error {}

/** An axis of a tensor that is read with that shape. */
export interface AxisView {
  readonly shape: Shape;
  readonly axis: number;
}

/**
 * Builds a graph from one operator after another. It turns shapes with a batch of 1 into shapes
 * without: where an operator looks at the batch dimension, it asks for the whole shape instead, and
 * a reshape that costs nothing stands between.
 */
export class OperatorReader {
  readonly #builder: GraphBuilder;
  readonly #model: TfliteModel;
  readonly #values = new Map<number, ValueId>();
  readonly #constants = new Map<string, Tensor['data']>();
  #operator: TfliteOperator | null = null;

  constructor(name: string, model: TfliteModel, rounding: Rounding) {
    this.#builder = new GraphBuilder(name, rounding);
    this.#model = model;
  }

  addInputs(): void {
    const names = new Set<string>();
    for (const index of this.#model.inputs) {
      const one = this.#model.tensors[index]!;
      let name = plainName(one.name, 'input');
      for (let i = 2; names.has(name); i++) name = `${plainName(one.name, 'input')}_${i}`;
      names.add(name);
      const type = this.#typeOf(one);
      this.#values.set(
        index,
        this.#builder.input(name, withoutBatch(one.shape), type, this.#formOf(one)),
      );
    }
  }

  begin(operator: TfliteOperator): void {
    this.#operator = operator;
  }

  graph(): Graph {
    const outputs = this.#model.outputs.map((index) => this.#valueOf(index));
    if (outputs.length === 0) throw new Refusal('it has no output');
    return this.#builder.graph(outputs);
  }

  get outputCount(): number {
    return this.#operator!.outputs.length;
  }

  get inputCount(): number {
    return this.#operator!.inputs.length;
  }

  refuse(why: string): never {
    throw new Refusal(why);
  }

  /** The operator's options; where the file has none, every field has its default. */
  option<T>(read: (table: FlatTable) => T, absent: T): T {
    const { options } = this.#operator!;
    try {
      return options ? read(options) : absent;
    } catch (error) {
      if (!(error instanceof BrokenFlatBuffer)) throw error;
      return this.refuse(`its options are broken at byte ${error.at}: ${error.message}`);
    }
  }

  activation(field: number): Activation {
    const name = activations[this.option((table) => table.i8(field), 0)];
    if (name === 'NONE') return 'none';
    if (name === 'RELU') return 'relu';
    if (name === 'RELU6') return 'relu6';
    if (name === 'RELU_N1_TO_1') return 'reluN1To1';
    return this.refuse(
      `its fused activation ${name} is not supported; use NONE, RELU, RELU6 or RELU_N1_TO_1`,
    );
  }

  has(input: number): boolean {
    return (this.#operator!.inputs[input] ?? -1) >= 0;
  }

  tensor(input: number): TfliteTensor {
    const index = this.#operator!.inputs[input] ?? -1;
    if (index < 0) throw new Refusal(`it has no input ${input}`);
    return this.#model.tensors[index]!;
  }

  output(index = 0): TfliteTensor {
    const id = this.#operator!.outputs[index] ?? -1;
    if (id < 0) throw new Refusal(`it has no output ${index}`);
    return this.#model.tensors[id]!;
  }

  /** What an input holds, in its shape without the batch or in one that is asked for. */
  value(input: number, shape: Shape = withoutBatch(this.tensor(input).shape)): ValueId {
    return this.shaped(this.#valueOf(this.#operator!.inputs[input]!), shape);
  }

  isConstant(input: number): boolean {
    return this.tensor(input).data.length > 0;
  }

  type(input: number): Type {
    return this.#typeOf(this.tensor(input));
  }

  form(input: number): Quantization | undefined {
    return this.#formOf(this.tensor(input));
  }

  /** The numbers of a constant input, in a shape of the same size. */
  constant(input: number, shape?: Shape): Tensor {
    const one = this.tensor(input);
    if (one.isSparse) this.refuse(`its tensor ${one.name} is sparse; convert without sparsity`);
    if (one.data.length === 0) {
      this.refuse(`its tensor ${one.name} must be a constant, and is computed or empty`);
    }
    const data = this.#dataOf(one);
    const taken = shape ?? one.shape;
    if (sizeOf(taken) !== data.length) {
      this.refuse(`its tensor ${one.name} is [${one.shape}], where [${taken}] belongs`);
    }
    return tensor(this.#typeOf(one), taken, data as never);
  }

  /** A constant input of whole numbers, such as axes. */
  integers(input: number): number[] {
    const one = this.tensor(input);
    if (one.type === 'INT64' && one.data.length === 8 * sizeOf(one.shape)) {
      const view = new DataView(one.data.buffer, one.data.byteOffset, one.data.byteLength);
      const count = one.data.length / 8;
      return Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, true)));
    }
    const { type, data } = this.constant(input);
    if (type !== 'i32') this.refuse(`its tensor ${one.name} is ${one.type} where INT32 belongs`);
    return Array.from(data);
  }

  /** A dimension of an input, negative ones counted from the end; the batch where it must be. */
  axisView(input: number, axis: number): AxisView {
    const { shape, name } = this.tensor(input);
    const at = axis < 0 ? axis + shape.length : axis;
    if (at < 0 || at >= shape.length) this.refuse(`tensor ${name} has no dimension ${axis}`);
    const view = withoutBatch(shape);
    return view.length < shape.length && at > 0
      ? { shape: view, axis: at - 1 }
      : { shape, axis: at };
  }

  shaped(id: ValueId, shape: Shape): ValueId {
    if (this.#builder.shape(id).join() === shape.join()) return id;
    if (sizeOf(shape) !== this.#builder.size(id)) {
      this.refuse(`[${this.#builder.shape(id)}] cannot be read as [${shape}]`);
    }
    const { type, quantization } = this.#builder.value(id);
    return this.#builder.add({ kind: 'reshape', shape }, [id], {
      type,
      ...(quantization && { quantization }),
    });
  }

  /** Adds an operation whose output is an output of the operator, or has its type and scale. */
  add(op: Op, inputs: readonly ValueId[], output = 0): ValueId {
    const one = this.output(output);
    const quantization = this.#formOf(one);
    const as: Partial<Value> = { type: this.#typeOf(one), ...(quantization && { quantization }) };
    return this.#builder.add(op, inputs, as);
  }

  /** States what an output of the operator is. */
  finish(id: ValueId, output = 0): void {
    const index = this.#operator!.outputs[output]!;
    const { shape, name } = this.output(output);
    if (sizeOf(shape) !== this.#builder.size(id)) {
      this.refuse(
        `it makes [${this.#builder.shape(id)}], and tensor ${name} is declared [${shape}]`,
      );
    }
    if (this.#values.has(index)) this.refuse(`tensor ${name} is made more than once`);
    this.#values.set(index, this.shaped(id, withoutBatch(shape)));
  }

  #valueOf(index: number): ValueId {
    const known = this.#values.get(index);
    if (known !== undefined) return known;
    const one = this.#model.tensors[index]!;
    if (one.data.length === 0) {
      throw new Unknown(`tensor ${one.name} is made by no operator that could be read`);
    }
    const shape = withoutBatch(one.shape);
    const value = tensor(this.#typeOf(one), shape, this.#dataOf(one) as never);
    const quantization = this.#formOf(one);
    const id = this.#builder.add({ kind: 'constant', value }, [], {
      ...(quantization && { quantization }),
    });
    this.#values.set(index, id);
    return id;
  }

  /** One copy for each part of the file and type, however many tensors name it. */
  #dataOf(one: TfliteTensor): Tensor['data'] {
    const type = this.#typeOf(one);
    const { data, name } = one;
    const width = { f32: 4, i8: 1, i16: 2, i32: 4 }[type];
    if (data.length !== width * sizeOf(one.shape)) {
      this.refuse(`tensor ${name} of [${one.shape}] holds ${data.length} bytes`);
    }
    const key = `${data.byteOffset} ${type} ${data.length}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const bytes = data.slice().buffer;
    const made = new { f32: Float32Array, i8: Int8Array, i16: Int16Array, i32: Int32Array }[type](
      bytes,
    );
    this.#constants.set(key, made);
    return made;
  }

  #typeOf({ type, name }: TfliteTensor): Exclude<Type, 'i4'> {
    if (type === 'FLOAT32') return 'f32';
    if (type === 'INT8') return 'i8';
    if (type === 'INT16') return 'i16';
    if (type === 'INT32' || type === 'INT64') return 'i32';
    const way = type === 'UINT8' ? 'convert with int8 inputs and outputs' : 'use FLOAT32 or INT8';
    return this.refuse(`tensor ${name} is ${type}; ${way}`);
  }

  #formOf(one: TfliteTensor): Quantization | undefined {
    const { scales, zeroPoints } = one;
    if (scales.length === 0 || one.type === 'FLOAT32') return undefined;
    const zero = zeroPoints[0] ?? 0;
    const [low, high] = one.type === 'INT8' ? [-128, 127] : [-32768, 32767];
    if (!Number.isInteger(zero) || zero < low! || zero > high!) {
      this.refuse(`tensor ${one.name} has the zero point ${zero}`);
    }
    if (scales.length === 1) return { scales: [scales[0]!], zeroPoint: zero, axis: null };
    if (zeroPoints.some((other) => other !== 0)) {
      this.refuse(`tensor ${one.name} has zero points for its channels; only 0 is supported`);
    }
    return { scales, zeroPoint: 0, axis: one.quantizedDimension };
  }
}

/** A leading dimension of 1 goes, where others follow it. */
export function withoutBatch(shape: Shape): Shape {
  return shape.length >= 2 && shape[0] === 1 ? shape.slice(1) : shape;
}

/** `serving_default_input_1:0` to `input_1`. */
function plainName(name: string, absent: string): string {
  const last = name
    .split('/')
    .at(-1)!
    .replace(/:\d+$/, '')
    .replace(/^serving_default_/, '');
  const clean = last.replace(/[^A-Za-z0-9_]/g, '_');
  return clean === '' ? absent : clean;
}
