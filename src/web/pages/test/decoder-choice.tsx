import { NativeSelect } from '@mantine/core';
import type { AboutListening } from '../../live/live-worker.ts';
import { milliseconds, percent } from '../../parts/words.ts';
import classes from './live-card.module.css';

interface DecoderChoiceProps {
  readonly listening: AboutListening;
  /** The place of the setting to try; undefined: that which the library gets. */
  readonly point: number | undefined;
  readonly onChoose: (point: number | undefined) => void;
}

/** By which setting words are told of: a place on the curve of misses against false accepts. */
export function DecoderChoice({ listening, point, onChoose }: DecoderChoiceProps) {
  const { points, chosen } = listening;
  const now = points[point ?? chosen] ?? points[chosen]!;
  return (
    <div className={classes.decoder}>
      <NativeSelect
        size="xs"
        label="Told of when"
        value={String(points.indexOf(now))}
        onChange={(event) => {
          const next = Number(event.currentTarget.value);
          onChoose(next === chosen ? undefined : next);
        }}
        data={points.map((one, i) => ({
          value: String(i),
          label: `${one.falseAcceptsPerHour.toFixed(0)} false accepts an hour, ${percent(one.missed / one.words)} missed${i === chosen ? ', as in the library' : ''}`,
        }))}
      />
      <p className="small muted">
        The mean of the scores over {milliseconds(now.averageMs)} must reach{' '}
        {now.threshold.toFixed(2)}; then {milliseconds(now.suppressionMs)} of silence. Counted on
        training words in a stream.
      </p>
    </div>
  );
}
