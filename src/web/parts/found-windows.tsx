import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import {
  type Answered,
  best,
  type Counted,
  mislabelled,
  ofCell,
  surestMistakes,
  worst,
} from './answers.ts';
import classes from './found-windows.module.css';
import type { GroupChoice } from './groups.ts';
import { WindowList } from './window-list.tsx';
import { count, counted } from './words.ts';

interface FoundWindowsProps {
  readonly project: string;
  /** Of the project, in the order of their colours. */
  readonly classes: readonly string[];
  /** What the model knows. */
  readonly labels: readonly string[];
  /** Of the chosen group, or all. */
  readonly windows: readonly Answered[];
  /** Of the confusion matrix, where its windows alone are wanted. */
  readonly cell: { readonly truth: number; readonly answer: number } | null;
  readonly group: GroupChoice;
  /** What is answered to: windows, unless told. */
  readonly counted?: Counted;
}

const lists = {
  mistakes: { name: 'Surely wrong', of: surestMistakes },
  labels: { name: 'Label wrong?', of: mislabelled },
  worst: { name: 'Worst', of: worst },
  best: { name: 'Best', of: best },
} as const;
type List = keyof typeof lists;

/** Windows to look at: those of a cell, or those that tell most about a model and its data. */
export function FoundWindows(props: FoundWindowsProps) {
  const { project, classes: all, labels, windows, cell, group, counted: of = 'windows' } = props;
  const one = of.slice(0, -1);
  const [list, setList] = useState<List>('mistakes');
  const shown = cell ? ofCell(windows, cell) : lists[list].of(windows);
  const wrong = windows.filter(({ label, answer }) => label !== answer).length;
  return (
    <div className={classes.windows}>
      <div className="row wrap">
        <span className={classes.said}>
          {cell
            ? `${labels[cell.truth]} answered ${labels[cell.answer]}: ${counted(shown.length, one)}`
            : `wrong ${count(wrong)} of ${counted(windows.length, one)}`}
          {group.group !== undefined && `, ${group.by} ${group.group ?? 'not known'}`}
        </span>
        {!cell && (
          <SegmentedControl
            size="xs"
            aria-label="Which windows"
            value={list}
            onChange={(next) => setList(next as List)}
            data={Object.entries(lists)
              // of a thing there is one answer, which no others can stand by
              .filter(([value]) => of === 'windows' || value !== 'labels')
              .map(([value, { name }]) => ({ value, label: name }))}
          />
        )}
      </div>
      {!cell && list === 'labels' && (
        <p className="small muted">
          {shown.length > 0
            ? 'Most windows of these samples say the same other class, surely. Open one and see which of the two errs.'
            : 'In no sample do most windows surely say the same other class.'}
        </p>
      )}
      <WindowList project={project} classes={all} labels={labels} windows={shown} counted={of} />
    </div>
  );
}
