import { ActionIcon } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { counted } from '../../parts/words.ts';
import { Lanes } from '../../plots/signal-lanes.tsx';
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
            {sample && <RawWindow effect={effect} sample={sample} />}
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
  readonly sample: Sample;
}

/** The readings that the device will see, which may be at another rate than the sample's. */
function RawWindow({ effect: { window, signal, at, stride }, sample }: RawWindowProps) {
  const { readings, range } = useMemo(() => {
    const axes = signal.axes.map((_, axis) =>
      Array.from(window.filter((_, i) => i % signal.axes.length === axis)),
    );
    const scale = (sample.sampleRateHz ?? signal.sampleRateHz) / signal.sampleRateHz;
    const from = at * stride * scale;
    const range = { from, to: from + signal.length * scale };
    return { readings: { ...range, least: axes, largest: axes }, range };
  }, [window, signal, at, stride, sample]);
  return <Lanes sample={sample} readings={readings} range={range} height={rawHeight} />;
}

const rawHeight = 150;

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
