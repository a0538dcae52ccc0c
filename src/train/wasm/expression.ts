/**
 * WebAssembly instructions as values. An expression is the code that leaves one number on the stack;
 * expressions are put together with the operators of the objects below, which carry the names of
 * the instruction set, and turned into statements by a `FunctionBuilder`.
 */
import { encodeF32, encodeF64, encodeSigned, encodeUnsigned } from './encode.ts';

export type ValueType = 'i32' | 'f32' | 'f64' | 'v128';

export interface Expression<T extends ValueType = ValueType> {
  readonly type: T;
  readonly code: readonly number[];
}

/** A local variable of a function; as an expression, its value. */
export interface Local<T extends ValueType = ValueType> extends Expression<T> {
  readonly index: number;
}

export type I32 = Expression<'i32'>;
export type F32 = Expression<'f32'>;
export type F64 = Expression<'f64'>;
export type V128 = Expression<'v128'>;

type Two<A extends ValueType, R extends ValueType> = (
  a: Expression<A>,
  b: Expression<A>,
) => Expression<R>;
type One<A extends ValueType, R extends ValueType> = (a: Expression<A>) => Expression<R>;

/** Integers; a plain number stands for a constant. */
type Two32 = (a: I32, b: I32 | number) => I32;

export const i32 = {
  const: (value: number): I32 => ({ type: 'i32', code: [0x41, ...encodeSigned(value | 0)] }),
  add: ((a, b) => (b === 0 ? a : whole(0x6a, a, b))) as Two32,
  sub: ((a, b) => (b === 0 ? a : whole(0x6b, a, b))) as Two32,
  mul: ((a, b) => (b === 1 ? a : whole(0x6c, a, b))) as Two32,
  divU: ((a, b) => (b === 1 ? a : whole(0x6e, a, b))) as Two32,
  remU: ((a, b) => whole(0x70, a, b)) as Two32,
  and: ((a, b) => whole(0x71, a, b)) as Two32,
  shl: ((a, b) => whole(0x74, a, b)) as Two32,
  shrU: ((a, b) => whole(0x76, a, b)) as Two32,
  eq: ((a, b) => whole(0x46, a, b)) as Two32,
  ne: ((a, b) => whole(0x47, a, b)) as Two32,
  ltU: ((a, b) => whole(0x49, a, b)) as Two32,
  gtU: ((a, b) => whole(0x4b, a, b)) as Two32,
  leU: ((a, b) => whole(0x4d, a, b)) as Two32,
  geU: ((a, b) => whole(0x4f, a, b)) as Two32,
  /** The smaller of two, without sign. */
  minU: (a: I32, b: I32 | number): I32 => select(a, asI32(b), i32.ltU(a, b)),
  popcnt: one<'i32', 'i32'>([0x69], 'i32'),
  load: (address: I32, offset = 0): I32 => load('i32', [0x28, 2], address, offset),
  fromF64: one<'f64', 'i32'>([0xaa], 'i32'),
};

export const f32 = {
  const: (value: number): F32 => ({ type: 'f32', code: [0x43, ...encodeF32(value)] }),
  add: two<'f32', 'f32'>([0x92], 'f32'),
  mul: two<'f32', 'f32'>([0x94], 'f32'),
  div: two<'f32', 'f32'>([0x95], 'f32'),
  max: two<'f32', 'f32'>([0x97], 'f32'),
  eq: two<'f32', 'i32'>([0x5b], 'i32'),
  lt: two<'f32', 'i32'>([0x5d], 'i32'),
  load: (address: I32, offset = 0): F32 => load('f32', [0x2a, 2], address, offset),
  fromF64: one<'f64', 'f32'>([0xb6], 'f32'),
  fromI32: one<'i32', 'f32'>([0xb3], 'f32'),
};

