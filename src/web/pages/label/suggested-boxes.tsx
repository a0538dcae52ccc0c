import { ClassChip, classIndex, classToken } from '../../parts/class-chip.tsx';
import { percent } from '../../parts/words.ts';
import type { Box, Size, SuggestedBox } from './boxes.ts';
import classes from './label-page.module.css';

interface SuggestedBoxesProps {
  readonly boxes: readonly SuggestedBox[];
  readonly size: Size;
  readonly labels: readonly string[];
  readonly onAccept: (box: SuggestedBox) => void;
}

/** What a model has found in a picture, hatched; each is accepted by itself. */
export function SuggestedBoxes({ boxes, size, labels, onAccept }: SuggestedBoxesProps) {
  return boxes.map((one) => (
    <button
      key={`${one.x} ${one.y} ${one.label}`}
      type="button"
      className={`${classes.box} ${classes.suggestedBox}`}
      aria-label={`${one.label}, ${percent(one.score)}, at ${one.x}, ${one.y}: suggested, press to accept`}
      style={placeOf(one, size, labels)}
      // the picture would begin to draw
      onPointerDown={(event) => event.stopPropagation()}
      onClick={() => onAccept(one)}
    >
      <span>
        <ClassChip labels={labels} label={one.label} /> {percent(one.score)}
      </span>
    </button>
  ));
}

/** Where a box lies over its picture, and its label's colour. */
export function placeOf(
  { label, x, y, width, height }: Box,
  size: Size,
  labels: readonly string[],
): React.CSSProperties {
  return {
    left: `${(100 * x) / size.width}%`,
    top: `${(100 * y) / size.height}%`,
    width: `${(100 * width) / size.width}%`,
    height: `${(100 * height) / size.height}%`,
    '--class': `var(${classToken(classIndex(labels, label))})`,
  } as React.CSSProperties;
}
