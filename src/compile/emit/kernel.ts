import type { Op, OpKind, OpOf, Rounding, Value } from '../../graph/op.ts';
import type { StateSlot } from '../../graph/state.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Expression, type FieldValue, name } from '../c/tree.ts';
import type { KernelLanguage } from '../options.ts';

/**
 * How one operation is done on a device. A port gives a table of its own with the same shape, and
 * so may choose another function, another packing of the weights or another scratch for any layer.
 */
export type Kernel =
  /** The output has the very bytes of the input: no code. */
  | { readonly kind: 'nothing' }
  /** The output is a table in flash: no code either. */
  | { readonly kind: 'constant'; readonly value: Tensor }
  | JoinKernel
  | CallKernel;

/** Layers that are done together, a few lines at a time, so that what lies between needs little. */
export interface StreamKernel {
  readonly kind: 'stream';
  /** What a line is: a row of a picture (0), or a column of pictures of one row, as along time (1). */
  readonly axis: 0 | 1;
  readonly layers: readonly StreamLayer[];
  /** How often each layer is asked to go on. */
  readonly turns: number;
  /** The lines of all layers, then the scratch that they share. */
  readonly scratch: { readonly element: 'int8_t'; readonly bytes: number };
  readonly overlays: readonly OverlayRule[];
  /** Bytes of lines that are moved up in all turns: the price of it. */
  readonly movedBytes: number;
}

interface StreamLayer {
  /** A C identifier, unique in the program. */
  readonly name: string;
  readonly op: Op;
  readonly kernel: CallKernel;
  readonly from: readonly Value[];
  readonly to: Value;
  /** An input of the whole, or the lines of a layer before this one. */
  readonly inputs: readonly StreamSource[];
  /** After turn t the first perTurn × t + ahead lines are made, or all there are. */
  readonly perTurn: number;
  readonly ahead: number;
  /** Where its lines begin in the scratch, and how many there are; null for the last layer. */
  readonly lines: {
    readonly offset: number;
    readonly rows: number;
    /** Of them, in all turns. */
    readonly movedBytes: number;
  } | null;
}

export type StreamSource = { readonly input: number } | { readonly layer: number };

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
  readonly scratch: {
    readonly element: 'float' | 'int8_t' | 'int16_t' | 'int32_t';
    readonly bytes: number;
  } | null;
  /** Inputs over which the output may lie; a number alone is an input whose very place it takes. */
  readonly overlays: readonly (number | OverlayRule)[];
  /** The field of its config that tells it to do some rows of a picture alone; none: it cannot. */
  readonly rows?: 'sliding' | 'size' | 'pixels';
  /** What it keeps from call to call, in memory of the caller; passed before the scratch. */
  readonly state?: readonly StateSlot[];
  /** The same where each call begins anew: in the scratch, whose beginning the function may take. */
  readonly fresh?: { readonly slots: readonly FreshSlot[]; readonly takesScratch: boolean };
  /** What the function takes besides input, scratch and output: the config alone unless told. */
  inputs?(parts: CallParts): Expression[];
  /** Routines that the config points at, made for this layer's shape. */
  readonly routines?: readonly Routine[];
  readonly choice?: KernelChoice;
  /** So many times what its structure says it takes on its core, as counted there; 1 unless told. */
  readonly times?: number;
  /** A slower kernel of the same layer that needs less scratch, or can do some rows alone. */
  readonly spare?: CallKernel;
}

/** A memory that is cleared before each call, and where it lies in the scratch. */
export interface FreshSlot extends StateSlot {
  readonly offset: number;
  readonly bytes: number;
}

/** Why a port took this kernel for a layer. */
export interface KernelChoice {
  /** The kernel in the words of its port, such as "two-row". */
  readonly name: string;
  /** A clause: which bound held, what the others would cost or why they could not serve. */
  readonly reason: string;
  /** What the port expects it to execute for one window; null where it does not know. */
  readonly instructions: number | null;
}

