import { encodeUnsigned } from './encode.ts';
import {
  asI32,
  type Expression,
  type F32,
  type F64,
  f32x4,
  type I32,
  i32,
  type Local,
  type V128,
  type ValueType,
} from './expression.ts';

export const typeCode: { readonly [T in ValueType]: number } = {
  i32: 0x7f,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** A function of the module under construction: statements are added one after another. */
export class FunctionBuilder {
  readonly name: string;
  /** Of the function in its module, as calls name it. */
  readonly index: number;
  readonly params: readonly Local[];
  readonly result: ValueType | null;
  readonly exported: boolean;
  /** Whether multiply-adds are rounded once (fused) or twice. */
  readonly fused: boolean;
  /** Whether two vectors side by side become one of 256 bits: see `ModuleOptions`. */
  readonly wide: boolean;
  readonly #locals: ValueType[] = [];
  readonly #code: number[] = [];

  constructor(signature: {
    readonly name: string;
    readonly index: number;
    readonly params: readonly ValueType[];
    readonly result: ValueType | null;
    readonly exported: boolean;
    readonly fused: boolean;
    readonly wide: boolean;
  }) {
    this.name = signature.name;
    this.index = signature.index;
    this.result = signature.result;
    this.exported = signature.exported;
    this.fused = signature.fused;
    this.wide = signature.wide;
    this.params = signature.params.map((type, index) => localOf(type, index));
  }

  local<T extends ValueType>(type: T): Local<T> {
    this.#locals.push(type);
    return localOf(type, this.params.length + this.#locals.length - 1);
  }

  locals<T extends ValueType>(type: T, count: number): Local<T>[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  /** A new local that holds the value. */
  let<T extends ValueType>(value: Expression<T>): Local<T> {
    const local = this.local(value.type);
    this.set(local, value);
    return local;
  }

  set<T extends ValueType>(local: Local<T>, value: Expression<T>): void {
    this.#emit(value.code, [0x21], encodeUnsigned(local.index));
  }

  /** local += bytes */
  step(local: Local<'i32'>, bytes: I32 | number): void {
    this.set(local, i32.add(local, bytes));
  }

  storeI32(address: I32, offset: number, value: I32): void {
    this.#emit(address.code, value.code, [0x36, 2], encodeUnsigned(offset));
  }

  storeF32(address: I32, offset: number, value: F32): void {
    this.#emit(address.code, value.code, [0x38, 2], encodeUnsigned(offset));
  }

  storeF64(address: I32, offset: number, value: F64): void {
    this.#emit(address.code, value.code, [0x39, 3], encodeUnsigned(offset));
  }

  store(address: I32, offset: number, value: V128): void {
    this.#emit(address.code, value.code, [0xfd, 11, 2], encodeUnsigned(offset));
  }

  /** a × b + c, as the module was told to round it. */
  madd(a: V128, b: V128, c: V128): V128 {
    return this.fused ? f32x4.relaxedMadd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
  }

  copy(to: I32, from: I32, bytes: I32 | number): void {
    this.#emit(to.code, from.code, asI32(bytes).code, [0xfc, 10, 0, 0]);
  }

  zero(to: I32, bytes: I32 | number): void {
    this.#emit(to.code, i32.const(0).code, asI32(bytes).code, [0xfc, 11, 0]);
  }

  when(condition: I32, then: () => void, otherwise?: () => void): void {
    this.#emit(condition.code, [0x04, 0x40]);
    then();
    if (otherwise) {
      this.#emit([0x05]);
      otherwise();
    }
    this.#emit([0x0b]);
  }

  /** for (counter = from; counter < to; counter += by) body: not at all where from ≥ to. */
  range(counter: Local<'i32'>, from: I32 | number, to: I32 | number, by: number, body: () => void) {
    this.set(counter, asI32(from));
    this.whileTrue(
      () => i32.ltU(counter, to),
      () => {
        body();
        this.step(counter, by);
      },
    );
  }

  whileTrue(condition: () => I32, body: () => void): void {
    this.#emit([0x02, 0x40, 0x03, 0x40], condition().code, [0x45, 0x0d, 1]);
    body();
    this.#emit([0x0c, 0, 0x0b, 0x0b]);
  }

  /** The body, and again as long as the condition then holds. */
  doWhile(body: () => void, condition: () => I32): void {
    this.#emit([0x03, 0x40]);
    body();
    this.#emit(condition().code, [0x0d, 0, 0x0b]);
  }

  /** The body a fixed number of times, without a counter where that is one. */
  times(count: number, body: () => void): void {
    if (count === 1) body();
    if (count <= 1) return;
    const left = this.let(i32.const(count));
    this.doWhile(
      () => {
        body();
        this.step(left, -1);
      },
      () => left,
    );
  }

  /** A stretch of code that `leaveWhen` inside of it can end early. */
  block(body: () => void): void {
    this.#emit([0x02, 0x40]);
    body();
    this.#emit([0x0b]);
  }

  /** Ends the `depth`-th block around this statement, 0 being the innermost. */
  leaveWhen(condition: I32, depth: number): void {
    this.#emit(condition.code, [0x0d], encodeUnsigned(depth));
  }

  call(callee: { readonly index: number }, ...operands: readonly Expression[]): void {
    this.#emit(...operands.map(({ code }) => code), [0x10], encodeUnsigned(callee.index));
  }

  /** What a function with a result gives back; also a statement that leaves its value on the stack. */
  give(value: Expression): void {
    this.#emit(value.code);
  }

  /** Raw instructions, for what has no name here. */
  raw(...code: readonly (readonly number[])[]): void {
    this.#emit(...code);
  }

  /** The body as the code section of the binary format holds it. */
  bytes(): Uint8Array {
    const groups: [count: number, type: ValueType][] = [];
    for (const type of this.#locals) {
      if (groups.at(-1)?.[1] === type) groups.at(-1)![0]++;
      else groups.push([1, type]);
    }
    const head = [
      ...encodeUnsigned(groups.length),
      ...groups.flatMap(([count, type]) => [...encodeUnsigned(count), typeCode[type]]),
    ];
    const bytes = new Uint8Array(head.length + this.#code.length + 1);
    bytes.set(head);
    bytes.set(this.#code, head.length);
    bytes[bytes.length - 1] = 0x0b;
    return bytes;
  }

  #emit(...parts: readonly (readonly number[])[]): void {
    for (const part of parts) for (const byte of part) this.#code.push(byte);
  }
}

/** The value of a call to a function with a result. */
export function callOf<T extends ValueType>(
  callee: { readonly index: number },
  type: T,
  ...operands: readonly Expression[]
): Expression<T> {
  const code = [
    ...operands.flatMap((operand) => operand.code),
    0x10,
    ...encodeUnsigned(callee.index),
  ];
  return { type, code };
}

function localOf<T extends ValueType>(type: T, index: number): Local<T> {
  return { type, index, code: [0x20, ...encodeUnsigned(index)] };
}
