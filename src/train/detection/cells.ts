/** A thing in a picture: its label from 1, and its middle and half sides in pixels of the picture. */
export interface Thing {
  readonly label: number;
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** The cells of a picture, row by row. */
export interface Cells {
  readonly rows: number;
  readonly columns: number;
  /** Pixels that a cell stands for, along each side. */
  readonly side: number;
}

/**
 * Writes to `to` [rows, columns] the label of the thing whose middle is in each cell; 0 where there is
 * none. Of several in one cell the smallest counts, which is the easiest to miss. Things whose middle
 * is outside the picture are not there.
 */
export function cellsOf(
  things: readonly Thing[],
  { rows, columns, side }: Cells,
  to: Uint8Array,
): void {
  to.fill(0);
  const area = (thing: Thing) => thing.halfWidth * thing.halfHeight;
  for (const thing of things.toSorted((a, b) => area(b) - area(a))) {
    const [row, column] = [Math.floor(thing.y / side), Math.floor(thing.x / side)];
    if (row < 0 || column < 0 || row >= rows || column >= columns) continue;
    to[row * columns + column] = thing.label;
  }
}

/**
 * How much each class of cells counts, 1 on the average over the cells given: a thing on the average
 * `things` times as much as the background, so that few things are not drowned by what is between
 * them, and a rare label more than a frequent one, by the root of how often they are.
 */
export function cellWeights(cells: Uint8Array, classes: number, things: number): number[] {
  const counts = new Float64Array(classes);
  for (const label of cells) counts[label]!++;
  const there = counts.slice(1);
  const roots = there.map((count) => (count > 0 ? count ** -0.5 : 0));
  const all = there.reduce((sum, count) => sum + count, 0);
  const usual = there.reduce((sum, count, i) => sum + count * roots[i]!, 0) / Math.max(1, all);
  const raw = [1, ...Array.from(roots, (root) => (usual > 0 ? (things * root) / usual : things))];
  const mean = raw.reduce((sum, weight, label) => sum + weight * counts[label]!, 0) / cells.length;
  return raw.map((weight) => weight / mean);
}
