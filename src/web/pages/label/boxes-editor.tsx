import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { ClassChip } from '../../parts/class-chip.tsx';
import { useKeys } from '../../state/keys.ts';
import type { Sample } from '../../state/queries.ts';
import { fileAddress } from '../../state/samples.ts';
import {
  type Box,
  boxBetween,
  isLarge,
  movedBox,
  resizedBox,
  type Size,
  type SuggestedBox,
} from './boxes.ts';
import { ClassBar } from './class-bar.tsx';
import classes from './label-page.module.css';
import { Suggest } from './suggest.tsx';
import { placeOf, SuggestedBoxes } from './suggested-boxes.tsx';
import { useBoxes } from './use-boxes.ts';
import { usePictureHints } from './use-picture-hints.ts';

interface BoxesEditorProps {
  readonly project: string;
  readonly sample: Sample;
  readonly labels: readonly string[];
}

/** A picture and the boxes in it: drag to draw, drag a box to move it, its corner to resize it. */
export function BoxesEditor({ project, sample, labels }: BoxesEditorProps) {
  const marks = useBoxes(project, sample, labels);
  const { boxes, label, chosen, choose, keep, give, remove } = marks;
  const size = sizeOf(sample);
  const hints = usePictureHints(project, sample, boxes, size);
  const accept = (some: readonly SuggestedBox[]) => {
    if (hints.whole !== null) give(hints.whole);
    else keep([...boxes, ...some.map(({ score: _, ...box }) => box)], 'Taken over.');
  };
  const nudge = (move: typeof movedBox, dx: number, dy: number) =>
    chosen !== null && keep(boxes.with(chosen, move(boxes[chosen]!, dx, dy, size)), 'Moved.');
  useKeys({
    ...Object.fromEntries(labels.slice(0, 9).map((name, i) => [String(i + 1), () => give(name)])),
    Delete: remove,
    Backspace: remove,
    ArrowLeft: () => nudge(movedBox, -1, 0),
    ArrowRight: () => nudge(movedBox, 1, 0),
    ArrowUp: () => nudge(movedBox, 0, -1),
    ArrowDown: () => nudge(movedBox, 0, 1),
    'shift+ArrowLeft': () => nudge(resizedBox, -1, 0),
    'shift+ArrowRight': () => nudge(resizedBox, 1, 0),
    'shift+ArrowUp': () => nudge(resizedBox, 0, -1),
    'shift+ArrowDown': () => nudge(resizedBox, 0, 1),
    Escape: () => choose(null),
    // a box for those who cannot drag; the arrows bring it where it belongs
    b: () => {
      if (label === null) return;
      const { width, height } = size;
      const middle = { label, x: Math.round(width / 4), y: Math.round(height / 4) };
      keep(
        [...boxes, { ...middle, width: Math.round(width / 2), height: Math.round(height / 2) }],
        `Marked ${label}.`,
      );
      choose(boxes.length);
    },
  });
  return (
    <div className={classes.card}>
      <div className={classes.tools}>
        <ClassBar labels={labels} current={label} onChoose={give} />
        <Suggest {...hints} onAccept={() => accept(hints.found)} />
        <Button size="compact-sm" disabled={chosen === null} onClick={remove}>
          Remove
        </Button>
      </div>
      <PictureArea
        address={fileAddress(project, sample.id)}
        name={sample.name}
        size={size}
        labels={labels}
        boxes={boxes}
        suggestions={hints.found}
        chosen={chosen}
        label={label}
        onChoose={choose}
        onAccept={(one) => accept([one])}
        onDraw={(box) => {
          keep([...boxes, box], `Marked ${box.label}.`);
          choose(boxes.length);
        }}
        onChange={(at, box, done) => {
          const next = boxes.with(at, box);
          if (done) keep(next, 'Moved.');
          else marks.show(next);
        }}
      />
      <Hints />
    </div>
  );
}

function Hints() {
  return (
    <p className={classes.hint}>
      <span>
        <kbd>A</kbd> asks the model, and accepts
      </span>
      <span>Drag to draw a box</span>
      <span>
        <kbd>B</kbd> makes one in the middle
      </span>
      <span>
        <kbd>arrows</kbd> move it, with <kbd>Shift</kbd> resize it
      </span>
      <span>
        <kbd>Del</kbd> removes
      </span>
    </p>
  );
}

