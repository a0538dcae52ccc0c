import type { Mark } from './look.ts';

/** So much of a mark's cell is filled by its shape, which then is not cut off at the edges. */
const filled = 0.8;

/** All marks side by side, each in the middle of a cell of `side` pixels and of one size. */
export function markStrip(
  marks: readonly Mark[],
  side: number,
  colourOf: (mark: Mark) => string,
): HTMLCanvasElement {
  const strip = document.createElement('canvas');
  strip.width = side * marks.length;
  strip.height = side;
  const context = strip.getContext('2d')!;
  for (const [i, mark] of marks.entries()) {
    // fonts draw some shapes larger than others
    context.font = `${side}px system-ui`;
    const { width, height } = boxOf(context, mark.shape);
    context.font = `${(side * side * filled) / Math.max(width, height)}px system-ui`;
    const { middle, centre } = boxOf(context, mark.shape);
    context.fillStyle = colourOf(mark);
    context.fillText(mark.shape, (i + 0.5) * side - middle, side / 2 - centre);
  }
  return strip;
}

/** How large a shape is in the font that is set, and where its middle lies from where it is written. */
function boxOf(context: CanvasRenderingContext2D, shape: string) {
  const box = context.measureText(shape);
  const { actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = box;
  const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = box;
  return {
    width: left + right || 1,
    height: up + down || 1,
    middle: (right - left) / 2,
    centre: (down - up) / 2,
  };
}
