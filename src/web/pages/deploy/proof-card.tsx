import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { cores } from '../../../compile/estimate/core.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { JobBar } from '../../parts/job-bar.tsx';
import { Mend } from '../../parts/mend.tsx';
import { kilobytes } from '../../parts/words.ts';
import { buildReport } from '../../state/budget.ts';
import type { JobWatch } from '../../state/job-watch.ts';
import { type Run, runFileAddress, runFileQuery } from '../../state/queries.ts';
import { type Check, checksOf } from './checks.ts';
import classes from './deploy-page.module.css';

interface ProofCardProps {
  readonly project: string;
  readonly run: Run | null;
  readonly watch: JobWatch;
  readonly working: boolean;
}

/** What was checked of a library on an emulated board, line by line, and the library itself. */
export function ProofCard({ project, run, watch, working }: ProofCardProps) {
  const done = run?.state === 'done' ? run : null;
  const { data: report, error } = useQuery(
    runFileQuery(project, done?.id ?? null, 'report.json', buildReport),
  );
  const proven = report?.device.verified ?? false;
  const title = working
    ? 'Building'
    : proven
      ? `Proven on an emulated ${nameOfCore(report!.device.core)}`
      : report
        ? 'Built, not proven'
        : 'Proof';
  return (
    <Card title={title}>
      {working && (
        <div style={{ paddingBottom: 12 }}>
          <JobBar watch={watch} />
        </div>
      )}
      {watch.state === 'failed' && run?.state !== 'done' && (
        <Mend error={watch.error ?? 'The build did not come to its end.'} />
      )}
      {error && <Mend error={error} />}
      {report?.device.why && <Mend error={report.device.why} />}
      <ul className={classes.checks}>
        {checksOf(report ?? null).map((check) => (
          <CheckLine key={check.name} check={check} />
        ))}
      </ul>
      {done && report && <Downloads project={project} run={done} />}
    </Card>
  );
}

/** "Arm Cortex-M4F" of "cortex-m4". */
function nameOfCore(core: string | null): string {
  return Object.values(cores).find(({ id }) => id === core)?.name ?? core ?? 'core';
}

function CheckLine({ check: { name, about, value, state } }: { readonly check: Check }) {
  return (
    <li className={state === 'waiting' ? classes.waiting : ''}>
      <span className={classes[state]}>
        <Icon name={state === 'passed' ? 'check' : state === 'failed' ? 'close' : 'minus'} />
        <span className="unseen">{state}</span>
      </span>
      <span>{name}</span>
      <b>{value}</b>
      <span className={`${classes.about} small muted`}>{about}</span>
    </li>
  );
}

function Downloads({ project, run }: { readonly project: string; readonly run: Run }) {
  const address = (file: string) => runFileAddress(project, run.id, file);
  const zip = run.files.find(({ name }) => name.endsWith('.zip'));
  const others = run.files.filter(({ name }) => name !== zip?.name && name !== 'report.json');
  return (
    <div className={classes.downloads}>
      {zip && (
        <Button
          component="a"
          variant="filled"
          href={address(zip.name)}
          download={zip.name}
          leftSection={<Icon name="download" />}
        >
          Download library
        </Button>
      )}
      <span className="small muted">
        {zip && `${zip.name}, ${kilobytes(zip.bytes)}. `}
        {others.map(({ name }) => (
          <span key={name}>
            <a href={address(name)} target="_blank" rel="noreferrer">
              {name}
            </a>{' '}
          </span>
        ))}
      </span>
    </div>
  );
}