/** Pictures carry their size where recordings carry a unit: "320 × 240". */
function sizeOf({ axes }: Sample): Size {
  const [width = 1, height = 1] = (axes[0]?.unit ?? '').split('×').map(Number);
  return { width, height };
}

interface PictureAreaProps {
  readonly address: string;
  readonly name: string;
  readonly size: Size;
  readonly labels: readonly string[];
  readonly boxes: readonly Box[];
  readonly suggestions: readonly SuggestedBox[];
  readonly chosen: number | null;
  readonly label: string | null;
  readonly onAccept: (suggestion: SuggestedBox) => void;
  readonly onChoose: (at: number | null) => void;
  readonly onDraw: (box: Box) => void;
  readonly onChange: (at: number, box: Box, done: boolean) => void;
}

type Place = readonly [number, number];
type Drag =
  | { readonly kind: 'draw'; readonly from: Place }
  | {
      readonly kind: 'move' | 'resize';
      readonly from: Place;
      readonly at: number;
      readonly box: Box;
    };

function PictureArea({
  address,
  name,
  size,
  labels,
  boxes,
  suggestions,
  chosen,
  label,
  ...does
}: PictureAreaProps) {
  const place = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [to, setTo] = useState<Place>([0, 0]);
  const pixelOf = (event: { readonly clientX: number; readonly clientY: number }): Place => {
    const { left, top, width, height } = place.current!.getBoundingClientRect();
    return [
      ((event.clientX - left) / width) * size.width,
      ((event.clientY - top) / height) * size.height,
    ];
  };
  const changed = (of: Exclude<Drag, { kind: 'draw' }>, [x, y]: Place) => {
    const how = of.kind === 'move' ? movedBox : resizedBox;
    return how(of.box, x - of.from[0], y - of.from[1], size);
  };
  const shown =
    drag?.kind === 'draw' && label !== null
      ? [...boxes, boxBetween(label, drag.from, to, size)]
      : boxes;
  return (
    <div
      ref={place}
      className={classes.picture}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const { box, grip } = (event.target as HTMLElement).dataset;
        const from = pixelOf(event);
        const at = Number(box ?? grip);
        if (box === undefined && grip === undefined) setDrag({ kind: 'draw', from });
        else setDrag({ kind: grip === undefined ? 'move' : 'resize', from, at, box: boxes[at]! });
        does.onChoose(Number.isNaN(at) ? null : at);
        setTo(from);
      }}
      onPointerMove={(event) => {
        const pixel = pixelOf(event);
        setTo(pixel);
        if (drag && drag.kind !== 'draw') does.onChange(drag.at, changed(drag, pixel), false);
      }}
      onPointerUp={(event) => {
        const pixel = pixelOf(event);
        setDrag(null);
        if (drag?.kind === 'draw') {
          const box = boxBetween(label ?? '', drag.from, pixel, size);
          if (label !== null && isLarge(box)) does.onDraw(box);
        } else if (drag && (pixel[0] !== drag.from[0] || pixel[1] !== drag.from[1])) {
          does.onChange(drag.at, changed(drag, pixel), true);
        }
      }}
    >
      <img src={address} alt={name} draggable={false} />
      <SuggestedBoxes boxes={suggestions} size={size} labels={labels} onAccept={does.onAccept} />
      {shown.map((box, i) => (
        <BoxMark
          key={i}
          box={box}
          at={i}
          size={size}
          labels={labels}
          chosen={i === chosen}
          onChoose={() => does.onChoose(i)}
        />
      ))}
    </div>
  );
}

interface BoxMarkProps {
  readonly box: Box;
  readonly at: number;
  readonly size: Size;
  readonly labels: readonly string[];
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function BoxMark({ box, at, size, labels, chosen, onChoose }: BoxMarkProps) {
  const { label, x, y, width, height } = box;
  return (
    <button
      type="button"
      className={classes.box}
      data-box={at}
      aria-pressed={chosen}
      aria-label={`${label} at ${x}, ${y}, ${width} by ${height}`}
      style={placeOf(box, size, labels)}
      onFocus={onChoose}
    >
      <span>
        <ClassChip labels={labels} label={label} />
      </span>
      {chosen && <span className={classes.grip} data-grip={at} />}
    </button>
  );
}
