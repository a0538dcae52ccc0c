import type { Decoder } from '../../graph/decoder.ts';
import type { DecoderErrors } from '../calibrate/count-errors.ts';
import type { DecoderSettings, ListeningRates } from './report.ts';

/** What a decoder does in a stream whose windows are so far apart, in times and shares as people read them. */
export function settingsOf(
  { windows, threshold, suppression }: Decoder,
  strideS: number,
): DecoderSettings {
  return {
    averageMs: Math.round(1000 * strideS * windows),
    threshold: threshold / 256,
    suppressionMs: Math.round(1000 * strideS * suppression),
  };
}

export function ratesOf({ events, misses, falseAccepts, hours }: DecoderErrors): ListeningRates {
  return {
    words: events,
    missed: misses,
    falseAccepts,
    falseAcceptsPerHour: falseAccepts / hours,
  };
}
