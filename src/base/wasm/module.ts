import { type Code, sequence, unsigned } from './code.ts';

type LocalType = 'i32' | 'v128';

/** One function under construction: 32-bit parameters, no result, and the locals that it takes. */
export class FunctionBuilder {
  readonly #parameters: number;
  readonly #locals: LocalType[] = [];

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  local(type: LocalType): number {
    this.#locals.push(type);
    return this.#parameters + this.#locals.length - 1;
  }

  /** The entry of the code section. */
  encode(body: Code): number[] {
    const types = { i32: 0x7f, v128: 0x7b };
    const locals = this.#locals.flatMap((type) => [1, types[type]]);
    const code = [...unsigned(this.#locals.length), ...locals, ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  }

  get parameters(): number {
    return this.#parameters;
  }
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const tee = (local: number, value: Code): Code => [...value, 0x22, ...unsigned(local)];

export interface ModuleFunction {
  readonly name: string;
  readonly builder: FunctionBuilder;
  readonly body: Code;
}

/** A module that imports its memory as `host.memory` and exports its functions. */
function encodeModule(
  functions: readonly ModuleFunction[],
  pages: number,
): Uint8Array<ArrayBuffer> {
  const text = (value: string) => {
    const bytes = new TextEncoder().encode(value);
    return [...unsigned(bytes.length), ...bytes];
  };
  const vector = (items: readonly Code[]) => sequence(unsigned(items.length), ...items);
  const section = (id: number, items: readonly Code[]) => {
    const content = vector(items);
    return sequence([id], unsigned(content.length), content);
  };
  const types = functions.map(({ builder }) => [
    0x60,
    ...unsigned(builder.parameters),
    ...Array.from({ length: builder.parameters }, () => 0x7f),
    0,
  ]);
  return Uint8Array.from(
    sequence(
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, types),
      section(2, [[...text('host'), ...text('memory'), 0x02, 0x00, ...unsigned(pages)]]),
      section(
        3,
        functions.map((_, i) => unsigned(i)),
      ),
      section(
        7,
        functions.map(({ name }, i) => [...text(name), 0x00, ...unsigned(i)]),
      ),
      section(
        10,
        functions.map(({ builder, body }) => builder.encode(body)),
      ),
    ),
  );
}

/** A module at work: its functions, and the memory that they share with their caller. */
export interface Instance {
  readonly memory: WebAssembly.Memory;
  readonly functions: Readonly<Record<string, (...parameters: readonly number[]) => void>>;
}

/** Compiles and starts a module with so many bytes of memory. */
export function instantiate(functions: readonly ModuleFunction[], bytes: number): Instance {
  const pages = Math.ceil(bytes / 65536);
  const memory = new WebAssembly.Memory({ initial: pages });
  const module = new WebAssembly.Module(encodeModule(functions, pages));
  const { exports } = new WebAssembly.Instance(module, { host: { memory } });
  return { memory, functions: exports as Instance['functions'] };
}
