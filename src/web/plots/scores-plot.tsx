import { useEffect, useRef } from 'react';
import { classIndex, classToken } from '../parts/class-chip.tsx';
import { useTokens } from '../state/tokens.ts';
import classes from './scores-plot.module.css';

interface ScoresPlotProps {
  /** All labels of the project in their order, for the colours. */
  readonly classes: readonly string[];
  /** What the model knows, in the order of the scores. */
  readonly labels: readonly string[];
  /** [answers][labels], 0 to 1, oldest first. */
  readonly rows: readonly Float32Array[];
  readonly secondsApart: number;
}

const height = 140;

/** Probabilities over time, one line a label; new answers come in at the right. */
export function ScoresPlot({ classes: all, labels, rows, secondsApart }: ScoresPlotProps) {
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
    for (const [label, name] of labels.entries()) {
      context.strokeStyle = token(classToken(classIndex(all, name)));
      context.lineWidth = 2;
      context.beginPath();
      for (const [i, row] of rows.entries()) {
        const x = width - (rows.length - 1 - i) * step;
        context.lineTo(x, 1 + (1 - row[label]!) * (height - 2));
      }
      context.stroke();
    }
  }, [all, labels, rows, token]);
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
