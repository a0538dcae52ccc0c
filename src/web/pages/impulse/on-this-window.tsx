import { ActionIcon } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { counted } from '../../parts/words.ts';
import type { Sample } from '../../state/queries.ts';
import { useTokens } from '../../state/tokens.ts';
import type { BlockEffect, SignalEffect } from './effect/signal-worker.ts';
import classes from './impulse-page.module.css';
import { nameOf } from './pipeline.tsx';

interface OnThisWindowProps {
  readonly effect: SignalEffect | null;
  readonly sample: Sample | null;
  /** Asks for the window that begins at this reading. */
  readonly onStart: (reading: number) => void;
}

/** What the impulse makes of one window of a sample, as the device will. */
export function OnThisWindow({ effect, sample, onStart }: OnThisWindowProps) {
  const { windows, at, stride } = effect ?? { windows: 1, at: 0, stride: 1 };
  return (
    <Card
      title="On this window"
      end={
        <>
          <span className="small muted">
            {sample?.name.split('/').at(-1)}, {at + 1} of {counted(windows, 'window')}
          </span>
          <ActionIcon
            aria-label="Window before"
            disabled={at <= 0}
            onClick={() => onStart((at - 1) * stride)}
          >
            <span style={{ transform: 'scaleX(-1)', display: 'grid' }}>
              <Icon name="right" />
            </span>
          </ActionIcon>
          <ActionIcon
            aria-label="Next window"
            disabled={at >= windows - 1}
            onClick={() => onStart((at + 1) * stride)}
          >
            <Icon name="right" />
          </ActionIcon>
        </>
      }
    >
      {effect && (
        <div className="stack">
          <div>
            <h3>Raw</h3>
            <RawWindow effect={effect} sample={sample} />
          </div>
          {effect.blocks.map((made, i) => (
            <div key={i}>
              <h3>
                {nameOf(made.block.kind)}, {counted(made.values.length, 'feature')}
              </h3>
              {made.shape.length === 2 ? <Picture made={made} /> : <Bars made={made} />}
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}

interface RawWindowProps {
  readonly effect: SignalEffect;
  /** Knows the units of the axes. */
  readonly sample: Sample | null;
}

const rawHeight = 150;

/** Axes of one unit share a lane and its scale. */
function RawWindow({ effect: { window, signal }, sample }: RawWindowProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { token } = useTokens();
  useEffect(() => {
    const place = canvas.current;
    if (!place) return;
    const width = place.clientWidth;
    place.width = width * devicePixelRatio;
    place.height = rawHeight * devicePixelRatio;
    const context = place.getContext('2d')!;
    context.scale(devicePixelRatio, devicePixelRatio);
    const unitOf = (axis: number) => sample?.axes[axis]?.unit;
    const lanes = [...Map.groupBy(signal.axes.keys(), unitOf).values()];
    const height = rawHeight / lanes.length;
    for (const [lane, axes] of lanes.entries()) {
      const valuesOf = (axis: number) => window.filter((_, i) => i % signal.axes.length === axis);
      const lines = axes.map(valuesOf);
      const low = Math.min(...lines.map((values) => values.reduce((a, b) => Math.min(a, b))));
      const high = Math.max(...lines.map((values) => values.reduce((a, b) => Math.max(a, b))));
      for (const [place, values] of lines.entries()) {
        context.strokeStyle = token(`--axis-${(place % 3) + 1}`);
        context.beginPath();
        for (const [i, value] of values.entries()) {
          const x = (i / Math.max(1, values.length - 1)) * width;
          const up = ((value - low) / (high - low || 1)) * (height - 8);
          context.lineTo(x, (lane + 1) * height - 4 - up);
        }
        context.stroke();
      }
    }
  }, [window, signal, sample, token]);
  return (
    <canvas
      ref={canvas}
      style={{ display: 'block', width: '100%', height: rawHeight }}
      role="img"
      aria-label={`${signal.axes.join(', ')} of this window`}
    />
  );
}

/** More bars than this are narrower than can be seen. */
const barsMost = 400;

function Bars({ made: { values, names } }: { readonly made: BlockEffect }) {
  const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9);
  const shown = values.length > barsMost ? values.slice(0, barsMost) : values;
  return (
    <>
      <div className={classes.bars} role="img" aria-label={`${values.length} features as bars`}>
        {Array.from(shown, (value, i) => (
          <i
            key={i}
            title={`${names[i] ?? `feature ${i + 1}`}: ${value.toPrecision(4)}`}
            data-up={value >= 0 || undefined}
            data-down={value < 0 || undefined}
            style={{ '--size': `${(50 * Math.abs(value)) / most}%` } as React.CSSProperties}
          />
        ))}
      </div>
      {shown.length < values.length && (
        <p className="small faint">
          the first {barsMost} of {values.length}
        </p>
      )}
    </>
  );
}

function Picture({ made: { values, shape } }: { readonly made: BlockEffect }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { token } = useTokens();
  const [frames = 1, bands = 1] = shape;
  useEffect(() => {
    const place = canvas.current;
    if (!place) return;
    place.width = frames;
    place.height = bands;
    const context = place.getContext('2d')!;
    const low = values.reduce((a, b) => Math.min(a, b));
    const span = values.reduce((a, b) => Math.max(a, b)) - low || 1;
    context.fillStyle = token('--sunken');
    context.fillRect(0, 0, frames, bands);
    context.fillStyle = token('--axis-2');
    for (let frame = 0; frame < frames; frame++) {
      for (let band = 0; band < bands; band++) {
        context.globalAlpha = (values[frame * bands + band]! - low) / span;
        context.fillRect(frame, bands - 1 - band, 1, 1);
      }
    }
  }, [values, frames, bands, token]);
  return (
    <canvas
      ref={canvas}
      className={classes.image}
      role="img"
      aria-label={`${frames} frames of ${bands} bands`}
    />
  );
}
