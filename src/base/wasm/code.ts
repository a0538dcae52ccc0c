/**
 * WebAssembly instructions as bytes: each function gives the code of one instruction with the code of
 * its operands before it (WebAssembly Core Specification 2.0, 5.4). What they leave on the stack, and
 * what they expect there, is the caller's business.
 */
export type Code = readonly number[];

/** LEB128 without sign. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

/** LEB128 with sign, of 32 bits. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const isLast = rest >> 6 === 0 || rest >> 6 === -1;
    bytes.push(isLast ? rest & 127 : (rest & 127) | 128);
    if (isLast) return bytes;
  }
}

const two =
  (...op: readonly number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...op];
const one =
  (...op: readonly number[]) =>
  (a: Code): Code => [...a, ...op];
const vector = (op: number) => [0xfd, ...unsigned(op)];

/** Where memory is read or written: an address and a constant added to it. */
const memory = (offset: number, align: number) => [align, ...unsigned(offset)];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: two(0x6a),
  sub: two(0x6b),
  and: two(0x71),
  shl: two(0x74),
  shrS: two(0x75),
  ltU: two(0x49),
  geS: two(0x4e),
  or: two(0x72),
  ofI64: one(0xa7),
  load: (at: Code, offset = 0): Code => [...at, 0x28, ...memory(offset, 2)],
  store: (at: Code, value: Code, offset = 0): Code => [...at, ...value, 0x36, ...memory(offset, 2)],
};

export const i64 = { add: two(0x7c), clz: one(0x79), lane: lane(0x1d) };

function lane(op: number) {
  return (a: Code, index: number): Code => [...a, ...vector(op), index];
}

export const v128 = {
  load: (at: Code, offset = 0): Code => [...at, ...vector(0x00), ...memory(offset, 0)],
  /** The same 32 bits in all four places. */
  splat32: (at: Code, offset = 0): Code => [...at, ...vector(0x09), ...memory(offset, 0)],
  store: (at: Code, value: Code, offset = 0): Code => [
    ...at,
    ...value,
    ...vector(0x0b),
    ...memory(offset, 0),
  ],
  const32: (...values: readonly [number, number, number, number]): Code => [
    ...vector(0x0c),
    ...new Uint8Array(Int32Array.from(values).buffer),
  ],
  and: two(...vector(0x4e)),
  or: two(...vector(0x50)),
  xor: two(...vector(0x51)),
  /** Of a where the mask is 1, else of b. */
  select: (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...vector(0x52)],
  /** Words of 32 bits: 0 to 3 of a, 4 to 7 of b. */
  words: (a: Code, b: Code, ...picked: readonly number[]): Code => [
    ...a,
    ...b,
    ...vector(0x0d),
    ...picked.flatMap((word) => [4 * word, 4 * word + 1, 4 * word + 2, 4 * word + 3]),
  ],
};

export const i16x8 = {
  add: two(...vector(0x8e)),
  sub: two(...vector(0x91)),
  shrS: (a: Code, count: number): Code => [...a, ...i32.const(count), ...vector(0x8c)],
};

export const i32x4 = {
  splat: one(...vector(0x11)),
  add: two(...vector(0xae)),
  sub: two(...vector(0xb1)),
  mul: two(...vector(0xb5)),
  /** Sums of two products of 16-bit neighbours. */
  dot: two(...vector(0xba)),
  shl: (a: Code, count: number): Code => [...a, ...i32.const(count), ...vector(0xab)],
  shrS: (a: Code, count: number): Code => [...a, ...i32.const(count), ...vector(0xac)],
  shrU: (a: Code, count: number): Code => [...a, ...i32.const(count), ...vector(0xad)],
  ofF32: one(...vector(0xf8)),
};

export const i64x2 = {
  add: two(...vector(0xce)),
  extendLowU: one(...vector(0xc9)),
  extendHighU: one(...vector(0xca)),
};

export const f32x4 = {
  add: two(...vector(0xe4)),
  sub: two(...vector(0xe5)),
  mul: two(...vector(0xe6)),
  div: two(...vector(0xe7)),
  neg: one(...vector(0xe1)),
  gt: two(...vector(0x44)),
  lt: two(...vector(0x43)),
  ofI32: one(...vector(0xfa)),
  floor: one(...vector(0x68)),
};

/** Code one after another. */
export function sequence(...parts: readonly Code[]): Code {
  const bytes: number[] = [];
  for (const part of parts) for (const byte of part) bytes.push(byte);
  return bytes;
}

export function when(condition: Code, then: Code, otherwise?: Code): Code {
  const rest = otherwise ? [0x05, ...otherwise] : [];
  return sequence(condition, [0x04, 0x40], then, rest, [0x0b]);
}

/** The body, and again as long as the condition holds after it. */
export function repeat(body: Code, condition: Code): Code {
  return sequence([0x03, 0x40], body, condition, [0x0d, 0, 0x0b]);
}
