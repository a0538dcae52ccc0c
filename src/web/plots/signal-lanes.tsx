import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { Sample } from '../state/queries.ts';
import { readingsQuery } from '../state/samples.ts';
import { useTokens } from '../state/tokens.ts';
import { axisToken } from './series-plot.tsx';
import classes from './signal-lanes.module.css';
import type { ViewRange } from './view-range.ts';

interface SignalLanesProps {
  readonly project: string;
  readonly sample: Sample;
  readonly range: ViewRange;
  /** Pixels of all lanes together. */
  readonly height: number;
}

/** So many stretches of readings are drawn across: about one for each pixel. */
const stretches = 1000;

/** A stretch of a recording, as the server has it. */
export function SignalLanes({ project, sample, range, height }: SignalLanesProps) {
  const { data } = useQuery({
    ...readingsQuery(project, sample.id, stretches, { from: range.from, to: range.to }),
    placeholderData: keepPreviousData,
  });
  return <Lanes sample={sample} readings={data} range={range} height={height} />;
}

interface LanesProps extends Omit<SignalLanesProps, 'project'> {
  readonly readings: Readings | undefined;
}

/** Axes of one unit share a lane, each lane its own scale. */
export function Lanes({ sample, readings, range, height }: LanesProps) {
  const lanes = useMemo(
    () => [...Map.groupBy(sample.axes.keys(), (axis) => sample.axes[axis]!.unit).values()],
    [sample],
  );
  const each = Math.floor(height / lanes.length);
  return (
    <div className={classes.lanes}>
      {lanes.map((axes) => (
        <Lane
          key={axes[0]}
          sample={sample}
          axes={axes}
          readings={readings}
          range={range}
          height={each}
        />
      ))}
    </div>
  );
}

interface LaneProps {
  readonly sample: Sample;
  readonly axes: readonly number[];
  readonly readings: Readings | undefined;
  readonly range: ViewRange;
  readonly height: number;
}

interface Readings {
  readonly from: number;
  readonly to: number;
  /** [axis][stretch] */
  readonly least: readonly (readonly number[])[];
  readonly largest: readonly (readonly number[])[];
}

function Lane({ sample, axes, readings, range, height }: LaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { token } = useTokens();
  useEffect(() => {
    const place = canvas.current;
    if (!place || !readings) return;
    const draw = () => drawLane(place, { axes, readings, range, height, token });
    const resized = new ResizeObserver(draw);
    resized.observe(place);
    return () => resized.disconnect();
  }, [axes, readings, range, height, token]);
  const named = axes.map((axis) => sample.axes[axis]!.name).join(', ');
  const [from, to] = [range.from, range.to].map((at) =>
    (at / (sample.sampleRateHz ?? 1)).toFixed(2),
  );
  return (
    <canvas
      ref={canvas}
      className={classes.canvas}
      style={{ height }}
      role="img"
      aria-label={`${named} from ${from} to ${to} seconds`}
    />
  );
}

interface Looks {
  readonly axes: readonly number[];
  readonly readings: Readings;
  readonly range: ViewRange;
  readonly height: number;
  readonly token: (name: string) => string;
}

function drawLane(place: HTMLCanvasElement, { axes, readings, range, height, token }: Looks): void {
  const width = place.clientWidth;
  const scale = devicePixelRatio;
  place.width = width * scale;
  place.height = height * scale;
  const context = place.getContext('2d')!;
  context.scale(scale, scale);
  const low = Math.min(...axes.flatMap((axis) => readings.least[axis]!));
  const high = Math.max(...axes.flatMap((axis) => readings.largest[axis]!));
  const y = (value: number) => height - 6 - ((value - low) / (high - low || 1)) * (height - 12);
  // what was asked for may still be on its way: what is there is drawn where it belongs
  const x = (at: number) => ((at - range.from) / (range.to - range.from)) * width;
  if (low < 0 && high > 0) {
    context.strokeStyle = token('--line');
    context.beginPath();
    context.moveTo(0, y(0));
    context.lineTo(width, y(0));
    context.stroke();
  }
  context.lineWidth = 1.25;
  context.lineJoin = 'round';
  for (const [place, axis] of axes.entries()) {
    const least = readings.least[axis]!;
    const largest = readings.largest[axis]!;
    const step = (readings.to - readings.from) / least.length;
    context.strokeStyle = token(axisToken(place));
    context.beginPath();
    for (const [i, value] of least.entries()) {
      const at = x(readings.from + (i + 0.5) * step);
      const [first, second] = i % 2 === 0 ? [value, largest[i]!] : [largest[i]!, value];
      context.lineTo(at, y(first));
      if (first !== second) context.lineTo(at, y(second));
    }
    context.stroke();
  }
}
