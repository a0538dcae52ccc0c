import type { Graph, Node, Value, ValueId } from '../../graph/op.ts';
import type { Quantization, Shape, Tensor, Type } from '../../tensor/tensor.ts';
import { type FlatFields, writeFlatBuffer } from '../flatbuffer-writer.ts';
import { operatorCode, tensorTypes } from './operators.ts';
import { operatorFor } from './write-operators.ts';

/**
 * A graph as a .tflite file (schema version 3): every value gets a batch dimension of 1 in front.
 * Reading it again gives a graph with the same answers. The rounding of int8 arithmetic has no place
 * in the format. A Failure names the layer that TensorFlow Lite has no operator for.
 */
export function writeTflite(graph: Graph, description = 'Thimble'): Uint8Array {
  const writing = new Writing(graph);
  for (const node of graph.nodes) writing.addNode(node);
  return writeFlatBuffer(writing.model(description), 'TFL3');
}

/** An operator of TensorFlow Lite on its way to the file. */
export interface WrittenOperator {
  readonly name: string;
  /** Tensors by index; −1: left out. */
  readonly inputs: readonly number[];
  /** The number of its options in the union of the schema, and their fields; 0: none. */
  readonly optionsType: number;
  readonly options: FlatFields;
}

/** What a rule needs in order to write one layer. */
export interface LayerWriter {
  readonly inputs: readonly Value[];
  readonly output: Value;
  /** The tensor of an input. */
  input(index: number): number;
  /** The tensor of an input in another shape; an operator that reshapes it goes before. */
  shaped(index: number, shape: Shape): number;
  constant(name: string, value: Tensor, quantization?: Quantization): number;
  integers(name: string, values: readonly number[]): number;
  /** A tensor that keeps its numbers from call to call. */
  variable(name: string, type: Type, shape: Shape, quantization?: Quantization): number;
  /** Adds an operator before this layer's own; its output. */
  before(operator: WrittenOperator, value: Value): number;
}

class Writing {
  readonly #graph: Graph;
  readonly #tensors: FlatFields[] = [];
  readonly #buffers: FlatFields[] = [{}];
  readonly #operators: { operator: WrittenOperator; output: number }[] = [];
  readonly #codes: string[] = [];
  readonly #tensorOf = new Map<ValueId, number>();

  constructor(graph: Graph) {
    this.#graph = graph;
    for (const id of graph.inputs) this.#tensorOf.set(id, this.#value(graph.values[id]!));
  }

  addNode(node: Node): void {
    const { values } = this.#graph;
    const output = values[node.output]!;
    if (node.op.kind === 'constant') {
      const { value } = node.op;
      const shape = [1, ...value.shape];
      const whole = { ...value, shape } as Tensor;
      this.#tensorOf.set(node.output, this.#constant(output.name, whole, output.quantization));
      return;
    }
    // while nothing is trained a dropout is its input
    if (node.op.kind === 'dropout') {
      this.#tensorOf.set(node.output, this.#tensorOf.get(node.inputs[0]!)!);
      return;
    }
    const operator = operatorFor(node, this.#layer(node));
    const tensor = this.#value(output);
    this.#tensorOf.set(node.output, tensor);
    this.#operators.push({ operator, output: tensor });
  }

  model(description: string): FlatFields {
    const { inputs, outputs, name } = this.#graph;
    const ids = (of: readonly ValueId[]) => of.map((id) => this.#tensorOf.get(id)!);
    const operators = this.#operators.map(({ operator, output }) =>
      this.#operator(operator, output),
    );
    const subgraph: FlatFields = {
      0: { tables: this.#tensors },
      1: { ints: ids(inputs) },
      2: { ints: ids(outputs) },
      3: { tables: operators },
      4: { string: name },
    };
    return {
      0: { i32: 3 },
      1: { tables: this.#codes.map(operatorTable) },
      2: { tables: [subgraph] },
      3: { string: description },
      4: { tables: this.#buffers },
    };
  }

  #operator({ name, inputs, optionsType, options }: WrittenOperator, output: number): FlatFields {
    if (!this.#codes.includes(name)) this.#codes.push(name);
    const own: FlatFields = {
      0: { i32: this.#codes.indexOf(name) },
      1: { ints: inputs },
      2: { ints: [output] },
    };
    if (optionsType === 0) return own;
    return { ...own, 3: { i8: optionsType }, 4: { table: options } };
  }

  #layer(node: Node): LayerWriter {
    const { values } = this.#graph;
    const tensorOf = (index: number) => this.#tensorOf.get(node.inputs[index]!)!;
    const layer: LayerWriter = {
      inputs: node.inputs.map((id) => values[id]!),
      output: values[node.output]!,
      input: tensorOf,
      shaped: (index, shape) => {
        const operator = {
          name: 'RESHAPE',
          inputs: [tensorOf(index), layer.integers('shape', shape)],
          optionsType: 17,
          options: { 0: { ints: shape } },
        };
        return this.#before(operator, layer.inputs[index]!, shape);
      },
      constant: (name, value, quantization) =>
        this.#constant(`${node.name}/${name}`, value, quantization),
      integers: (name, numbers) =>
        this.#constant(`${node.name}/${name}`, {
          type: 'i32',
          shape: [numbers.length],
          data: Int32Array.from(numbers),
        }),
      variable: (name, type, shape, quantization) =>
        this.#tensor(`${node.name}/${name}`, type, shape, 0, quantization, true),
      before: (operator, value) => this.#before(operator, value, [1, ...value.shape]),
    };
    return layer;
  }

  #before(operator: WrittenOperator, value: Value, shape: Shape): number {
    const { name, type, quantization } = value;
    const output = this.#tensor(`${name}/${operator.name}`, type, shape, 0, quantization);
    this.#operators.push({ operator, output });
    return output;
  }

  #value({ name, type, shape, quantization }: Value): number {
    return this.#tensor(name, type, [1, ...shape], 0, quantization);
  }

  #constant(name: string, { type, shape, data }: Tensor, quantization?: Quantization): number {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#buffers.push({ 0: { data: bytes } });
    return this.#tensor(name, type, shape, this.#buffers.length - 1, quantization);
  }

  #tensor(
    name: string,
    type: Type,
    shape: Shape,
    buffer: number,
    quantization?: Quantization,
    isVariable = false,
  ): number {
    this.#tensors.push({
      0: { ints: shape },
      1: { i8: tensorTypes.indexOf(typeNames[type]) },
      2: { i32: buffer },
      3: { string: name },
      ...(quantization && { 4: { table: quantizationTable(quantization) } }),
      ...(isVariable && { 5: { i8: 1 } }),
    });
    return this.#tensors.length - 1;
  }
}

const typeNames: { readonly [T in Type]: string } = {
  f32: 'FLOAT32',
  i8: 'INT8',
  i4: 'INT4',
  i16: 'INT16',
  i32: 'INT32',
};

function quantizationTable({ scales, zeroPoint, axis }: Quantization): FlatFields {
  return {
    2: { floats: scales },
    3: { longs: scales.map(() => zeroPoint) },
    6: { i32: axis ?? 0 },
  };
}

/** Numbers above 127 have a field of their own; the older one then says 127. */
function operatorTable(name: string): FlatFields {
  const code = operatorCode(name);
  return { 0: { i8: Math.min(127, code) }, 2: { i32: 1 }, 3: { i32: code } };
}
