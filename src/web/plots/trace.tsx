import { useQuery } from '@tanstack/react-query';
import { isSound } from '../../dsp/sound.ts';
import type { Sample } from '../state/queries.ts';
import { fileAddress, readingsQuery, spectrogramAddress } from '../state/samples.ts';
import { envelopePath } from './envelope-path.ts';
import classes from './trace.module.css';

/** So many stretches fill the width of a small trace. */
const points = 52;
/** More lines than there are colours for would be a knot. */
const axesMost = 3;

interface TraceProps {
  readonly project: string;
  readonly sample: Pick<Sample, 'id' | 'kind' | 'axes' | 'sampleRateHz'>;
  readonly large?: boolean;
}

/**
 * A sample at a glance: the picture, the spectrogram of sound (and its swing, where there is room), or of
 * other readings the first axes as lines without scale. Its name stands beside it.
 */
export function Trace({ project, sample, large = false }: TraceProps) {
  const form = `${classes.trace} ${large ? classes.large : ''}`;
  if (sample.kind === 'picture') {
    return (
      <img
        className={form}
        src={fileAddress(project, sample.id)}
        alt=""
        loading="lazy"
        decoding="async"
      />
    );
  }
  const names = sample.axes.map(({ name }) => name);
  const lines = <SeriesTrace project={project} sample={sample.id} form={form} />;
  if (!isSound(names, sample.sampleRateHz ?? 0)) return lines;
  const mask = `url(${spectrogramAddress(project, sample.id)})`;
  const frequencies = (
    <span className={`${form} ${classes.frequencies}`} style={{ maskImage: mask }} />
  );
  if (!large) return frequencies;
  return (
    <span className={classes.both}>
      {lines}
      {frequencies}
    </span>
  );
}

function SeriesTrace(props: { project: string; sample: string; form: string }) {
  const { data } = useQuery(readingsQuery(props.project, props.sample, points));
  if (!data) return <span className={props.form} />;
  const least = data.least.slice(0, axesMost);
  const largest = data.largest.slice(0, axesMost);
  const range: [number, number] = [Math.min(...least.flat()), Math.max(...largest.flat())];
  return (
    <svg className={props.form} viewBox="0 0 104 26" preserveAspectRatio="none" aria-hidden="true">
      {least.map((row, axis) => (
        <path
          key={axis}
          d={envelopePath(row, largest[axis]!, range, { width: 104, height: 26 })}
          style={{ color: `var(--axis-${axis + 1})` }}
        />
      ))}
    </svg>
  );
}
