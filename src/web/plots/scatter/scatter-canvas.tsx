import { useEffect, useRef, useState } from 'react';
import { classShapes, classToken } from '../../parts/class-chip.tsx';
import { useTokens } from '../../state/tokens.ts';
import type { Painter, Scatter } from './look.ts';
import { paintByWebgl } from './paint-by-webgl.ts';
import { paintOnCanvas } from './paint-on-canvas.ts';
import type { Point } from './places.ts';
import classes from './scatter-canvas.module.css';

interface ScatterCanvasProps extends Scatter {
  /** A line that is being drawn around points; empty: none. */
  readonly line: readonly Point[];
  /** The place of the point that is told of. */
  readonly ring: Point | null;
}

const ringRadius = 7;

/** Points in the marks of their classes; what moves with the pointer lies on a sheet of its own above. */
export function ScatterCanvas({ places, marks, shown, line, ring }: ScatterCanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize({ width: Math.round(width), height: Math.round(height) });
    });
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  const { token } = useTokens();
  useEffect(() => {
    const context = cleared(sheet.current!, size);
    context.strokeStyle = token('--accent');
    if (line.length > 1) {
      context.setLineDash([4, 3]);
      context.beginPath();
      for (const { x, y } of line) context.lineTo(x * size.width, y * size.height);
      context.closePath();
      context.stroke();
    }
    if (!ring) return;
    context.setLineDash([]);
    context.lineWidth = 2;
    context.strokeStyle = token('--ink');
    context.beginPath();
    context.arc(ring.x * size.width, ring.y * size.height, ringRadius, 0, 2 * Math.PI);
    context.stroke();
  }, [line, ring, size, token]);
  return (
    <div ref={box} className={classes.box}>
      <PointsCanvas scatter={{ places, marks, shown }} size={size} token={token} />
      <canvas ref={sheet} />
    </div>
  );
}

interface PointsCanvasProps {
  readonly scatter: Scatter;
  readonly size: { readonly width: number; readonly height: number };
  readonly token: (name: string) => string;
}

function PointsCanvas({ scatter: { places, marks, shown }, size, token }: PointsCanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const painter = useRef<{ readonly canvas: HTMLCanvasElement; readonly painter: Painter }>(null);
  const [byWebgl, setByWebgl] = useState(true);
  useEffect(() => {
    // a canvas belongs for ever to the means that painted on it first
    const make = (means: (canvas: HTMLCanvasElement) => Painter | null) => {
      const canvas = document.createElement('canvas');
      const made = means(canvas);
      return made && { canvas, painter: made };
    };
    const made =
      (byWebgl && make((canvas) => paintByWebgl(canvas, () => setByWebgl(false)))) ||
      make(paintOnCanvas)!;
    host.current!.replaceChildren(made.canvas);
    painter.current = made;
    return () => made.painter.stop();
  }, [byWebgl]);
  useEffect(() => {
    const { canvas, painter: paint } = painter.current!;
    if (size.width === 0) return;
    canvas.width = size.width * devicePixelRatio;
    canvas.height = size.height * devicePixelRatio;
    const looks = classShapes.map((shape, i) => ({ shape, colour: token(classToken(i)) }));
    paint.paint({ places, marks, shown }, looks);
  }, [places, marks, shown, size, token, byWebgl]);
  return <div ref={host} />;
}

/** An empty sheet of that size, measured in pixels of the page. */
function cleared(canvas: HTMLCanvasElement, { width, height }: PointsCanvasProps['size']) {
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  const context = canvas.getContext('2d')!;
  context.scale(devicePixelRatio, devicePixelRatio);
  return context;
}