export const f64 = {
  const: (value: number): F64 => ({ type: 'f64', code: [0x44, ...encodeF64(value)] }),
  add: two<'f64', 'f64'>([0xa0], 'f64'),
  sub: two<'f64', 'f64'>([0xa1], 'f64'),
  mul: two<'f64', 'f64'>([0xa2], 'f64'),
  div: two<'f64', 'f64'>([0xa3], 'f64'),
  min: two<'f64', 'f64'>([0xa4], 'f64'),
  max: two<'f64', 'f64'>([0xa5], 'f64'),
  sqrt: one<'f64', 'f64'>([0x9f], 'f64'),
  abs: one<'f64', 'f64'>([0x99], 'f64'),
  neg: one<'f64', 'f64'>([0x9a], 'f64'),
  nearest: one<'f64', 'f64'>([0x9e], 'f64'),
  lt: two<'f64', 'i32'>([0x63], 'i32'),
  gt: two<'f64', 'i32'>([0x64], 'i32'),
  load: (address: I32, offset = 0): F64 => load('f64', [0x2b, 3], address, offset),
  fromF32: one<'f32', 'f64'>([0xbb], 'f64'),
  fromI32: one<'i32', 'f64'>([0xb7], 'f64'),
  /** 2 to the power of a whole number from −1022 to 1023. */
  powerOfTwo: (power: I32): F64 => {
    // the biased exponent stands in the 11 bits below the sign
    const bits = [...i32.add(power, 1023).code, 0xad, 0x42, ...encodeSigned(52), 0x86, 0xbf];
    return { type: 'f64', code: bits };
  },
  /** The exponent bits of a positive number, unbiased: ⌊log2⌋. */
  exponent: (x: F64): I32 => {
    const high = [...x.code, 0xbd, 0x42, ...encodeSigned(52), 0x88, 0xa7];
    return i32.sub({ type: 'i32', code: high }, 1023);
  },
};

/** Four float32 numbers in one register. */
export const f32x4 = {
  const: (...lanes: readonly number[]): V128 => {
    const four = lanes.length === 1 ? [0, 1, 2, 3].map(() => lanes[0]!) : lanes;
    return simd(12, [], four.flatMap(encodeF32));
  },
  splat: (x: F32): V128 => simd(19, [x]),
  load: (address: I32, offset = 0): V128 => simd(0, [address], [2, ...encodeUnsigned(offset)]),
  loadSplat: (address: I32, offset = 0): V128 => simd(9, [address], [2, ...encodeUnsigned(offset)]),
  lane: (x: V128, lane: number): F32 => ({ type: 'f32', code: simd(31, [x], [lane]).code }),
  add: (a: V128, b: V128): V128 => simd(228, [a, b]),
  sub: (a: V128, b: V128): V128 => simd(229, [a, b]),
  mul: (a: V128, b: V128): V128 => simd(230, [a, b]),
  div: (a: V128, b: V128): V128 => simd(231, [a, b]),
  min: (a: V128, b: V128): V128 => simd(232, [a, b]),
  max: (a: V128, b: V128): V128 => simd(233, [a, b]),
  /** b < a ? b : a, in one instruction where `min` takes several; a NaN in b is kept out. */
  pmin: (a: V128, b: V128): V128 => simd(234, [a, b]),
  pmax: (a: V128, b: V128): V128 => simd(235, [a, b]),
  sqrt: (a: V128): V128 => simd(227, [a]),
  abs: (a: V128): V128 => simd(224, [a]),
  floor: (a: V128): V128 => simd(0x68, [a]),
  nearest: (a: V128): V128 => simd(0x6a, [a]),
  trunc: (a: V128): V128 => simd(0x69, [a]),
  le: (a: V128, b: V128): V128 => simd(0x45, [a, b]),
  ge: (a: V128, b: V128): V128 => simd(0x46, [a, b]),
  eq: (a: V128, b: V128): V128 => simd(0x41, [a, b]),
  ne: (a: V128, b: V128): V128 => simd(0x42, [a, b]),
  lt: (a: V128, b: V128): V128 => simd(0x43, [a, b]),
  gt: (a: V128, b: V128): V128 => simd(0x44, [a, b]),
  /** Fused multiply-add where the processor has it: a × b + c. */
  relaxedMadd: (a: V128, b: V128, c: V128): V128 => simd(0x105, [a, b, c]),
  /** Lanes 0 to 3 come from a, 4 to 7 from b. */
  shuffle: (a: V128, b: V128, lanes: readonly [number, number, number, number]): V128 => {
    const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
    return simd(13, [a, b], bytes);
  },
};

