import type { Value } from '../graph/op.ts';
import type { NetworkUnderProof } from '../pipeline/network/network-proof.ts';
import { bytesPer, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';

/** The header that the programs of runtime/firmware know a network by. `layers`: of its marks. */
export function networkHeaderFor(
  { name, inputs, outputs, stateBytes }: NetworkUnderProof,
  layers = 0,
  more: Readonly<Record<string, string>> = {},
): string {
  const own = `thimble_${name}`;
  const ends = (values: readonly Value[], word: string) =>
    values
      .map(
        (value, i) => `X(${own}_${word}${values.length > 1 ? `_${i + 1}` : ''}, ${bytesOf(value)})`,
      )
      .join(' ');
  const keeps = stateBytes > 0;
  const names: Record<string, string> = {
    LAYERS: String(layers),
    LIBRARY_ARENA: `${own}_arena`,
    LIBRARY_RUN: `${own}_run`,
    'LIBRARY_INPUTS(X)': ends(inputs, 'input'),
    'LIBRARY_OUTPUTS(X)': ends(outputs, 'output'),
    DECLARE_STATE: keeps ? `static ${own}_state state;` : '',
    APPLICATION_STATE: keeps ? `${own}_state application_state;` : '',
    CLEAR_STATE: keeps ? `${own}_state_clear(&state)` : '(void)0',
    RUN_FIRST: keeps ? '&state' : '&arena',
    RUN_SECOND: keeps ? '&arena' : '0',
    HOST_RUN: `${own}_run(${keeps ? '&state, ' : ''}&arena)`,
    APPLICATION_RUN: `${own}_run(${keeps ? '&application_state, ' : ''}&application_arena)`,
    ...more,
  };
  const defines = Object.entries(names).map(([key, value]) => `#define ${key} ${value}`.trim());
  return [`#include "${own}.h"`, ...defines, ''].join('\n');
}

/** cases.bin: the bytes of all inputs of each case. */
export function writeCases({ cases }: NetworkUnderProof): Uint8Array {
  const parts = cases.flatMap((inputs) =>
    inputs.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The outputs of one case. */
export function readOutputs({ outputs }: NetworkUnderProof, bytes: Uint8Array): Tensor[] {
  let at = 0;
  return outputs.map((value) => {
    const part = new Uint8Array(bytes.subarray(at, at + bytesOf(value))).buffer;
    at += bytesOf(value);
    const numbers = {
      f32: () => new Float32Array(part),
      i8: () => new Int8Array(part),
      i4: () => new Int8Array(part),
      i16: () => new Int16Array(part),
      i32: () => new Int32Array(part),
    }[value.type]();
    return tensor(value.type, value.shape, numbers);
  });
}

export function outputBytes({ outputs }: NetworkUnderProof): number {
  return outputs.reduce((sum, value) => sum + bytesOf(value), 0);
}

function bytesOf({ type, shape }: Value): number {
  return bytesPer[type] * sizeOf(shape);
}
