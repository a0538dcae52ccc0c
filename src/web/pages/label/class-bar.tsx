import { ActionIcon } from '@mantine/core';
import { useState } from 'react';
import { ClassChip } from '../../parts/class-chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { WordDialog } from '../data/word-dialog.tsx';
import classes from './label-page.module.css';

interface ClassBarProps {
  readonly labels: readonly string[];
  readonly current: string | null;
  readonly onChoose: (label: string) => void;
}

/** The labels with their keys, and a place for a new one. */
export function ClassBar({ labels, current, onChoose }: ClassBarProps) {
  const [asking, setAsking] = useState(false);
  return (
    <div className={classes.classes} role="group" aria-label="Label">
      {labels.map((label, i) => (
        <button
          key={label}
          type="button"
          className={classes.class}
          aria-pressed={label === current}
          onClick={() => onChoose(label)}
        >
          <ClassChip labels={labels} label={label} />
          {i < 9 && <kbd>{i + 1}</kbd>}
        </button>
      ))}
      <ActionIcon size={30} aria-label="New label" onClick={() => setAsking(true)}>
        <Icon name="add" />
      </ActionIcon>
      {asking && (
        <WordDialog
          title="New label"
          action="Take it"
          onWord={onChoose}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