/** Two float64 numbers in one register. */
export const f64x2 = {
  splat: (x: F64): V128 => simd(20, [x]),
  add: (a: V128, b: V128): V128 => simd(240, [a, b]),
  mul: (a: V128, b: V128): V128 => simd(242, [a, b]),
  lane: (x: V128, lane: number): F64 => ({ type: 'f64', code: simd(33, [x], [lane]).code }),
  /** The lower two of four float32 numbers. */
  fromLow: (x: V128): V128 => simd(95, [x]),
};

/** Four 32-bit integers in one register. */
export const i32x4 = {
  const: (...lanes: readonly number[]): V128 => {
    const four = lanes.length === 1 ? [0, 1, 2, 3].map(() => lanes[0]!) : lanes;
    return simd(12, [], [...new Uint8Array(Int32Array.from(four).buffer)]);
  },
  splat: (x: I32): V128 => simd(17, [x]),
  add: (a: V128, b: V128): V128 => simd(0xae, [a, b]),
  mul: (a: V128, b: V128): V128 => simd(0xb5, [a, b]),
  shl: (a: V128, bits: number): V128 => simd(0xab, [a, i32.const(bits)]),
  shrU: (a: V128, bits: number): V128 => simd(0xad, [a, i32.const(bits)]),
  ltU: (a: V128, b: V128): V128 => simd(0x3a, [a, b]),
  fromF32: (a: V128): V128 => simd(0xf8, [a]),
  /** The top bit of each lane. */
  bitmask: (a: V128): I32 => ({ type: 'i32', code: simd(0xa4, [a]).code }),
};

/** Sixteen bytes in one register. */
export const i8x16 = {
  /** Byte i is byte `places[i]` of a. */
  swizzle: (a: V128, places: V128): V128 => simd(0x0e, [a, places]),
};

/** All 128 bits, whatever they stand for. */
export const v128 = {
  zero: (): V128 => simd(12, [], new Array<number>(16).fill(0)),
  and: (a: V128, b: V128): V128 => simd(78, [a, b]),
  andNot: (a: V128, b: V128): V128 => simd(79, [a, b]),
  or: (a: V128, b: V128): V128 => simd(80, [a, b]),
  xor: (a: V128, b: V128): V128 => simd(81, [a, b]),
  /** a where the mask is 1, b where it is 0. */
  select: (a: V128, b: V128, mask: V128): V128 => simd(82, [a, b, mask]),
};

export function select<T extends ValueType>(
  yes: Expression<T>,
  no: Expression<T>,
  condition: I32,
): Expression<T> {
  const type = yes.type === 'v128' ? [0x1c, 1, 0x7b] : [0x1b];
  return { type: yes.type, code: [...yes.code, ...no.code, ...condition.code, ...type] };
}

export function asI32(value: I32 | number): I32 {
  return typeof value === 'number' ? i32.const(value) : value;
}

function whole(opcode: number, a: I32, b: I32 | number): I32 {
  return { type: 'i32', code: [...a.code, ...asI32(b).code, opcode] };
}

function one<A extends ValueType, R extends ValueType>(
  opcode: readonly number[],
  type: R,
): One<A, R> {
  return (a) => ({ type, code: [...a.code, ...opcode] });
}

function two<A extends ValueType, R extends ValueType>(
  opcode: readonly number[],
  type: R,
): Two<A, R> {
  return (a, b) => ({ type, code: [...a.code, ...b.code, ...opcode] });
}

function load<T extends ValueType>(
  type: T,
  opcode: readonly number[],
  address: I32,
  offset: number,
): Expression<T> {
  return { type, code: [...address.code, ...opcode, ...encodeUnsigned(offset)] };
}

function simd(opcode: number, operands: readonly Expression[], rest: readonly number[] = []): V128 {
  const code = operands.flatMap((operand) => operand.code);
  return { type: 'v128', code: [...code, 0xfd, ...encodeUnsigned(opcode), ...rest] };
}
