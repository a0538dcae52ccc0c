import { encodeName, encodeUnsigned } from './encode.ts';
import type { Local, ValueType } from './expression.ts';
import { FunctionBuilder, typeCode } from './function-builder.ts';

export interface ModuleOptions {
  /** Whether multiply-adds are rounded once, by relaxed SIMD. */
  readonly fused: boolean;
  /**
   * Whether the machine's compiler joins two vectors side by side to one of 256 bits, so that tiles may
   * have twice the columns. Only the speed depends on it: every number is made in the same order.
   */
  readonly wide: boolean;
  /** Whether the memory is shared between threads. */
  readonly shared: boolean;
}

/** A WebAssembly module that imports its memory and nothing else. */
export class ModuleBuilder {
  readonly options: ModuleOptions;
  readonly #functions: FunctionBuilder[] = [];

  constructor(options: ModuleOptions) {
    this.options = options;
  }

  /** Adds a function; `write` gets it and its parameters. */
  function<P extends readonly ValueType[]>(
    name: string,
    params: P,
    write: (f: FunctionBuilder, ...params: { [I in keyof P]: Local<P[I]> }) => void,
    { result = null, exported = false }: { result?: ValueType | null; exported?: boolean } = {},
  ): FunctionBuilder {
    const { fused, wide } = this.options;
    const index = this.#functions.length;
    const f = new FunctionBuilder({ name, index, params, result, exported, fused, wide });
    this.#functions.push(f);
    write(f, ...(f.params as unknown as { [I in keyof P]: Local<P[I]> }));
    return f;
  }

  /** The binary format (core specification, chapter 5.5), for a memory of so many 64 KiB pages. */
  bytes(pages: number): Uint8Array<ArrayBuffer> {
    const types: number[][] = [];
    const typeOf = ({ params, result }: FunctionBuilder): number => {
      const to = result ? [typeCode[result]] : [];
      const from = params.map(({ type }) => typeCode[type]);
      const type = [0x60, from.length, ...from, to.length, ...to];
      const known = types.findIndex((other) => other.join() === type.join());
      return known >= 0 ? known : types.push(type) - 1;
    };
    const indices = this.#functions.flatMap((f) => encodeUnsigned(typeOf(f)));
    const limits = this.options.shared
      ? [3, ...encodeUnsigned(pages), ...encodeUnsigned(pages)]
      : [0, ...encodeUnsigned(pages)];
    const memory = [...encodeName('engine'), ...encodeName('memory'), 2, ...limits];
    const exports = this.#functions.filter(({ exported }) => exported);
    const named = exports.flatMap(({ name, index }) => [
      ...encodeName(name),
      0,
      ...encodeUnsigned(index),
    ]);
    const bodies = this.#functions.flatMap((f) => {
      const body = f.bytes();
      return [Uint8Array.from(encodeUnsigned(body.length)), body];
    });
    const count = encodeUnsigned(this.#functions.length);
    return joined([
      Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
      section(1, [Uint8Array.from([...encodeUnsigned(types.length), ...types.flat()])]),
      section(2, [Uint8Array.from([1, ...memory])]),
      section(3, [Uint8Array.from([...count, ...indices])]),
      section(7, [Uint8Array.from([...encodeUnsigned(exports.length), ...named])]),
      section(10, [Uint8Array.from(count), ...bodies]),
    ]);
  }
}

function section(id: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joined([Uint8Array.from([id, ...encodeUnsigned(length)]), ...parts]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
