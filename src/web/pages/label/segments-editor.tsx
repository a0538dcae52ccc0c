import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { counted, percent } from '../../parts/words.ts';
import { Spectrogram } from '../../plots/spectrogram.tsx';
import { around, panned, ticksOf, type ViewRange, zoomed } from '../../plots/view-range.ts';
import { useKeys } from '../../state/keys.ts';
import type { Sample } from '../../state/queries.ts';
import { fileAddress } from '../../state/samples.ts';
import { ClassBar } from './class-bar.tsx';
import { CutMenu } from './cut-menu.tsx';
import classes from './label-page.module.css';
import { SegmentLane } from './segment-lane.tsx';
import { SegmentTable } from './segment-table.tsx';
import { type Suggestion, suggestionsOf, wholeOf, within } from './segments.ts';
import { SignalArea } from './signal-area.tsx';
import { Suggest } from './suggest.tsx';
import { useAsked } from './use-asked.ts';
import { useJudged } from './use-judged.ts';
import { usePlayback } from './use-playback.ts';
import { useSegments } from './use-segments.ts';
import { WholeView } from './whole-view.tsx';

const route = getRouteApi('/signed-in/p/$project/label');

interface SegmentsEditorProps {
  readonly project: string;
  readonly sample: Sample;
  readonly labels: readonly string[];
}

/** A recording, the stretches that are marked in it, and everything one does to them. */
export function SegmentsEditor({ project, sample, labels }: SegmentsEditorProps) {
  const { length } = sample;
  const [range, setRange] = useRange(length);
  const [cursor, setCursor] = useState<number | null>(null);
  const marks = useSegments(project, sample, labels);
  const { segments, chosen, label } = marks;
  const hints = useStretchHints(project, sample, marks);
  const play = usePlayback(project, sample, range, setCursor);
  useEditorKeys({ labels, marks, range, setRange, cursor, setCursor, play, length });
  const view = { project, sample, labels, segments, range, chosen };
  return (
    <div>
      <div className={classes.card}>
        <div className={classes.tools}>
          <ClassBar labels={labels} current={label} onChoose={marks.give} />
          <Suggest {...hints} onAccept={() => hints.accept(hints.found)} />
          <Button
            size="compact-sm"
            leftSection={<Icon name="split" />}
            onClick={() => marks.split(cursor)}
          >
            Split
          </Button>
          <CutMenu {...view} cursor={cursor} />
          <Button size="compact-sm" onClick={() => setRange({ from: 0, to: length })}>
            Fit
          </Button>
          {play && (
            <Button size="compact-sm" leftSection={<Icon name="play" />} onClick={play}>
              Play
            </Button>
          )}
        </div>
        <div className={classes.lanes}>
          <WholeView {...view} onRange={setRange} />
          <SignalArea
            {...view}
            cursor={cursor}
            label={label}
            onCursor={setCursor}
            onRange={setRange}
            onMark={marks.mark}
            onChoose={marks.choose}
            onEdge={marks.moveEdge}
          />
          <Ticks range={range} rate={sample.sampleRateHz ?? 1} />
          <SegmentLane
            {...view}
            suggestions={hints.found}
            onChoose={marks.choose}
            onAccept={(one) => hints.accept([one])}
          />
          <Spectrogram address={fileAddress(project, sample.id)} range={range} />
        </div>
        <Hints />
      </div>
      <SegmentTable {...view} onChoose={marks.choose} onRemove={marks.remove} />
    </div>
  );
}

/** What the model hears in the recording and nobody has marked: stretches, or one label for all of it. */
function useStretchHints(project: string, sample: Sample, marks: ReturnType<typeof useSegments>) {
  const { asked, onAsk } = useAsked();
  const judging = useJudged(project, sample, asked);
  const { segments } = marks;
  const { judged } = judging;
  const heard =
    judged?.kind === 'windows'
      ? suggestionsOf(judged.windows, judged.length, judged.stride, segments)
      : [];
  const whole = segments.length === 0 ? wholeOf(heard, sample.length) : null;
  const found = whole && whole.label === sample.label ? [] : heard;
  const accept = (some: readonly Suggestion[]) => {
    if (whole) marks.give(whole.label);
    else
      marks.take(some.map(({ start, end, label }) => within({ start, end, label }, sample.length)));
  };
  const offer =
    found.length === 0
      ? null
      : whole
        ? `Accept ${whole.label}, ${percent(whole.score)}`
        : `Accept ${counted(found.length, 'suggestion')}`;
  return { judging, asked, onAsk, offer, found, accept };
}

