/** One field of a table that is written; a table's fields are by their index in the schema. */
export type FlatField =
  | { readonly i8: number }
  | { readonly i32: number }
  | { readonly f32: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly longs: readonly number[] }
  /** Aligned to 16 bytes. */
  | { readonly data: Uint8Array }
  | { readonly table: FlatFields }
  | { readonly tables: readonly FlatFields[] };

export type FlatFields = { readonly [index: number]: FlatField };

/** A FlatBuffer of one root table; layout as in flatbuffer.ts, every part behind what points at it. */
export function writeFlatBuffer(root: FlatFields, identifier: string): Uint8Array {
  const writer = new FlatWriter();
  const at = writer.reserve(4, 4);
  writer.bytes(new TextEncoder().encode(identifier));
  writer.point(at, writer.table(root));
  return writer.finished();
}

class FlatWriter {
  #data = new Uint8Array(1024);
  #view = new DataView(this.#data.buffer);
  #end = 0;

  finished(): Uint8Array {
    return this.#data.slice(0, this.#end);
  }

  /** Zeroed bytes at the next multiple of `align`, counted after `before` more bytes. */
  reserve(bytes: number, align: number, before = 0): number {
    while ((this.#end + before) % align !== 0) this.#end++;
    const at = this.#end;
    this.#end += bytes;
    while (this.#end > this.#data.length) this.#grow();
    return at;
  }

  bytes(data: Uint8Array): void {
    const at = this.reserve(data.length, 1);
    this.#data.set(data, at);
  }

  /** Writes at a place how far the target is ahead. */
  point(at: number, target: number): void {
    this.#view.setUint32(at, target - at, true);
  }

  table(fields: FlatFields): number {
    const indices = Object.keys(fields).map(Number);
    const slots = Math.max(-1, ...indices) + 1;
    // four-byte fields first: nothing between them is lost to alignment
    const small = (index: number) => ('i8' in fields[index]! ? 1 : 0);
    const order = indices.toSorted((a, b) => small(a) - small(b) || a - b);
    const size = order.reduce((sum, index) => sum + (small(index) ? 1 : 4), 4);
    const vtable = this.reserve(4 + 2 * slots, 2);
    const table = this.reserve(size, 4);
    this.#view.setUint16(vtable, 4 + 2 * slots, true);
    this.#view.setUint16(vtable + 2, size, true);
    this.#view.setInt32(table, table - vtable, true);
    let at = table + 4;
    const places = new Map<number, number>();
    for (const index of order) {
      this.#view.setUint16(vtable + 4 + 2 * index, at - table, true);
      places.set(index, at);
      at += small(index) ? 1 : 4;
    }
    for (const index of indices) this.#field(places.get(index)!, fields[index]!);
    return table;
  }

  #field(at: number, field: FlatField): void {
    if ('i8' in field) this.#view.setInt8(at, field.i8);
    else if ('i32' in field) this.#view.setInt32(at, field.i32, true);
    else if ('f32' in field) this.#view.setFloat32(at, field.f32, true);
    else if ('table' in field) this.point(at, this.table(field.table));
    else this.point(at, this.#vector(field));
  }

  #vector(
    field: Exclude<
      FlatField,
      { i8: number } | { i32: number } | { f32: number } | { table: FlatFields }
    >,
  ): number {
    if ('string' in field) {
      const text = new TextEncoder().encode(field.string);
      const at = this.#counted(text.length, text.length + 1, 1);
      this.#data.set(text, at + 4);
      return at;
    }
    if ('data' in field) {
      const at = this.#counted(field.data.length, field.data.length, 16);
      this.#data.set(field.data, at + 4);
      return at;
    }
    if ('tables' in field) {
      const at = this.#counted(field.tables.length, 4 * field.tables.length, 4);
      for (const [i, one] of field.tables.entries()) this.point(at + 4 + 4 * i, this.table(one));
      return at;
    }
    if ('longs' in field) {
      const at = this.#counted(field.longs.length, 8 * field.longs.length, 8);
      for (const [i, value] of field.longs.entries()) {
        this.#view.setBigInt64(at + 4 + 8 * i, BigInt(value), true);
      }
      return at;
    }
    const values = 'ints' in field ? field.ints : field.floats;
    const at = this.#counted(values.length, 4 * values.length, 4);
    for (const [i, value] of values.entries()) {
      if ('ints' in field) this.#view.setInt32(at + 4 + 4 * i, value, true);
      else this.#view.setFloat32(at + 4 + 4 * i, value, true);
    }
    return at;
  }

  /** A count and room behind it, which begins at a multiple of `align`. */
  #counted(count: number, bytes: number, align: number): number {
    const at = this.reserve(4 + bytes, Math.max(4, align), Math.max(4, align) === 4 ? 0 : 4);
    this.#view.setUint32(at, count, true);
    return at;
  }

  #grow(): void {
    const wider = new Uint8Array(2 * this.#data.length);
    wider.set(this.#data);
    this.#data = wider;
    this.#view = new DataView(wider.buffer);
  }
}
