import { Failure } from '../../base/failure.ts';
import type { OpKind, Value } from '../../graph/op.ts';
import type { CallKernel, LayerField, LayerTable, OverlayRule } from './kernel.ts';

/** Parts that the portable kernels have in common. */

/** `thimble_<file>` has its config in thimble_<file>.h as thimble_<file>_config, unless told. */
export function callOf(
  callee: string,
  file: string,
  fields: readonly LayerField[],
  more: {
    readonly config?: string;
    readonly tables?: readonly LayerTable[];
    readonly overlays?: readonly OverlayRule[];
  } = {},
): CallKernel {
  const { config = `thimble_${file}_config`, tables = [], overlays = [] } = more;
  return {
    kind: 'call',
    callee: `thimble_${callee}`,
    header: `thimble_${file}.h`,
    data: { tables, config: { type: config, fields } },
    scratch: null,
    overlays,
  };
}

/** An array in a config: `count` numbers, those in front that are not given are `absent`. */
export function arrayField(
  comment: string,
  values: readonly number[],
  count = values.length,
  absent = 0,
): LayerField {
  const missing = new Array<number>(count - values.length).fill(absent);
  return {
    comment,
    struct: [...missing, ...values].map((int, i) => ({ comment: String(i), int })),
  };
}

/** The operation of a layer refused, with the way out. */
export function refuseLayer(kind: OpKind, layer: string, why: string): never {
  throw new Failure('bad-graph', `Layer ${layer} (${kind}) ${why}.`);
}

export function int8Only(kind: OpKind, layer: string, x: Value): Value {
  if (x.type === 'i8') return x;
  return refuseLayer(
    kind,
    layer,
    `computes in ${x.type}; quantise the network to int8 before it is compiled`,
  );
}
