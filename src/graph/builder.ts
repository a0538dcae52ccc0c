import type { Quantization } from '../tensor/tensor.ts';
import { type Shape, sizeOf, type Type } from '../tensor/tensor.ts';
import type { Graph, Node, Op, Pad, Rounding, Value, ValueId } from './op.ts';
import { shapeOf } from './shape.ts';

/** Writes a graph down one operation at a time; shapes follow by themselves. */
export class GraphBuilder {
  readonly #name: string;
  readonly #values: Value[] = [];
  readonly #nodes: Node[] = [];
  readonly #inputs: ValueId[] = [];
  readonly #counts = new Map<string, number>();
  readonly #rounding: Rounding | undefined;

  constructor(name: string, rounding?: Rounding) {
    this.#name = name;
    this.#rounding = rounding;
  }

  input(name: string, shape: Shape, type: Type = 'f32', quantization?: Quantization): ValueId {
    const id = this.#value({ name, type, shape, ...(quantization && { quantization }) });
    this.#inputs.push(id);
    return id;
  }

  /** Adds an operation and returns its output. The type is the first input's unless told. */
  add(op: Op, inputs: readonly ValueId[], as: Partial<Value> = {}): ValueId {
    const name = as.name ?? this.#fresh(op.kind);
    const from = inputs.map((id) => this.#values[id]!);
    const type = as.type ?? typeOf(op, from);
    const shape = shapeOf(
      op,
      from.map((value) => value.shape),
      name,
    );
    const { quantization } = as;
    const output = this.#value({ name, type, shape, ...(quantization && { quantization }) });
    this.#nodes.push({ name, op, inputs, output });
    return output;
  }

  value(id: ValueId): Value {
    return this.#values[id]!;
  }

  shape(id: ValueId): Shape {
    return this.#values[id]!.shape;
  }

  size(id: ValueId): number {
    return sizeOf(this.shape(id));
  }

  graph(outputs: readonly ValueId[]): Graph {
    return {
      name: this.#name,
      ...(this.#rounding && { rounding: this.#rounding }),
      values: [...this.#values],
      nodes: [...this.#nodes],
      inputs: [...this.#inputs],
      outputs,
    };
  }

  #value(value: Value): ValueId {
    this.#values.push(value);
    return this.#values.length - 1;
  }

  #fresh(kind: string): string {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return `${kind}_${count}`;
  }
}

function typeOf(op: Op, from: readonly Value[]): Type {
  if (op.kind === 'constant') return op.value.type;
  return op.kind === 'argMax' ? 'i32' : from[0]!.type;
}

export const noPad: Pad = { top: 0, bottom: 0, left: 0, right: 0 };

/** TensorFlow's SAME: the output has ⌈side / stride⌉ steps, an odd rest goes to the far side. */
export function samePad(
  side: readonly [height: number, width: number],
  kernel: readonly [height: number, width: number],
  stride: readonly [height: number, width: number],
  dilation: readonly [height: number, width: number] = [1, 1],
): Pad {
  const total = ([0, 1] as const).map((d) => {
    const steps = Math.ceil(side[d] / stride[d]);
    const reach = (kernel[d] - 1) * dilation[d] + 1;
    return Math.max(0, (steps - 1) * stride[d] + reach - side[d]);
  }) as [number, number];
  const [top, left] = [Math.floor(total[0] / 2), Math.floor(total[1] / 2)];
  return { top, bottom: total[0] - top, left, right: total[1] - left };
}
