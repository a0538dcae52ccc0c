import { type Mark, markSide, opacities, type Painter, type Scatter, shows } from './look.ts';
import { markStrip } from './mark-strip.ts';

/** Points by the plain means of a canvas, which every browser has. */
export function paintOnCanvas(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext('2d')!;
  return {
    paint(scatter: Scatter, marks: readonly Mark[]) {
      const { places, shown } = scatter;
      const side = Math.round(markSide(places.length) * devicePixelRatio);
      const strip = markStrip(marks, side, ({ colour }) => colour);
      context.clearRect(0, 0, canvas.width, canvas.height);
      for (const how of [shows.dimly, shows.plainly, shows.chosen]) {
        context.globalAlpha = opacities[how]!;
        for (let i = 0; i < places.length; i++) {
          if (shown[i] !== how) continue;
          const x = places[i]!.x * canvas.width - side / 2;
          const y = places[i]!.y * canvas.height - side / 2;
          context.drawImage(strip, scatter.marks[i]! * side, 0, side, side, x, y, side, side);
        }
      }
    },
    stop() {},
  };
}
