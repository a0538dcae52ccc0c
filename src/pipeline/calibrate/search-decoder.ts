import { DECODER_WINDOWS_MAX, type Decoder } from '../../graph/decoder.ts';
import { countErrors, type DecoderErrors, type ScoredStream } from './count-errors.ts';

/** A decoder with what it did on the stream that it was chosen on. */
export interface DecoderPoint {
  readonly decoder: Decoder;
  readonly errors: DecoderErrors;
}

const averagedMs = [200, 400, 600, 800, 1000];
const suppressedMs = [600, 1000, 1500, 2000];
/** In 256ths: finer towards certainty, where a trained network's scores lie. */
const thresholds = [
  77, 90, 102, 115, 128, 141, 154, 166, 179, 192, 200, 207, 215, 220, 225, 230, 235, 240, 244, 248,
];

/**
 * All settings that no other beats in both false accepts and misses, from few false accepts to many.
 * Of settings that do equally well the one with the highest threshold is kept, then the longest
 * silence, then the shortest average.
 */
export function searchDecoder(stream: ScoredStream, heard: readonly boolean[]): DecoderPoint[] {
  const inWindows = (ms: number) => Math.round(ms / 1000 / stream.strideS);
  const points: DecoderPoint[] = [];
  for (const windows of wholes(averagedMs.map(inWindows), 1, DECODER_WINDOWS_MAX)) {
    for (const suppression of wholes(suppressedMs.map(inWindows), 0, 1000).reverse()) {
      for (const threshold of thresholds.toReversed()) {
        const decoder = { windows, threshold, suppression, heard };
        points.push({ decoder, errors: countErrors(stream, decoder) });
      }
    }
  }
  points.sort(
    (a, b) =>
      a.errors.falseAccepts - b.errors.falseAccepts ||
      a.errors.misses - b.errors.misses ||
      b.decoder.threshold - a.decoder.threshold,
  );
  let fewest = Number.POSITIVE_INFINITY;
  return points.filter(({ errors: { misses } }) => {
    if (misses >= fewest) return false;
    fewest = misses;
    return true;
  });
}

/** The point with the fewest misses at up to so many false accepts an hour; else the most silent. */
export function pointFor(points: readonly DecoderPoint[], perHour: number): DecoderPoint {
  const quiet = points.filter(({ errors }) => errors.falseAccepts / errors.hours <= perHour);
  return quiet.at(-1) ?? points[0]!;
}

/**
 * The point where the share of events that are missed and the false accepts for each event are least
 * in sum: what is chosen where nobody says how many false accepts an hour are bearable.
 */
export function balancedPoint(points: readonly DecoderPoint[]): DecoderPoint {
  const cost = ({ errors }: DecoderPoint) => errors.misses + errors.falseAccepts;
  return points.reduce((best, point) => (cost(point) < cost(best) ? point : best));
}

function wholes(values: readonly number[], low: number, high: number): number[] {
  return [...new Set(values.map((value) => Math.max(low, Math.min(high, value))))];
}
