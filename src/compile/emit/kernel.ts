import type { Op, OpKind, OpOf, Value } from '../../graph/op.ts';
import { type Expression, type FieldValue, name } from '../c/tree.ts';

/**
 * How one operation is done on a device. A port gives a table of its own with the same shape, and
 * so may choose another function, another packing of the weights or another scratch for any layer.
 */
export type Kernel =
  /** The output has the very bytes of the input: no code. */
  { readonly kind: 'nothing' } | JoinKernel | CallKernel;

/** Inputs laid side by side: rows of `runBytes[i]` each, into rows of all of them together. */
export interface JoinKernel {
  readonly kind: 'join';
  readonly header: string;
  readonly rows: number;
  readonly runBytes: readonly number[];
}

/** One call of a function of the runtime. */
export interface CallKernel {
  readonly kind: 'call';
  readonly callee: string;
  /** The runtime header that declares it; a source file of the same name may stand beside it. */
  readonly header: string;
  readonly data: LayerData;
  /** Memory for the time of the call; null where the function takes none, 0 bytes passes NULL. */
  readonly scratch: { readonly element: 'float' | 'int8_t'; readonly bytes: number } | null;
  /** Inputs in whose place the output may be written, beginning at the same byte. */
  readonly overlays: readonly number[];
  /** What the function takes besides input, scratch and output: the config alone unless told. */
  inputs?(parts: CallParts): Expression[];
}

interface CallParts {
  /** The name of a table of this layer, by its suffix. */
  table(suffix: string): Expression;
  readonly inputs: readonly Expression[];
  readonly output: Expression;
}

/** The constants of one layer, in flash. */
export interface LayerData {
  readonly tables: readonly LayerTable[];
  /** Fields may name a table by its suffix: `tableField`. */
  readonly config: {
    readonly type: string;
    readonly fields: readonly LayerField[];
  } | null;
}

export interface LayerTable {
  readonly suffix: string;
  readonly element: 'int8_t' | 'int16_t' | 'int32_t' | 'float';
  readonly values: Int8Array | Int16Array | Int32Array | Float32Array;
}

export type LayerField =
  | { readonly comment: string; readonly int: number }
  | { readonly comment: string; readonly float: number }
  | { readonly comment: string; readonly table: string }
  /** A function of the runtime, or NULL. */
  | { readonly comment: string; readonly symbol: string }
  | { readonly comment: string; readonly struct: readonly LayerField[] };

/** From one operation with its values to a kernel; a Failure names the layer that has none. */
type KernelRule<K extends OpKind> = (
  op: OpOf<K>,
  from: readonly Value[],
  to: Value,
  layer: string,
) => Kernel;

export type KernelTable = { readonly [K in OpKind]: KernelRule<K> };

export function kernelFor(
  table: KernelTable,
  op: Op,
  from: readonly Value[],
  to: Value,
  layer: string,
): Kernel {
  return table[op.kind](op as never, from, to, layer);
}

/** A layer's fields with the names that its tables have in the generated file. */
export function fieldValues(
  fields: readonly LayerField[],
  table: (suffix: string) => Expression,
): FieldValue[] {
  return fields.map((field): FieldValue => {
    const { comment } = field;
    if ('int' in field) return { comment, value: { kind: 'int', value: field.int } };
    if ('float' in field) return { comment, value: { kind: 'float', value: field.float } };
    if ('table' in field) return { comment, value: table(field.table) };
    if ('symbol' in field) return { comment, value: name(field.symbol) };
    return { comment, value: { kind: 'struct', fields: fieldValues(field.struct, table) } };
  });
}

/** Bytes of flash on a 32-bit device: the tables, and four bytes for each field. */
export function dataBytes({ tables, config }: LayerData): number {
  const fieldBytes = (fields: readonly LayerField[]): number =>
    fields.reduce((sum, field) => sum + ('struct' in field ? fieldBytes(field.struct) : 4), 0);
  const tableBytes = tables.reduce((sum, { values }) => sum + values.byteLength, 0);
  return tableBytes + (config ? fieldBytes(config.fields) : 0);
}
