import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Sample } from '../state/queries.ts';
import { readingsQuery } from '../state/samples.ts';
import { useTokens } from '../state/tokens.ts';
import classes from './series-plot.module.css';

interface SeriesPlotProps {
  readonly project: string;
  readonly sample: Sample;
  readonly height?: number;
  /** A stretch to mark, in readings. */
  readonly window?: { readonly start: number; readonly length: number } | null;
}

/** A whole recording, one line an axis, over seconds; axes of different units have plots of their own. */
export function SeriesPlot({ project, sample, height = 200, window: marked }: SeriesPlotProps) {
  const { data } = useQuery(readingsQuery(project, sample.id, 600));
  const groups = useMemo(
    () => [...Map.groupBy(sample.axes.keys(), (axis) => sample.axes[axis]!.unit).values()],
    [sample],
  );
  const each = Math.max(88, Math.round(height / groups.length));
  return (
    <div className={classes.groups}>
      {groups.map((axes) => (
        <UnitPlot
          key={axes[0]}
          sample={sample}
          axes={axes}
          readings={data}
          height={each}
          marked={marked ?? null}
        />
      ))}
    </div>
  );
}

interface UnitPlotProps {
  readonly sample: Sample;
  /** Places of the axes that share a unit. */
  readonly axes: readonly number[];
  readonly readings: Readings | undefined;
  readonly height: number;
  readonly marked: Marked;
}

function UnitPlot({ sample, axes, readings, height, marked }: UnitPlotProps) {
  const { token } = useTokens();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!readings || !place.current) return;
    const box = place.current;
    const plot = new uPlot(
      optionsFor({ sample, axes, marked, token }, { width: box.clientWidth, height }),
      alignedData(readings, axes, sample.sampleRateHz ?? 1),
      box,
    );
    const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }));
    resized.observe(box);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [readings, sample, axes, height, token, marked]);
  const named = axes.map((axis) => sample.axes[axis]!);
  return (
    <figure className={classes.figure}>
      <div
        ref={place}
        style={{ height }}
        role="img"
        aria-label={`${named.map(({ name }) => name).join(', ')} over ${sample.seconds.toFixed(1)} seconds`}
      />
      <figcaption className={classes.legend}>
        {named.map(({ name, unit }, place) => (
          <span key={name}>
            <i style={{ borderColor: `var(${axisToken(place)})` }} />
            {name}
            {unit && ` (${unit})`}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

export const axisToken = (axis: number): string => `--axis-${(axis % 3) + 1}`;

type Marked = { readonly start: number; readonly length: number } | null;
type Readings = { readonly from: number; readonly to: number } & Readonly<
  Record<'least' | 'largest', readonly (readonly number[])[]>
>;

/** Each stretch becomes two points, its least and its largest value. */
function alignedData(
  { from, to, least, largest }: Readings,
  axes: readonly number[],
  rate: number,
): uPlot.AlignedData {
  const stretches = least[0]?.length ?? 0;
  const step = (to - from) / Math.max(1, stretches);
  const x = Array.from({ length: 2 * stretches }, (_, i) => (from + (i / 2) * step) / rate);
  return [
    x,
    ...axes.map((axis) =>
      least[axis]!.flatMap((value, i) => {
        const other = largest[axis]![i]!;
        return i % 2 === 0 ? [value, other] : [other, value];
      }),
    ),
  ];
}

interface Looks {
  readonly sample: Sample;
  readonly axes: readonly number[];
  readonly marked: Marked;
  readonly token: (name: string) => string;
}

function optionsFor(
  { sample, axes, marked, token }: Looks,
  size: { readonly width: number; readonly height: number },
): uPlot.Options {
  const axis = { stroke: token('--faint'), font: '11px system-ui', ticks: { show: false } };
  const grid = { stroke: token('--line'), width: 1 };
  const rate = sample.sampleRateHz ?? 1;
  return {
    ...size,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: false } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        values: (_, ticks) => ticks.map((t) => `${t} s`),
      },
      { ...axis, grid, size: 42 },
    ],
    series: [
      {},
      ...axes.map((place, index) => ({
        label: sample.axes[place]!.name,
        stroke: token(axisToken(index)),
        width: 1.25,
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [
        (plot) => {
          if (!marked) return;
          const from = plot.valToPos(marked.start / rate, 'x', true);
          const to = plot.valToPos((marked.start + marked.length) / rate, 'x', true);
          plot.ctx.fillStyle = token('--accent-soft');
          plot.ctx.fillRect(from, plot.bbox.top, to - from, plot.bbox.height);
        },
      ],
    },
  };
}
