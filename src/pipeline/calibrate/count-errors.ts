import { type Decoder, StreamDecoder } from '../../graph/decoder.ts';
import type { StreamEvent } from './compose-stream.ts';

/** The scores of a stream, window after window. */
export interface ScoredStream {
  /** [windows] each [labels] */
  readonly scores: readonly Float32Array[];
  /** When the first window ends, and from one end to the next. */
  readonly firstS: number;
  readonly strideS: number;
  readonly windowS: number;
  readonly events: readonly StreamEvent[];
}

/** How a decoder did on a stream. */
export interface DecoderErrors {
  /** Events of labels that the decoder tells of, and how many of them it did not. */
  readonly events: number;
  readonly misses: number;
  /** Detections of what was not there, of another label, or of an event once more. */
  readonly falseAccepts: number;
  readonly hours: number;
}

/**
 * Runs a decoder over a stream. A detection belongs to the event of its label that lies, or lay up to
 * one window ago, where the newest window ends: an event is inside the window for so long.
 */
export function countErrors(stream: ScoredStream, decoder: Decoder): DecoderErrors {
  const { scores, firstS, strideS, windowS, events } = stream;
  const running = new StreamDecoder(decoder);
  const wanted = events.filter(({ label }) => decoder.heard[label]);
  const told = new Set<StreamEvent>();
  let falseAccepts = 0;
  let first = 0;
  for (const [i, row] of scores.entries()) {
    const label = running.push(row);
    if (label === null) continue;
    const now = firstS + i * strideS;
    while (first < wanted.length && wanted[first]!.endS + windowS < now) first++;
    let event: StreamEvent | null = null;
    for (let k = first; k < wanted.length && wanted[k]!.startS <= now; k++) {
      if (wanted[k]!.label === label && !told.has(wanted[k]!)) event = wanted[k]!;
    }
    if (event) told.add(event);
    else falseAccepts++;
  }
  const misses = wanted.length - told.size;
  return {
    events: wanted.length,
    misses,
    falseAccepts,
    hours: (scores.length * strideS) / 3600,
  };
}
