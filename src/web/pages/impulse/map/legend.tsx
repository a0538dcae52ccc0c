import { getRouteApi } from '@tanstack/react-router';
import { ClassChip } from '../../../parts/class-chip.tsx';
import classes from './map.module.css';
import type { Points } from './points.ts';

const route = getRouteApi('/signed-in/p/$project/impulse');

interface LegendProps {
  readonly labels: readonly string[];
  readonly points: Points;
  /** The label under the pointer; null: none any more. */
  readonly onLook: (label: string | null) => void;
}

/** What colours and shapes mean; a click leaves the points of a label out, and brings them back. */
export function Legend({ labels, points, onLook }: LegendProps) {
  const { without = [] } = route.useSearch();
  const navigate = route.useNavigate();
  const toggle = (label: string) => {
    const next = without.includes(label)
      ? without.filter((one) => one !== label)
      : [...without, label];
    void navigate({
      search: (now) => ({ ...now, without: next.length > 0 ? next : undefined }),
      replace: true,
    });
  };
  return (
    <div role="group" aria-label="Labels on the map" className={classes.legend}>
      {points.labels.map((label) => (
        <button
          key={label}
          type="button"
          aria-pressed={!without.includes(label)}
          onClick={() => toggle(label)}
          onMouseEnter={() => onLook(without.includes(label) ? null : label)}
          onMouseLeave={() => onLook(null)}
        >
          <ClassChip labels={labels} label={label} />
        </button>
      ))}
    </div>
  );
}
