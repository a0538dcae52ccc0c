import { noPad, samePad } from '../../graph/builder.ts';
import type { Activation, Op, Pad } from '../../graph/op.ts';
import { sizeOf, type Tensor, tensor } from '../../tensor/tensor.ts';
import { type OperatorReader, withoutBatch } from './operator-reader.ts';
import { paddings } from './operators.ts';

/** Operators that slide over pictures or have weights. */

export function readPool(reader: OperatorReader, mode: 'max' | 'average'): void {
  const stride = [reader.option((t) => t.i32(2), 0), reader.option((t) => t.i32(1), 0)] as const;
  const size = [reader.option((t) => t.i32(4), 0), reader.option((t) => t.i32(3), 0)] as const;
  positive(reader, [...stride, ...size]);
  const pad = padOf(reader, 0, size, stride, [1, 1]);
  const activation = reader.activation(5);
  reader.finish(
    reader.add({ kind: 'pool2d', mode, size, stride, pad, activation }, [picture(reader, 0)]),
  );
}

export function readConv(reader: OperatorReader): void {
  const { shape } = reader.tensor(1);
  const [outputs, height, width] = rank4(reader, shape);
  const stride = [reader.option((t) => t.i32(2), 0), reader.option((t) => t.i32(1), 0)] as const;
  const dilation = [
    reader.option((t) => t.i32(5, 1), 1),
    reader.option((t) => t.i32(4, 1), 1),
  ] as const;
  positive(reader, [...stride, ...dilation]);
  const pad = padOf(reader, 0, [height, width], stride, dilation);
  const parts = weightsOf(reader, 1, 2, outputs, shape, reader.activation(3));
  const op: Op = { kind: 'conv2d', ...parts, stride, dilation, pad };
  reader.finish(reader.add(op, [picture(reader, 0)]));
}

export function readDepthwise(reader: OperatorReader): void {
  const { shape } = reader.tensor(1);
  const [, height, width, outputs] = rank4(reader, shape);
  const stride = [reader.option((t) => t.i32(2), 0), reader.option((t) => t.i32(1), 0)] as const;
  const dilation = [
    reader.option((t) => t.i32(6, 1), 1),
    reader.option((t) => t.i32(5, 1), 1),
  ] as const;
  positive(reader, [...stride, ...dilation]);
  const channels = reader.tensor(0).shape.at(-1)!;
  if (outputs % channels !== 0) reader.refuse(`${channels} channels make no ${outputs}`);
  const pad = padOf(reader, 0, [height, width], stride, dilation);
  const parts = weightsOf(reader, 1, 2, outputs, [height, width, outputs], reader.activation(4));
  const multiplier = outputs / channels;
  const op: Op = { kind: 'depthwise2d', ...parts, multiplier, stride, dilation, pad };
  reader.finish(reader.add(op, [picture(reader, 0)]));
}

/** Inputs: the size of the output, the weight, the picture, the bias. */
export function readTransposeConv(reader: OperatorReader): void {
  const { shape } = reader.tensor(1);
  const [outputs, height, width] = rank4(reader, shape);
  const stride = [reader.option((t) => t.i32(2), 0), reader.option((t) => t.i32(1), 0)] as const;
  positive(reader, stride);
  const [, high, wide] = reader.integers(0);
  if (!(high! > 0 && wide! > 0)) reader.refuse(`its output is to be ${high} by ${wide}`);
  const size = [high!, wide!] as const;
  const same = paddings[reader.option((t) => t.i8(0), 0)] === 'SAME';
  const pad = same ? samePad(size, [height, width], stride) : noPad;
  const parts = weightsOf(reader, 1, 3, outputs, shape, reader.activation(3), 2);
  const op: Op = { kind: 'transposeConv2d', ...parts, size, stride, pad };
  reader.finish(reader.add(op, [picture(reader, 2)]));
}

