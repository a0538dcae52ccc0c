/** A part of a recording on the screen, in readings. */
export interface ViewRange {
  readonly from: number;
  readonly to: number;
}

/** Fewer readings than this say nothing. */
const shortest = 8;

/** Larger or smaller by a factor around a place that stays where it is. */
export function zoomed(
  range: ViewRange,
  factor: number,
  around: number,
  length: number,
): ViewRange {
  const span = Math.min(
    length,
    Math.max(Math.min(shortest, length), (range.to - range.from) * factor),
  );
  const share = (around - range.from) / (range.to - range.from);
  return fitted(around - share * span, span, length);
}

export function panned(range: ViewRange, by: number, length: number): ViewRange {
  return fitted(range.from + by, range.to - range.from, length);
}

/** Around a stretch, with as much again beside it. */
export function around(start: number, end: number, length: number): ViewRange {
  const span = Math.min(length, (end - start) * 2);
  return fitted((start + end - span) / 2, span, length);
}

function fitted(from: number, span: number, length: number): ViewRange {
  const start = Math.max(0, Math.min(length - span, from));
  return { from: Math.round(start), to: Math.round(start + span) };
}

/** Round places for ticks, in seconds, about `count` of them. */
export function ticksOf(fromS: number, toS: number, count: number): number[] {
  const raw = (toS - fromS) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw)!;
  const first = Math.ceil(fromS / step);
  const ticks: number[] = [];
  for (let i = first; i * step <= toS; i++) ticks.push(Number((i * step).toPrecision(10)));
  return ticks;
}
