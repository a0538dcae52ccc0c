import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTokens } from '../state/tokens.ts';
import classes from './learning-curves.module.css';

export interface Curve {
  /** "train", "validation", or the name of another run. */
  readonly name: string;
  /** One value an epoch, from epoch 1. */
  readonly values: readonly (number | null)[];
  readonly token: string;
  readonly dashed?: boolean;
}

interface LearningCurvesProps {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** The epoch whose weights were kept. */
  readonly best: number | null;
  /** How many epochs there will be. */
  readonly epochs: number;
  readonly say: (value: number) => string;
}

const height = 180;

/** Values over epochs, named at their ends; what is still to come is hatched. */
export function LearningCurves({ title, curves, best, epochs, say }: LearningCurvesProps) {
  const { token } = useTokens();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const box = place.current;
    const size = { width: box.clientWidth, height };
    const plot = new uPlot(
      optionsFor({ curves, best, epochs, token, size, say }),
      dataOf(curves, epochs),
      box,
    );
    const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }));
    resized.observe(box);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [curves, best, epochs, token, say]);
  const spoken = curves.map(({ name, values }) => {
    const last = values.findLast((value) => value !== null);
    return last == null ? '' : `${name} ${say(last)}`;
  });
  return (
    <figure className={classes.figure}>
      <figcaption>
        <h3>{title}</h3>
        <span className={classes.legend}>
          {curves.map(({ name, token: colour, dashed, values }) => {
            const last = values.findLast((value) => value !== null);
            return (
              <span key={name}>
                <i
                  style={{
                    borderColor: `var(${colour})`,
                    borderStyle: dashed ? 'dashed' : 'solid',
                  }}
                />
                {name} <b>{last == null ? '' : say(last)}</b>
              </span>
            );
          })}
        </span>
      </figcaption>
      <div
        ref={place}
        style={{ height }}
        role="img"
        aria-label={`${title} over ${epochs} epochs: ${spoken.join(', ')}`}
      />
    </figure>
  );
}

function dataOf(curves: readonly Curve[], epochs: number): uPlot.AlignedData {
  const length = Math.max(epochs, ...curves.map(({ values }) => values.length));
  const x = Array.from({ length }, (_, i) => i + 1);
  return [x, ...curves.map(({ values }) => x.map((_, i) => values[i] ?? null))];
}

interface Looks {
  readonly curves: readonly Curve[];
  readonly best: number | null;
  readonly epochs: number;
  readonly token: (name: string) => string;
  readonly size: { readonly width: number; readonly height: number };
  readonly say: (value: number) => string;
}

function optionsFor({ curves, best, epochs, token, size, say }: Looks): uPlot.Options {
  const axis = { stroke: token('--faint'), font: '11px system-ui', ticks: { show: false } };
  const reached = Math.max(...curves.map(({ values }) => values.length));
  return {
    ...size,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: false } },
    axes: [
      { ...axis, grid: { show: false }, size: 24, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
      {
        ...axis,
        grid: { stroke: token('--line'), width: 1 },
        size: 52,
        values: (_, ticks) => ticks.map(say),
      },
    ],
    series: [
      {},
      ...curves.map(({ name, token: colour, dashed }) => ({
        label: name,
        stroke: token(colour),
        width: name === 'train' ? 1.25 : 2,
        points: { show: false },
        ...(dashed && { dash: [4, 3] }),
      })),
    ],
    hooks: {
      drawClear: [
        (plot) => {
          const { ctx, bbox } = plot;
          if (reached < epochs) {
            const from = plot.valToPos(Math.max(1, reached), 'x', true);
            ctx.fillStyle = token('--sunken');
            ctx.fillRect(from, bbox.top, bbox.left + bbox.width - from, bbox.height);
          }
          if (best === null) return;
          const at = plot.valToPos(best, 'x', true);
          ctx.strokeStyle = token('--accent');
          ctx.setLineDash([6, 4]);
          ctx.beginPath();
          ctx.moveTo(at, bbox.top);
          ctx.lineTo(at, bbox.top + bbox.height);
          ctx.stroke();
          ctx.setLineDash([]);
        },
      ],
    },
  };
}
