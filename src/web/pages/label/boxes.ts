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

export const isLarge = ({ width, height }: Box): boolean =>
  width >= sideLeast && height >= sideLeast;

const clamp = (value: number, low: number, high: number): number =>
  Math.max(low, Math.min(high, Math.round(value)));
