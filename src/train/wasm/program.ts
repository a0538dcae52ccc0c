import type { Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';

/** Memory for the whole batch that is needed from one stretch of a step to another. */
export interface Buffer {
  readonly bytes: number;
  /**
   * Numbers of the first and the last stretch between two meetings of the parts in which it is
   * touched. Within a stretch one part may be far ahead of another, so phases do not count.
   */
  first: number;
  last: number;
  /** Known once all phases are: only what a phase writes as code may ask for it. */
  address: number;
}

/**
 * The examples that one part of the batch has, [from, to), and the memory of that part's own:
 * gradients, partial sums and scratch.
 */
export interface Share {
  readonly from: Local<'i32'>;
  readonly to: Local<'i32'>;
  readonly own: Local<'i32'>;
  /** The number of the part, from 0. */
  readonly part: Local<'i32'>;
}

/** A stretch of a step that each part of the batch can run without knowing of the others. */
export interface Phase {
  readonly name: string;
  readonly emit: (f: FunctionBuilder, share: Share) => void;
  /** Whether the next phase reads what other parts have made in this one. */
  readonly joins: boolean;
  /** Whether it is left out where the network is only asked. */
  readonly onlyTraining: boolean;
  /** Whether it must have all examples of its part at once, and not a few after another. */
  readonly whole: boolean;
  /** How many examples it likes to have at least. */
  readonly atOnce: number;
  /** Of each example, that it reads or writes. */
  readonly bytesEach: number;
}

type PhaseOptions = Partial<Pick<Phase, 'joins' | 'onlyTraining' | 'whole' | 'atOnce'>>;

/** Bytes of a cache line and more: where every buffer starts. */
const alignment = 64;

/** The phases of a step under construction, and the memory they share. */
export class Program {
  readonly batch: number;
  /** Into how many parts each batch is cut; their sums are added in this order. */
  readonly parts: number;
  /** Whether vectors are joined in pairs: see `ModuleOptions`. */
  readonly wide: boolean;
  readonly forward: Phase[] = [];
  readonly backward: Phase[] = [];
  /**
   * Run when weights have changed: other forms of them. One for each layer, in which what was added
   * later may read what was made before.
   */
  readonly preparing: Phase[] = [];
  /** Numbers that the memory must hold from the beginning. */
  readonly constants: { readonly address: number; readonly values: Float32Array }[] = [];
  readonly #buffers: Buffer[] = [];
  #fixed: number;
  #own = 0;
  #scratch = 0;
  #stretch = 0;

  constructor({ batch, parts, wide }: Pick<Program, 'batch' | 'parts' | 'wide'>, first: number) {
    this.batch = batch;
    this.parts = parts;
    this.wide = wide;
    this.#fixed = first;
  }

  /** Memory that is there from the first step to the last: its address. */
  fixed(bytes: number): number {
    const address = this.#fixed;
    this.#fixed += aligned(bytes);
    return address;
  }

  /** The same as a buffer that outlives every phase. */
  fixedBuffer(bytes: number): Buffer {
    return { bytes, first: 0, last: Number.POSITIVE_INFINITY, address: this.fixed(bytes) };
  }

  /** Memory that every part of the batch has for itself: its offset from `Share.own`. */
  own(bytes: number): number {
    const offset = this.#own;
    this.#own += aligned(bytes);
    return offset;
  }

  /** Makes sure of scratch memory for one phase. */
  needScratch(bytes: number): void {
    this.#scratch = Math.max(this.#scratch, aligned(bytes));
  }

  /** Where scratch begins, from `Share.own`; known once all phases are. */
  get scratchOffset(): number {
    return this.#own;
  }

  /** Memory for `bytes` of each example, placed when its lifetime is known. */
  buffer(bytesEach: number): Buffer {
    const bytes = aligned(bytesEach * this.batch + 64);
    const buffer = { bytes, first: Number.POSITIVE_INFINITY, last: -1, address: -1 };
    this.#buffers.push(buffer);
    return buffer;
  }

  /** Adds a phase to one of the three lists; `touched` is all it reads or writes. */
  phase(
    list: Phase[],
    name: string,
    touched: readonly Buffer[],
    emit: Phase['emit'],
    { joins = false, onlyTraining = false, whole = false, atOnce = 1 }: PhaseOptions = {},
  ): void {
    const number = this.#stretch;
    if (joins) this.#stretch++;
    for (const buffer of touched) {
      buffer.first = Math.min(buffer.first, number);
      buffer.last = Math.max(buffer.last, number);
    }
    const bytesEach = touched.reduce((sum, { bytes }) => sum + bytes / this.batch, 0);
    list.push({ name, emit, joins, onlyTraining, whole, atOnce, bytesEach });
  }

  prepare(layer: string, emit: (f: FunctionBuilder) => void): void {
    const before = this.preparing.findIndex(({ name }) => name === layer);
    const rest = { joins: false, onlyTraining: false, whole: true, atOnce: 1, bytesEach: 0 };
    const phase = { name: layer, ...rest };
    if (before < 0) this.preparing.push({ ...phase, emit });
    else {
      const first = this.preparing[before]!.emit;
      const both: Phase['emit'] = (f, share) => {
        first(f, share);
        emit(f);
      };
      this.preparing[before] = { ...phase, emit: both };
    }
  }

  constant(values: Float32Array): number {
    const address = this.fixed(values.byteLength);
    this.constants.push({ address, values });
    return address;
  }

  /** Lets the parts meet after the last phase of a list, so that memory can be used again. */
  meet(list: Phase[]): void {
    const last = list.pop();
    if (!last) return;
    list.push({ ...last, joins: true });
    this.#stretch++;
  }

  /**
   * Gives every buffer its address, so that those needed at the same time never overlap: the largest
   * first, each at the lowest place that is free as long as it lives. Returns where memory ends, and
   * where the parts' own memory begins.
   */
  place(): { readonly ownAt: number; readonly ownBytes: number; readonly end: number } {
    const placed: Buffer[] = [];
    const start = this.#fixed;
    let end = start;
    const living = this.#buffers.filter(({ last }) => last >= 0);
    for (const buffer of living.toSorted((a, b) => b.bytes - a.bytes)) {
      const others = placed
        .filter(({ first, last }) => first <= buffer.last && buffer.first <= last)
        .toSorted((a, b) => a.address - b.address);
      let at = start;
      for (const { address, bytes } of others) {
        if (at + buffer.bytes <= address) break;
        at = Math.max(at, address + bytes);
      }
      buffer.address = at;
      placed.push(buffer);
      end = Math.max(end, at + buffer.bytes);
    }
    // parts must not share a cache line, nor lie a multiple of 4 KiB apart
    const ownBytes = aligned(this.#own + this.#scratch + 256) + alignment;
    return { ownAt: end, ownBytes, end: end + ownBytes * this.parts };
  }
}

export function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

export function paddedTo8(count: number): number {
  return Math.ceil(count / 8) * 8;
}
