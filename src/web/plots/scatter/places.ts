/** Points of a plane and what one does with them. Places are 0 to 1 in both directions. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Brings points to 0 … 1 with a little room around them. */
export function spread(x: ArrayLike<number>, y: ArrayLike<number>): Point[] {
  const unit = (values: ArrayLike<number>) => {
    const all = Array.from(values);
    const low = all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return all.map((value) => 0.04 + (0.92 * (value - low)) / (high - low || 1));
  };
  const [across, up] = [unit(x), unit(y)];
  return across.map((at, i) => ({ x: at, y: 1 - up[i]! }));
}

/** The place of the nearest point; null where none is within `reach`. */
export function nearest(points: readonly Point[], to: Point, reach: number): number | null {
  let best: number | null = null;
  let least = reach * reach;
  for (const [i, { x, y }] of points.entries()) {
    const distance = (x - to.x) ** 2 + (y - to.y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

/** Places of the points inside a line that was drawn around them (even-odd rule). */
export function inside(points: readonly Point[], line: readonly Point[]): number[] {
  return points.flatMap(({ x, y }, i) => {
    let within = false;
    for (let a = 0, b = line.length - 1; a < line.length; b = a++) {
      const [p, q] = [line[a]!, line[b]!];
      if (p.y > y !== q.y > y && x < ((q.x - p.x) * (y - p.y)) / (q.y - p.y) + p.x)
        within = !within;
    }
    return within ? [i] : [];
  });
}

/**
 * The place of the nearest point that lies to one side of the point at `from`, within 45° of the
 * direction; null where there is none. Points at the very same place lie to no side.
 */
function neighbour(points: readonly Point[], from: number, direction: Point): number | null {
  const { x, y } = points[from]!;
  let found: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, point] of points.entries()) {
    const along = (point.x - x) * direction.x + (point.y - y) * direction.y;
    const aside = Math.abs((point.x - x) * direction.y - (point.y - y) * direction.x);
    const distance = Math.hypot(along, aside);
    if (along <= 0 || aside > along || distance >= least) continue;
    found = i;
    least = distance;
  }
  return found;
}

/** Downwards is more, as on a screen. */
const directions: { readonly [key: string]: Point } = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

/**
 * The points that a key chooses after `chosen`: arrows the nearest on that side, page keys the next in
 * their order, Escape none; null where the key says nothing here.
 */
export function chosenByKey(
  key: string,
  points: readonly Point[],
  chosen: readonly number[],
): readonly number[] | null {
  if (key === 'Escape') return [];
  if (points.length === 0) return null;
  const by = key === 'PageDown' ? 1 : key === 'PageUp' ? -1 : 0;
  const [from = -1] = chosen;
  if (by !== 0) return [(Math.max(from, by < 0 ? 0 : -1) + by + points.length) % points.length];
  const direction = directions[key];
  if (!direction) return null;
  return [from < 0 ? 0 : (neighbour(points, from, direction) ?? from)];
}
