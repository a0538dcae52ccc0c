/**
 * FlatBuffers, read and written by hand: https://flatbuffers.dev/internals
 *
 *     u32 root ─▶ table: i32 distance back to its vtable, then its inline fields
 *                 vtable: u16 bytes of vtable, u16 bytes of table, u16 offset of each field or 0
 *     a vector, string or table as a field is u32 forward to it; a vector is u32 count, elements
 *
 * The reader trusts nothing: every access is within the bytes, every vector's end too. It never
 * allocates by a number that the file states.
 */

/** Bytes that are no FlatBuffer. `at` is where it was seen. */
export class BrokenFlatBuffer extends Error {
  readonly at: number;

  constructor(at: number, what: string) {
    super(what);
    this.at = at;
  }
}

/** One table; fields are named by their index in the schema, and have their default where absent. */
export class FlatTable {
  readonly #bytes: FlatBytes;
  readonly #start: number;
  readonly #vtable: number;
  readonly #fields: number;

  constructor(bytes: FlatBytes, start: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#vtable = start - bytes.i32(start);
    this.#fields = (bytes.u16(this.#vtable) - 4) >> 1;
    bytes.need(this.#vtable, 4 + 2 * Math.max(0, this.#fields));
  }

  i8(field: number, absent = 0): number {
    return this.#read(field, absent, (at) => this.#bytes.i8(at));
  }

  bool(field: number): boolean {
    return this.i8(field) !== 0;
  }

  i32(field: number, absent = 0): number {
    return this.#read(field, absent, (at) => this.#bytes.i32(at));
  }

  u32(field: number, absent = 0): number {
    return this.i32(field, absent) >>> 0;
  }

  f32(field: number, absent = 0): number {
    return this.#read(field, absent, (at) => this.#bytes.f32(at));
  }

  string(field: number): string {
    const vector = this.#vector(field, 1);
    return new TextDecoder().decode(this.#bytes.slice(vector.start, vector.count));
  }

  ints(field: number): number[] {
    const { start, count } = this.#vector(field, 4);
    return Array.from({ length: count }, (_, i) => this.#bytes.i32(start + 4 * i));
  }

  floats(field: number): number[] {
    const { start, count } = this.#vector(field, 4);
    return Array.from({ length: count }, (_, i) => this.#bytes.f32(start + 4 * i));
  }

  longs(field: number): number[] {
    const { start, count } = this.#vector(field, 8);
    return Array.from({ length: count }, (_, i) => this.#bytes.i64(start + 8 * i));
  }

  /** A view of the file, not a copy. */
  data(field: number): Uint8Array {
    const at = this.#place(field);
    if (at === 0) return new Uint8Array();
    const start = this.#bytes.follow(at);
    return this.#bytes.slice(start + 4, this.#bytes.u32(start));
  }

  table(field: number): FlatTable | null {
    const at = this.#place(field);
    return at === 0 ? null : new FlatTable(this.#bytes, this.#bytes.follow(at));
  }

  tables(field: number): FlatTable[] {
    const { start, count } = this.#vector(field, 4);
    return Array.from(
      { length: count },
      (_, i) => new FlatTable(this.#bytes, this.#bytes.follow(start + 4 * i)),
    );
  }

  /** Empty where the field is absent. */
  #vector(field: number, elementBytes: number): { start: number; count: number } {
    const at = this.#place(field);
    if (at === 0) return { start: 0, count: 0 };
    const start = this.#bytes.follow(at);
    const count = this.#bytes.u32(start);
    this.#bytes.need(start + 4, count * elementBytes);
    this.#bytes.spend(start, count);
    return { start: start + 4, count };
  }

  #read(field: number, absent: number, read: (at: number) => number): number {
    const at = this.#place(field);
    return at === 0 ? absent : read(at);
  }

  /** Of a field's bytes; 0 where it is absent. */
  #place(field: number): number {
    if (field >= this.#fields) return 0;
    const offset = this.#bytes.u16(this.#vtable + 4 + 2 * field);
    return offset === 0 ? 0 : this.#start + offset;
  }
}

/** Numbers at places of a file, little endian. */
export class FlatBytes {
  readonly #view: DataView;
  /** Elements of vectors that may still be read: many fields may point at one long vector. */
  #left: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#left = 65536 + 4 * bytes.byteLength;
  }

  /** Refuses to make many times more of a file than it holds. */
  spend(at: number, elements: number): void {
    this.#left -= elements;
    if (this.#left < 0) throw new BrokenFlatBuffer(at, 'the file names its bytes again and again');
  }

  root(): FlatTable {
    return new FlatTable(this, this.follow(0));
  }

  /** Refuses a range that is not all inside the file. */
  need(at: number, bytes: number): void {
    if (at >= 0 && at + bytes <= this.#view.byteLength) return;
    throw new BrokenFlatBuffer(at, `${bytes} bytes are named that the file does not have`);
  }

  i8(at: number): number {
    this.need(at, 1);
    return this.#view.getInt8(at);
  }

  u16(at: number): number {
    this.need(at, 2);
    return this.#view.getUint16(at, true);
  }

  i32(at: number): number {
    this.need(at, 4);
    return this.#view.getInt32(at, true);
  }

  u32(at: number): number {
    return this.i32(at) >>> 0;
  }

  f32(at: number): number {
    this.need(at, 4);
    return this.#view.getFloat32(at, true);
  }

  i64(at: number): number {
    this.need(at, 8);
    return Number(this.#view.getBigInt64(at, true));
  }

  /** Where the offset that stands here points at. */
  follow(at: number): number {
    const offset = this.u32(at);
    if (offset === 0) throw new BrokenFlatBuffer(at, 'an offset points at itself');
    return at + offset;
  }

  slice(start: number, bytes: number): Uint8Array {
    this.need(start, bytes);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, bytes);
  }
}
