import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { ClassChip } from '../../parts/class-chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { counted } from '../../parts/words.ts';
import type { Sample } from '../../state/queries.ts';
import { changeSamples, deleteSamples, type SampleChange } from '../../state/samples.ts';
import { tell } from '../../state/tell.tsx';
import classes from './bulk-bar.module.css';
import { WordDialog } from './word-dialog.tsx';

interface BulkBarProps {
  readonly project: string;
  readonly labels: readonly string[];
  readonly chosen: readonly Sample[];
  readonly onDone: () => void;
}

/** In the toolbar's place while several samples are chosen: what can be done to all of them. */
export function BulkBar({ project, labels, chosen, onDone }: BulkBarProps) {
  const [asking, setAsking] = useState<'label' | 'person' | null>(null);
  const many = counted(chosen.length, 'sample');
  const change = (what: SampleChange, said: string) => {
    changeSamples(project, chosen, what, said).then(onDone, tell.error);
  };
  return (
    <div className={classes.bar} role="toolbar" aria-label="For the chosen samples">
      <b>{chosen.length} chosen</b>
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <Button leftSection={<Icon name="tag" />}>Label</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {labels.map((label) => (
            <Menu.Item key={label} onClick={() => change({ label }, `${many} labelled ${label}.`)}>
              <ClassChip labels={labels} label={label} />
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setAsking('label')}>Another label …</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => change({ label: null }, `${many} without a label now.`)}>
            No label
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <Button leftSection={<Icon name="split" />}>Move</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['train', 'validation', 'test'] as const).map((part) => (
            <Menu.Item key={part} onClick={() => change({ part }, `${many} moved to ${part}.`)}>
              To {part}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => change({ part: null }, `${many} left to the training.`)}>
            Let each training decide
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button leftSection={<Icon name="person" />} onClick={() => setAsking('person')}>
        Group
      </Button>
      <Button
        onClick={() =>
          change(
            { enabled: !chosen.every(({ enabled }) => enabled) },
            `${many} ${chosen.every(({ enabled }) => enabled) ? 'left out of training' : 'taken into training'}.`,
          )
        }
      >
        {chosen.every(({ enabled }) => enabled) ? 'Leave out' : 'Take in'}
      </Button>
      <Button
        leftSection={<Icon name="trash" />}
        onClick={() => deleteSamples(project, chosen).then(onDone, tell.error)}
      >
        Delete
      </Button>
      <Button variant="subtle" color="gray" className={classes.end!} onClick={onDone}>
        Cancel
      </Button>
      {asking && (
        <WordDialog
          title={asking === 'label' ? 'Label' : 'Person, machine or place'}
          action={`Give to ${many}`}
          onClose={() => setAsking(null)}
          onWord={(word) =>
            asking === 'label'
              ? change({ label: word }, `${many} labelled ${word}.`)
              : change({ group: word }, `${many} belong to ${word}.`)
          }
        />
      )}
    </div>
  );
}
