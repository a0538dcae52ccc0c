import { Checkbox } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { ClassChip } from '../../parts/class-chip.tsx';
import { duration } from '../../parts/words.ts';
import { Trace } from '../../plots/trace.tsx';
import { useMore } from '../../state/use-more.ts';
import classes from './sample-grid.module.css';
import { type SampleList, shortName } from './sample-list.ts';

const tileWidth = 168;
const tileHeight = 148;

/** Samples as pictures side by side; only what can be seen is there. */
export function SampleGrid(list: SampleList) {
  const { project, labels, rows, current, chosen, show, toggle } = list;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const scroller = useRef<HTMLDivElement | null>(null);
  const across = Math.max(1, Math.floor(width / tileWidth));
  const virtual = useVirtualizer({
    count: Math.ceil(rows.length / across),
    getScrollElement: () => scroller.current,
    estimateSize: () => tileHeight,
    overscan: 3,
  });
  const lines = virtual.getVirtualItems();
  useMore(list.query, list.rows.length, ((lines.at(-1)?.index ?? 0) + 1) * across);
  return (
    <div
      className={classes.scroller}
      ref={(place) => {
        scroller.current = place;
        ref(place);
      }}
      tabIndex={0}
      role="region"
      aria-label="Samples as pictures"
    >
      <ul className={classes.lines} style={{ height: virtual.getTotalSize() }}>
        {lines.flatMap(({ index, start }) =>
          rows.slice(index * across, (index + 1) * across).map((sample, column) => (
            <li
              key={sample.id}
              className={classes.tile}
              style={{
                transform: `translate(${(column * width) / across}px, ${start}px)`,
                width: width / across,
                height: tileHeight,
              }}
              data-current={sample.id === current?.id || undefined}
            >
              <Trace project={project} sample={sample} large />
              <button type="button" onClick={() => show(sample.id)} title={sample.name}>
                {shortName(sample)}
              </button>
              <span className="row">
                <ClassChip labels={labels} label={sample.label} />
                <span className={`${classes.length} small faint`}>
                  {sample.kind === 'series' && duration(sample.seconds)}
                </span>
              </span>
              <Checkbox
                size="xs"
                className={classes.choice!}
                aria-label={`Choose ${shortName(sample)}`}
                checked={chosen.has(sample.id)}
                onChange={() => toggle(sample)}
              />
            </li>
          )),
        )}
      </ul>
    </div>
  );
}
