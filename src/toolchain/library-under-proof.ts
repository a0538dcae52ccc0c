import type { AnyProofRequest } from '../pipeline/proof.ts';

/** The name of the header that the programs of runtime/firmware know a library by. */
export const libraryUnderProof = 'library_under_proof.h';

/** That header, for one library: its own header, its sizes, and names for its functions. */
export function headerFor(
  { name, windowValues, features, labels, windows }: Omit<AnyProofRequest, 'core'>,
  more: Readonly<Record<string, string>> = {},
): string {
  const looksAtFrames = !(windows[0] instanceof Float32Array);
  const names = {
    [looksAtFrames ? 'FRAME_BYTES' : 'WINDOW_VALUES']: windowValues,
    FEATURES: features,
    LABELS: labels,
    LIBRARY_ARENA: `thimble_${name}_arena`,
    LIBRARY_RESULT: `thimble_${name}_result`,
    LIBRARY_RUN: `thimble_${name}_run`,
    LIBRARY_FEATURES: `thimble_${name}_features`,
    LIBRARY_NETWORK: `thimble_${name}_network`,
    ...more,
  };
  const defines = Object.entries(names).map(([key, value]) => `#define ${key} ${value}`);
  return [`#include "thimble_${name}.h"`, ...defines, ''].join('\n');
}
