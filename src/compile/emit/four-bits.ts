import { assert } from '../../base/assert.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { CallKernel, LayerField, LayerTable } from './kernel.ts';

/**
 * Weights of four bits in flash. A kernel for int8 does the layer all the same: for a slice of the outputs
 * after the other, the weights are unpacked to the scratch and then used at every place of the picture
 * (runtime/nn/thimble_unpack_s4.h).
 */

/** Fewer weights stay bytes: unpacking them takes more code than their halves take flash. */
const weightsLeast = 256;

/** Whether a layer's weights lie in flash two in a byte. */
export function hasFourBits({ weight }: { readonly weight: Tensor }): boolean {
  return weight.type === 'i4' && weight.data.length >= weightsLeast;
}

/**
 * Eight weights a word: in words of 2 `lanes` bytes the low halves hold the first `lanes` of them, the high
 * halves the next, each plus 8. What is missing of the last word is 0.
 */
export function packFourBits(weights: ArrayLike<number>, lanes = 4): Int32Array {
  const bytes = new Uint8Array(Math.ceil(weights.length / (2 * lanes)) * lanes);
  for (let i = 0; i < 2 * bytes.length; i++) {
    const weight = weights[i] ?? 0;
    assert(weight >= -8 && weight <= 7, `${weight} fits four bits`);
    const lane = i % (2 * lanes);
    const at = Math.floor(i / (2 * lanes)) * lanes + (lane % lanes);
    bytes[at]! |= (weight + 8) << (lane < lanes ? 0 : 4);
  }
  return new Int32Array(bytes.buffer);
}

/** So much of the scratch the weights of a slice take: with room, and where memory is spared. */
export const sliceBytesMost = { enough: 6144, little: 1024 } as const;

/**
 * Outputs of a slice: whole groups of `group` outputs with `groupBytes` of unpacked weights, so many that
 * all slices are about alike and stay within `most` bytes, at least one group.
 */
export function sliceOf(outputs: number, group: number, groupBytes: number, most: number): number {
  const groups = Math.ceil(outputs / group);
  const slices = Math.ceil(groups / Math.max(1, Math.floor(most / groupBytes)));
  return Math.min(outputs, Math.ceil(groups / slices) * group);
}

interface FourBits {
  readonly packed: Int32Array;
  /** Of scratch, before that of the kernel itself. */
  readonly sliceBytes: number;
  readonly slices: number;
  /** Of the config, between the layer's own and `packed`. */
  readonly fields: readonly LayerField[];
}

/**
 * The kernel of the same layer by thimble_…_s4…, which calls that for int8 for each slice; `table` is
 * the one whose values it unpacks.
 */
export function fourBitKernel(
  { rows: _rows, ...kernel }: CallKernel,
  table: string,
  { packed, sliceBytes, slices, fields }: FourBits,
): CallKernel {
  const { config, tables } = kernel.data;
  assert(config !== null, `${kernel.callee} has a config`);
  const own: LayerTable = { suffix: 'packed', element: 'int32_t', values: packed };
  return {
    ...kernel,
    callee: named(kernel.callee),
    header: named(kernel.header),
    data: {
      tables: tables.map((one) => (one.suffix === table ? own : one)),
      config: {
        type: named(config.type),
        fields: [
          { comment: 'layer', struct: without(config.fields, table) },
          ...fields,
          { comment: 'packed', table: 'packed' },
        ],
      },
    },
    scratch: { element: 'int8_t', bytes: sliceBytes + (kernel.scratch?.bytes ?? 0) },
    overlays: slices > 1 ? [] : kernel.overlays,
  };
}

function named(int8: string): string {
  return int8.replace('_s8', '_s4');
}

function without(fields: readonly LayerField[], table: string): LayerField[] {
  return fields.map((field): LayerField => {
    if ('struct' in field) return { ...field, struct: without(field.struct, table) };
    if (!('table' in field) || field.table !== table) return field;
    return { comment: field.comment, symbol: 'NULL' };
  });
}
