import { useEffect, useRef } from 'react';
import { classIndex, classShapes, classToken } from '../parts/class-chip.tsx';
import { useTokens } from '../state/tokens.ts';
import classes from './scores-plot.module.css';

interface ScoresPlotProps {
  /** All labels of the project in their order, for the colours. */
  readonly classes: readonly string[];
  /** What the model knows, in the order of the scores. */
  readonly labels: readonly string[];
  /** [answers][labels], 0 to 1, oldest first. */
  readonly rows: readonly Float32Array[];
  /** [answers] the label told of with an answer, by its place in `labels`; null where nothing was. */
  readonly marks: readonly (number | null)[];
  readonly secondsApart: number;
}

const height = 140;

/** Probabilities over time, one line a label; new answers come in at the right. */
export function ScoresPlot({ classes: all, labels, rows, marks, secondsApart }: ScoresPlotProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { token } = useTokens();
  useEffect(() => {
    const place = canvas.current;
    if (!place) return;
    const width = place.clientWidth;
    const scale = devicePixelRatio;
    place.width = width * scale;
    place.height = height * scale;
    const context = place.getContext('2d')!;
    context.scale(scale, scale);
    context.strokeStyle = token('--line');
    for (const share of [0, 0.5, 1]) {
      const y = 0.5 + Math.round((1 - share) * (height - 2));
      context.beginPath();
      context.moveTo(0, y);
      context.lineTo(width, y);
      context.stroke();
    }
    const step = width / Math.max(30, rows.length - 1);
    const xOf = (i: number) => width - (rows.length - 1 - i) * step;
    for (const [label, name] of labels.entries()) {
      context.strokeStyle = token(classToken(classIndex(all, name)));
      context.lineWidth = 2;
      context.beginPath();
      for (const [i, row] of rows.entries()) {
        context.lineTo(xOf(i), 1 + (1 - row[label]!) * (height - 2));
      }
      context.stroke();
    }
    for (const [i, label] of marks.entries()) {
      if (label !== null) mark(context, xOf(i), classIndex(all, labels[label]!), token);
    }
  }, [all, labels, rows, marks, token]);
  const seconds = (rows.length * secondsApart).toFixed(0);
  return (
    <figure>
      <canvas
        ref={canvas}
        className={classes.canvas}
        style={{ height }}
        role="img"
        aria-label={`Probability of each label over the last ${seconds} seconds`}
      />
      <figcaption className="small faint">the last {seconds} s</figcaption>
    </figure>
  );
}

/** A line from top to bottom where a label is told of, with its mark at the foot. */
function mark(
  context: CanvasRenderingContext2D,
  x: number,
  shape: number,
  token: (name: string) => string,
): void {
  context.strokeStyle = token('--muted');
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height - 14);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = token(classToken(shape));
  context.font = '12px sans-serif';
  context.textAlign = 'center';
  context.fillText(classShapes[shape]!, x, height - 3);
}