/** One use of a macro of the runtime; layers that want the same share it. */
export interface Routine {
  /** Without the library's name before it. */
  readonly name: string;
  /** The runtime file that holds the macro for the assembler: thimble_<stem>.inc. */
  readonly file: string;
  readonly macro: string;
  /** Assembly unless told; in C the macro is that of thimble_<stem>_c.h, in capitals. */
  readonly language?: KernelLanguage;
  readonly parameters: readonly number[];
  /** The C type of the function, from the layer's header. */
  readonly type: string;
}

/**
 * How far before an input that ends here the output may begin, in bytes: the order of the kernel's
 * loops says that by then every byte under it was read for the last time.
 *
 *     output  [0 1 2 3 4 5 6 7 8 9 …]
 *     input        [0 1 2 3 4 …]         ahead by 5
 */
export interface OverlayRule {
  readonly input: number;
  readonly aheadMin: number;
  /** Infinity unless the kernel asks for a place. */
  readonly aheadMax: number;
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
  readonly element: 'int8_t' | 'int16_t' | 'int32_t' | 'uint16_t' | 'float';
  readonly values: Int8Array | Int16Array | Int32Array | Uint16Array | Float32Array;
}

export type LayerField =
  | { readonly comment: string; readonly int: number }
  | { readonly comment: string; readonly float: number }
  | { readonly comment: string; readonly table: string }
  /** A function of the runtime, or NULL. */
  | { readonly comment: string; readonly symbol: string }
  /** The address of one of the kernel's routines, by its name. */
  | { readonly comment: string; readonly routine: string }
  | { readonly comment: string; readonly struct: readonly LayerField[] };

/** From one operation with its values to a kernel; a Failure names the layer that has none. */
type KernelRule<K extends OpKind> = (
  op: OpOf<K>,
  from: readonly Value[],
  to: Value,
  layer: string,
  rounding?: Rounding,
) => Kernel;

export type KernelTable = { readonly [K in OpKind]: KernelRule<K> };

export function kernelFor(
  table: KernelTable,
  op: Op,
  from: readonly Value[],
  to: Value,
  layer: string,
  rounding: Rounding = 'double',
): Kernel {
  return table[op.kind](op as never, from, to, layer, rounding);
}

/** A table whose calls are changed; `change` knows of which kind of operation each is. */
export function mapCalls(
  table: KernelTable,
  change: (call: CallKernel, kind: OpKind) => CallKernel,
): KernelTable {
  type Given = Parameters<typeof kernelFor> extends [unknown, ...infer Rest] ? Rest : never;
  const rule = (...given: Given): Kernel => {
    const kernel = kernelFor(table, ...given);
    return kernel.kind === 'call' ? change(kernel, given[0].kind) : kernel;
  };
  const kinds = Object.keys(table) as OpKind[];
  return Object.fromEntries(kinds.map((kind) => [kind, rule])) as unknown as KernelTable;
}

/** A layer's fields with the names that its tables have in the generated file. */
export function fieldValues(
  fields: readonly LayerField[],
  table: (suffix: string) => Expression,
  routine: (name: string) => Expression,
): FieldValue[] {
  return fields.map((field): FieldValue => {
    const { comment } = field;
    if ('int' in field) return { comment, value: { kind: 'int', value: field.int } };
    if ('float' in field) return { comment, value: { kind: 'float', value: field.float } };
    if ('table' in field) return { comment, value: table(field.table) };
    if ('symbol' in field) return { comment, value: name(field.symbol) };
    if ('routine' in field) return { comment, value: routine(field.routine) };
    const inside = fieldValues(field.struct, table, routine);
    return { comment, value: { kind: 'struct', fields: inside } };
  });
}

/** Bytes of flash on a 32-bit device: the tables, and four bytes for each field. */
export function dataBytes({ tables, config }: LayerData): number {
  const fieldBytes = (fields: readonly LayerField[]): number =>
    fields.reduce((sum, field) => sum + ('struct' in field ? fieldBytes(field.struct) : 4), 0);
  const tableBytes = tables.reduce((sum, { values }) => sum + values.byteLength, 0);
  return tableBytes + (config ? fieldBytes(config.fields) : 0);
}
