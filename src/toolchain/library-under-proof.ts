import type { AnyProofRequest } from '../pipeline/proof.ts';

/** The name of the header that the programs of runtime/firmware know a library by. */
export const libraryUnderProof = 'library_under_proof.h';

/** That header, for one library: its own header, its sizes, and names for its functions. */
export function headerFor(
  request: Omit<AnyProofRequest, 'core'>,
  more: Readonly<Record<string, string>> = {},
): string {
  const { name, windowValues, framed, features, labels, windows } = request;
  const looksAtFrames = !(windows[0] instanceof Float32Array);
  const names = {
    [looksAtFrames ? 'FRAME_BYTES' : 'WINDOW_VALUES']: windowValues,
    WINDOW_ELEMENT: framed?.element ?? 'float',
    FEATURES: features,
    LABELS: labels,
    LIBRARY_ARENA: `thimble_${name}_arena`,
    LIBRARY_RESULT: `thimble_${name}_result`,
    LIBRARY_RUN: `thimble_${name}_run`,
    // how the programs that prove a library run a window as a whole
    RUN_UNDER_PROOF: framed ? '"run_by_stream.h"' : '"run_at_once.h"',
    LIBRARY_STREAM: `thimble_${name}_stream`,
    LIBRARY_STREAM_CLEAR: `thimble_${name}_stream_clear`,
    LIBRARY_STREAM_PUSH: `thimble_${name}_stream_push`,
    LIBRARY_STREAM_RUN: `thimble_${name}_stream_run`,
    ...(framed && { AXES: framed.axes, HOP_READINGS: framed.hopReadings }),
    LIBRARY_FEATURES: `thimble_${name}_features`,
    LIBRARY_NETWORK: `thimble_${name}_network`,
    ...more,
  };
  const defines = Object.entries(names).map(([key, value]) => `#define ${key} ${value}`);
  return [`#include "thimble_${name}.h"`, ...defines, ''].join('\n');
}
