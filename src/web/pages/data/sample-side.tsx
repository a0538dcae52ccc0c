import { ActionIcon, Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { ClassChip } from '../../parts/class-chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { count } from '../../parts/words.ts';
import { SeriesPlot } from '../../plots/series-plot.tsx';
import type { Sample } from '../../state/queries.ts';
import { changeSamples, deleteSamples, fileAddress } from '../../state/samples.ts';
import { tell } from '../../state/tell.tsx';
import { shortName } from './sample-list.ts';
import classes from './sample-side.module.css';

interface SampleSideProps {
  readonly project: string;
  readonly labels: readonly string[];
  readonly sample: Sample;
}

/** The selected sample: its signal or picture, and what is known of it. */
export function SampleSide({ project, labels, sample }: SampleSideProps) {
  const name = shortName(sample);
  const known = Object.entries(sample.metadata);
  return (
    <Card
      title={<h2 className="ellipsis">{name}</h2>}
      end={
        <>
          <SampleMenu project={project} labels={labels} sample={sample} />
          <Button
            size="compact-sm"
            component="a"
            renderRoot={(props) => (
              <Link
                to="/p/$project/label"
                params={{ project }}
                search={{ sample: sample.id }}
                {...props}
              />
            )}
          >
            Label
          </Button>
        </>
      }
    >
      {sample.kind === 'picture' ? (
        <img className={classes.picture} src={fileAddress(project, sample.id)} alt={sample.name} />
      ) : (
        <SeriesPlot project={project} sample={sample} height={176} />
      )}
      <p className={`${classes.fact} small muted`}>
        {sample.sampleRateHz === null
          ? sample.axes[0]?.unit
          : `${count(sample.length)} readings at ${sample.sampleRateHz.toLocaleString('en')} Hz`}
        {!sample.enabled && ', left out of training'}
      </p>
      {sample.notes.map((note) => (
        <p key={note} className={`${classes.note} small`}>
          {note}
        </p>
      ))}
      {known.length > 0 && (
        <dl className={`${classes.known} small`}>
          {known.map(([key, value]) => (
            <div key={key}>
              <dt className="muted">{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {sample.kind === 'series' && sample.axes.length === 1 && sample.name.endsWith('.wav') && (
        <audio
          className={classes.sound}
          controls
          preload="none"
          src={fileAddress(project, sample.id)}
        />
      )}
    </Card>
  );
}

function SampleMenu({ project, labels, sample }: SampleSideProps) {
  const name = shortName(sample);
  const one = [sample];
  const change = (what: Parameters<typeof changeSamples>[2], said: string) =>
    void changeSamples(project, one, what, said).catch(tell.error);
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={`More for ${name}`}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {labels.map((label) => (
          <Menu.Item key={label} onClick={() => change({ label }, `${name} is ${label} now.`)}>
            <ClassChip labels={labels} label={label} />
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          onClick={() =>
            change(
              { enabled: !sample.enabled },
              sample.enabled ? `${name} is left out.` : `${name} is in again.`,
            )
          }
        >
          {sample.enabled ? 'Leave out of training' : 'Take into training'}
        </Menu.Item>
        <Menu.Item component="a" href={fileAddress(project, sample.id)} download>
          Download
        </Menu.Item>
        <Menu.Item onClick={() => void deleteSamples(project, one).catch(tell.error)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
