/** Labelled stretches of a recording, and what one does to them. Readings from `start` up to, not with, `end`. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** A new stretch takes its place: what others had of it is cut away from them. */
export function withSegment(segments: readonly Segment[], added: Segment): Segment[] {
  const rest = segments.flatMap((one) => [
    { ...one, end: Math.min(one.end, added.start) },
    { ...one, start: Math.max(one.start, added.end) },
  ]);
  const kept = rest.filter(({ start, end }) => start < end);
  return [...kept, added].sort((a, b) => a.start - b.start);
}

/** One edge at another place, no further than the neighbours and the ends of the recording allow. */
export function withEdge(
  segments: readonly Segment[],
  at: number,
  edge: 'start' | 'end',
  place: number,
  length: number,
): Segment[] {
  const { start, end, label } = segments[at]!;
  const low = segments[at - 1]?.end ?? 0;
  const high = segments[at + 1]?.start ?? length;
  const moved =
    edge === 'start'
      ? { start: clamp(place, low, end - 1), end, label }
      : { start, end: clamp(place, start + 1, high), label };
  return segments.with(at, moved);
}

/** The stretch as two at a place inside it; as it was where the place is not inside. */
export function splitAt(segments: readonly Segment[], place: number): Segment[] {
  return segments.flatMap((one) =>
    one.start < place && place < one.end
      ? [
          { ...one, end: place },
          { ...one, start: place },
        ]
      : [one],
  );
}

export function relabelled(segments: readonly Segment[], at: number, label: string): Segment[] {
  return segments.with(at, { ...segments[at]!, label });
}

/** What a model answers to one window. */
export interface JudgedWindow {
  readonly end: number;
  readonly label: string;
  readonly score: number;
}

/** Windows that a model has answered, as stretches of one label each where it was sure enough. */
export interface Suggestion extends Segment {
  readonly score: number;
}

/**
 * `windows` in their order, each of `length` readings; neighbours with one answer become one stretch.
 * What is labelled already is left out.
 */
export function suggestionsOf(
  windows: readonly JudgedWindow[],
  length: number,
  stride: number,
  known: readonly Segment[],
  scoreLeast = 0.6,
): Suggestion[] {
  const stretches: { start: number; end: number; label: string; scores: number[] }[] = [];
  for (const { end, label, score } of windows) {
    if (score < scoreLeast) continue;
    const start = end - length;
    const last = stretches.at(-1);
    if (last && last.label === label && start <= last.end) {
      last.end = end;
      last.scores.push(score);
    } else {
      // the overlap with a window of another label is shared between the two
      const from = last && start < last.end ? Math.round((start + last.end) / 2) : start;
      if (last && start < last.end) last.end = from;
      stretches.push({ start: from, end, label, scores: [score] });
    }
  }
  return stretches
    .filter(({ start, end }) => end - start >= stride)
    .filter(({ start, end }) => !known.some((one) => one.start < end && start < one.end))
    .map(({ start, end, label, scores }) => ({
      start,
      end,
      label,
      score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    }));
}

/** Cut to whole readings of a recording. */
export function within({ start, end, label }: Segment, length: number): Segment {
  return { start: clamp(start, 0, length), end: clamp(end, 0, length), label };
}

/** One stretch over nearly everything is the label of the recording itself. */
export function wholeOf(found: readonly Suggestion[], length: number): Suggestion | null {
  const [only, ...others] = found;
  if (!only || others.length > 0) return null;
  return only.end - only.start > 0.7 * length ? only : null;
}

const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(high, Math.round(value)));
