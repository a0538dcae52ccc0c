/** Labelled rectangles in a picture, in its pixels. */
export interface Box {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Nothing smaller can be seen or learned. */
const sideLeast = 2;

/** The rectangle between two corners, inside the picture. */
export function boxBetween(
  label: string,
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  size: Size,
): Box {
  const [left, right] = [Math.min(x1, x2), Math.max(x1, x2)].map((x) => clamp(x, 0, size.width));
  const [top, bottom] = [Math.min(y1, y2), Math.max(y1, y2)].map((y) => clamp(y, 0, size.height));
  return { label, x: left!, y: top!, width: right! - left!, height: bottom! - top! };
}

/** Moved as a whole, staying inside. */
export function movedBox(box: Box, dx: number, dy: number, size: Size): Box {
  return {
    ...box,
    x: clamp(box.x + dx, 0, size.width - box.width),
    y: clamp(box.y + dy, 0, size.height - box.height),
  };
}

/** Its lower right corner moved. */
export function resizedBox(box: Box, dx: number, dy: number, size: Size): Box {
  return {
    ...box,
    width: clamp(box.width + dx, sideLeast, size.width - box.x),
    height: clamp(box.height + dy, sideLeast, size.height - box.y),
  };
}

/** A thing that a model has found in a picture: its middle, in the picture's pixels. */
export interface JudgedThing {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

export interface SuggestedBox extends Box {
  readonly score: number;
}

/**
 * Boxes for things that lie in no box of their label yet. A model of centres says where a thing is and not
 * how large: it gets the median size of what is boxed under its label in `known`, else a quarter of the sides.
 */
export function suggestedBoxes(
  things: readonly JudgedThing[],
  boxes: readonly Box[],
  known: readonly Box[],
  size: Size,
): SuggestedBox[] {
  const open = things.filter(({ label, x, y }) => {
    const holds = (box: Box) =>
      box.label === label &&
      Math.abs(x - box.x - box.width / 2) <= box.width / 2 &&
      Math.abs(y - box.y - box.height / 2) <= box.height / 2;
    return !boxes.some(holds);
  });
  return open.map(({ label, x, y, score }) => {
    const alike = known.filter((box) => box.label === label);
    const width = medianOf(alike.map((box) => box.width)) ?? size.width / 4;
    const height = medianOf(alike.map((box) => box.height)) ?? size.height / 4;
    const [from, to] = [
      [x - width / 2, y - height / 2],
      [x + width / 2, y + height / 2],
    ] as const;
    return { ...boxBetween(label, from, to, size), score };
  });
}

function medianOf(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? null;
}

export const isLarge = ({ width, height }: Box): boolean =>
  width >= sideLeast && height >= sideLeast;

const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(high, Math.round(value)));