/** The stretch on the screen stands in the address. */
function useRange(length: number): [ViewRange, (range: ViewRange) => void] {
  const { from = 0, to = length } = route.useSearch();
  const navigate = route.useNavigate();
  const range = { from: Math.max(0, Math.min(from, length - 1)), to: Math.min(length, to) };
  return [
    range,
    (next) => {
      const whole = next.from === 0 && next.to === length;
      void navigate({
        search: ({ from: _, to: __, ...now }) => (whole ? now : { ...now, ...next }),
        replace: true,
      });
    },
  ];
}

interface EditorKeys {
  readonly labels: readonly string[];
  readonly marks: ReturnType<typeof useSegments>;
  readonly range: ViewRange;
  readonly setRange: (range: ViewRange) => void;
  readonly cursor: number | null;
  readonly setCursor: (reading: number) => void;
  readonly play: (() => void) | null;
  readonly length: number;
}

function useEditorKeys(of: EditorKeys): void {
  const { labels, marks, range, setRange, cursor, setCursor, play, length } = of;
  const { segments, chosen, label } = marks;
  const span = range.to - range.from;
  const step = Math.max(1, Math.round(span / 200));
  const place = cursor ?? range.from;
  const move = (by: number) => {
    if (chosen === null) setCursor(Math.max(0, Math.min(length, place + by)));
    else marks.moveEdge(chosen, 'end', segments[chosen]!.end + by, true);
  };
  const zoom = (factor: number) =>
    setRange(zoomed(range, factor, cursor ?? range.from + span / 2, length));
  useKeys({
    ...Object.fromEntries(
      labels.slice(0, 9).map((name, i) => [String(i + 1), () => marks.give(name)]),
    ),
    Delete: marks.remove,
    Backspace: marks.remove,
    s: () => marks.split(cursor),
    ' ': () => play?.(),
    ArrowLeft: () => move(-step),
    ArrowRight: () => move(step),
    'shift+ArrowRight': () => {
      const end = Math.min(length, place + 20 * step);
      if (label !== null && end > place) marks.mark({ start: place, end, label });
    },
    '+': () => zoom(0.5),
    '=': () => zoom(0.5),
    '-': () => zoom(2),
    PageDown: () => setRange(panned(range, 0.8 * span, length)),
    PageUp: () => setRange(panned(range, -0.8 * span, length)),
    f: () => {
      const one = chosen === null ? null : segments[chosen];
      setRange(one ? around(one.start, one.end, length) : { from: 0, to: length });
    },
    Escape: () => marks.choose(null),
  });
}

function Ticks({ range, rate }: { readonly range: ViewRange; readonly rate: number }) {
  const [from, to] = [range.from / rate, range.to / rate];
  return (
    <div className={classes.ticks} aria-hidden="true">
      {ticksOf(from, to, 8).map((tick) => (
        <span key={tick} style={{ left: `${(100 * (tick - from)) / (to - from)}%` }}>
          {tick} s
        </span>
      ))}
    </div>
  );
}

function Hints() {
  return (
    <p className={classes.hint}>
      <span>Drag to mark</span>
      <span>
        <kbd>1</kbd> to <kbd>9</kbd> label
      </span>
      <span>
        <kbd>←</kbd> <kbd>→</kbd> cursor, or the end of the chosen
      </span>
      <span>
        <kbd>Shift</kbd> <kbd>→</kbd> marks from the cursor
      </span>
      <span>
        <kbd>C</kbd> crops
      </span>
      <span>
        <kbd>+</kbd> <kbd>−</kbd> zoom, <kbd>F</kbd> fit
      </span>
      <span>
        <kbd>A</kbd> asks the model, and accepts
      </span>
      <span>
        <kbd>Del</kbd> removes
      </span>
    </p>
  );
}
