import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { boards } from '../../../compile/estimate/board.ts';
import { ago, count, counted, percent } from '../../parts/words.ts';
import { Trace } from '../../plots/trace.tsx';
import { SmallThread } from '../../shell/stage-thread.tsx';
import { stageFacts } from '../../shell/stages.ts';
import { client } from '../../state/client.ts';
import { type Overview, overviewQuery, type Project } from '../../state/queries.ts';

/** One project: what its data look like, how far it has come, and what came of it. */
export function ProjectRow({ project }: { readonly project: Project }) {
  const { data: overview } = useQuery(overviewQuery(project.id));
  const { data: first } = useQuery({
    queryKey: [project.id, 'first-sample'],
    enabled: project.samples > 0,
    queryFn: () =>
      client.listSamples({ params: { project: project.id }, query: { limit: 1, order: 'desc' } }),
  });
  const sample = first?.items[0];
  const done = (kind: 'test' | 'training') =>
    overview?.stages.find((stage) => stage.kind === kind)?.done?.accuracy;
  const accuracy = done('test') ?? done('training');
  const changed = Math.max(
    project.createdAt,
    overview?.changedAt ?? 0,
    ...(overview?.stages.map(({ newest }) => newest?.createdAt ?? 0) ?? []),
  );
  return (
    <tr>
      <td>{sample && <Trace project={project.id} sample={sample} />}</td>
      <td>
        <Link to="/p/$project/data" params={{ project: project.id }}>
          {project.name}
        </Link>
        <small>{overview && aboutData(overview)}</small>
      </td>
      <td>{overview && <SmallThread facts={stageFacts(overview)} />}</td>
      <td className="number">
        {accuracy ? (
          <b>{percent(accuracy.int8 ?? accuracy.float)}</b>
        ) : (
          <span className="muted">none yet</span>
        )}
      </td>
      <td>{boards.find(({ id }) => id === project.settings.board)?.name}</td>
      <td className="number muted">{ago(changed, Date.now())}</td>
    </tr>
  );
}

/** "6 axes at 100 Hz, 5 labels". */
function aboutData({ signal, labels, samples }: Overview): string {
  if (!signal) return 'no data yet';
  const classes = labels.length > 0 ? `, ${counted(labels.length, 'label')}` : '';
  if (signal.kind === 'picture') return `${count(samples)} pictures${classes}`;
  const axes = counted(signal.axes.length, 'axis', 'axes');
  return `${axes} at ${(signal.sampleRateHz ?? 0).toLocaleString('en')} Hz${classes}`;
}