export function readDense(reader: OperatorReader): void {
  if (reader.option((t) => t.i8(1), 0) !== 0) reader.refuse('its weights are shuffled');
  const { shape } = reader.tensor(1);
  const [outputs, inputs] = shape as [number, number];
  if (shape.length !== 2 || inputs === 0) reader.refuse(`its weight is [${shape}]`);
  const parts = weightsOf(reader, 1, 2, outputs, shape, reader.activation(0));
  const own = withoutBatch(reader.tensor(0).shape);
  const rows = sizeOf(own) / inputs;
  if (!Number.isInteger(rows)) reader.refuse(`its weight takes rows of ${inputs} values`);
  const taken = own.at(-1) === inputs ? own : rows === 1 ? [inputs] : [rows, inputs];
  reader.finish(reader.add({ kind: 'dense', ...parts }, [reader.value(0, taken)]));
}

/** An input [1, height, width, channels] as a picture. */
export function picture(reader: OperatorReader, input: number): number {
  const { shape, name } = reader.tensor(input);
  if (shape.length !== 4 || shape[0] !== 1) {
    reader.refuse(`tensor ${name} is [${shape}], where [1, height, width, channels] belongs`);
  }
  return reader.value(input);
}

function rank4(reader: OperatorReader, shape: readonly number[]): [number, number, number, number] {
  if (shape.length !== 4) reader.refuse(`its weight is [${shape}], with four sides to be`);
  return shape as [number, number, number, number];
}

export function positive(reader: OperatorReader, numbers: readonly number[]): void {
  const wrong = numbers.find((number) => number < 1 || number > 2 ** 20);
  if (wrong !== undefined) reader.refuse(`it has ${wrong} as a size, stride or dilation`);
}

function padOf(
  reader: OperatorReader,
  field: number,
  kernel: readonly [number, number],
  stride: readonly [number, number],
  dilation: readonly [number, number],
): Pad {
  const name = paddings[reader.option((table) => table.i8(field), 0)];
  if (name === 'VALID') return noPad;
  if (name !== 'SAME') reader.refuse('its padding is neither SAME nor VALID');
  const [, height, width] = reader.tensor(0).shape as [number, number, number];
  return samePad([height, width], kernel, stride, dilation);
}

/** Weight and bias of a layer; float32 both, or int8 with an int32 bias. */
function weightsOf(
  reader: OperatorReader,
  weightInput: number,
  biasInput: number,
  outputs: number,
  shape: readonly number[],
  activation: Activation,
  valueInput = 0,
) {
  const weight = weightOf(reader, weightInput, shape);
  const value = reader.type(valueInput);
  if (value !== weight.type) {
    reader.refuse(
      value === 'f32'
        ? 'its weights are int8 and its values float32 (hybrid); quantise the values too, with representative data'
        : `its values are ${value} and its weights ${weight.type}; use int8 for both`,
    );
  }
  const bias = biasOf(reader, biasInput, outputs, weight.type);
  if (weight.type === 'f32') return { weight, bias, activation };
  const form = reader.form(weightInput);
  if (!form || (form.scales.length !== 1 && form.scales.length !== outputs)) {
    reader.refuse(`its weight has ${form?.scales.length ?? 0} scales for ${outputs} outputs`);
  }
  if (form.zeroPoint !== 0) reader.refuse('its weight has a zero point that is not 0');
  return { weight, weightQuantization: form, bias, activation };
}

export function weightOf(
  reader: OperatorReader,
  input: number,
  shape?: readonly number[],
): Tensor<'f32'> | Tensor<'i8'> {
  const weight = reader.constant(input, shape);
  if (weight.type === 'f32' || weight.type === 'i8') return weight;
  return reader.refuse(`its weight ${reader.tensor(input).name} is ${weight.type}`);
}

/** Zeros where it is left out. */
export function biasOf(
  reader: OperatorReader,
  input: number,
  outputs: number,
  weightType: 'f32' | 'i8',
): Tensor<'f32'> | Tensor<'i32'> {
  const type = weightType === 'f32' ? 'f32' : 'i32';
  if (!reader.has(input)) return tensor(type, [outputs], new Array<number>(outputs).fill(0));
  const bias = reader.constant(input);
  if (bias.type !== type || bias.data.length !== outputs) {
    reader.refuse(`its bias is ${bias.type} [${bias.shape}], where ${type} [${outputs}] belongs`);
  }
  return { ...bias, shape: [outputs] } as Tensor<'i32'>;
}
