import { assert } from '../base/assert.ts';

/**
 * The number types of the graph: IEEE float32, and two's complement integers. An i4 is a weight of
 * −7 to 7; two share a byte only where they are written down, see `packInt4`.
 */
export interface DataOf {
  f32: Float32Array;
  i8: Int8Array;
  i4: Int8Array;
  i16: Int16Array;
  i32: Int32Array;
}
export type Type = keyof DataOf;

/** A block of numbers with a shape, last dimension fastest. Never changed once it is made. */
export type Tensor<T extends Type = Type> = {
  [K in Type]: { readonly type: K; readonly shape: Shape; readonly data: DataOf[K] };
}[T];

export type Shape = readonly number[];

/** What integers stand for: real = scale × (integer − zeroPoint). Scales are float32 values. */
export interface Quantization {
  /** One for the whole tensor, or one for each index along `axis`. */
  readonly scales: readonly number[];
  readonly zeroPoint: number;
  /** The dimension that the scales go along; null where there is one scale. */
  readonly axis: number | null;
}

export const bytesPer: { readonly [T in Type]: number } = {
  f32: 4,
  i8: 1,
  i4: 0.5,
  i16: 2,
  i32: 4,
};

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** A tensor of the given type; numbers are rounded to it as the typed array does. */
export function tensor<T extends Type>(type: T, shape: Shape, data: ArrayLike<number>): Tensor<T> {
  assert(data.length === sizeOf(shape), `${data.length} numbers fill shape [${shape}]`);
  return { type, shape, data: typed(type, data) } as unknown as Tensor<T>;
}

export function zeros<T extends Type>(type: T, shape: Shape): Tensor<T> {
  return { type, shape, data: blank(type, sizeOf(shape)) } as unknown as Tensor<T>;
}

function typed(type: Type, data: ArrayLike<number>): DataOf[Type] {
  if (type === 'f32') return data instanceof Float32Array ? data : Float32Array.from(data);
  if (type === 'i8' || type === 'i4')
    return data instanceof Int8Array ? data : Int8Array.from(data);
  if (type === 'i16') return data instanceof Int16Array ? data : Int16Array.from(data);
  return data instanceof Int32Array ? data : Int32Array.from(data);
}

function blank(type: Type, size: number): DataOf[Type] {
  const make = {
    f32: Float32Array,
    i8: Int8Array,
    i4: Int8Array,
    i16: Int16Array,
    i32: Int32Array,
  };
  return new make[type](size);
}
