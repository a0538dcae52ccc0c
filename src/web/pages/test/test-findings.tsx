import { SegmentedControl, Slider } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { testResult } from '../../../api/results.ts';
import { type Answered, answeredOf, ofCell, surestMistakes, worst } from '../../parts/answers.ts';
import { Card } from '../../parts/card.tsx';
import { GroupCard, type GroupChoice } from '../../parts/group-table.tsx';
import { ofGroup } from '../../parts/groups.ts';
import { wilsonInterval } from '../../parts/interval.ts';
import { WindowList } from '../../parts/window-list.tsx';
import { count, counted, percent } from '../../parts/words.ts';
import { ClassTable } from '../../plots/class-table.tsx';
import { ConfusionMatrix } from '../../plots/confusion-matrix.tsx';
import classes from './test-page.module.css';
import { atThreshold } from './threshold.ts';

const route = getRouteApi('/signed-in/p/$project/test');

interface TestFindingsProps {
  readonly project: string;
  /** Of the project, in the order of their colours. */
  readonly labels: readonly string[];
  readonly result: (typeof testResult)['_output'];
}

/** What a test has found: how good, how sure that is, and where it errs. */
export function TestFindings({ project, labels, result }: TestFindingsProps) {
  const { truth, answer } = route.useSearch();
  const navigate = route.useNavigate();
  const [arithmetic, setArithmetic] = useState<'int8' | 'float'>('int8');
  const windows = useMemo(() => answeredOf(result.answers), [result]);
  const cell = truth !== undefined && answer !== undefined ? { truth, answer } : null;
  const [group, setGroup] = useState<GroupChoice | null>(null);
  const { facts } = result.answers;
  const fact = facts.find(({ name }) => name === group?.fact);
  const shown = fact && group ? ofGroup(windows, fact, group.value) : windows;
  return (
    <div className={classes.columns}>
      <Card
        title="Confusion"
        end={
          <SegmentedControl
            size="xs"
            aria-label="Arithmetic"
            value={arithmetic}
            onChange={(next) => setArithmetic(next as 'int8')}
            data={['int8', 'float']}
          />
        }
      >
        <ConfusionMatrix
          classes={labels}
          labels={result.labels}
          counts={result.confusion[arithmetic]}
          chosen={arithmetic === 'int8' ? cell : null}
          onChoose={(next) => {
            const again = next.truth === truth && next.answer === answer;
            void navigate({
              search: ({ truth: _, answer: __, ...now }) => (again ? now : { ...now, ...next }),
              replace: true,
            });
          }}
        />
        <WindowsOf
          project={project}
          labels={labels}
          result={result}
          windows={shown}
          cell={cell}
          group={group}
        />
      </Card>
      <div className="stack">
        <AccuracyCard result={result} />
        <Card title="Classes" end={<span className="small muted">test part, int8</span>} flush>
          <ClassTable classes={labels} rows={result.classes.int8} float={result.classes.float} />
        </Card>
        <GroupCard facts={facts} windows={windows} chosen={group} onChoose={setGroup} />
        <ThresholdCard windows={windows} />
      </div>
    </div>
  );
}

function AccuracyCard({ result }: Pick<TestFindingsProps, 'result'>) {
  const { accuracy, macroF1, accuracyPerWindow, confusion } = result;
  // a recording is one trial, however many windows it has
  const n = confusion.int8.flat().reduce((sum, value) => sum + value, 0);
  const [low, high] = wilsonInterval(Math.round(accuracy.int8 * n), n);
  return (
    <Card title="Accuracy" end={<span className="small muted">{counted(n, 'case')}</span>}>
      <div className={classes.figures}>
        <div>
          <span className="small muted">int8</span>
          <b>{percent(accuracy.int8)}</b>
          <span className="small muted">
            95 %: {percent(low)} to {percent(high)}
          </span>
        </div>
        <div>
          <span className="small muted">float</span>
          <b>{percent(accuracy.float)}</b>
        </div>
        <div>
          <span className="small muted">macro F1, int8</span>
          <b>{percent(macroF1.int8)}</b>
        </div>
        <div>
          <span className="small muted">each window alone</span>
          <b>{percent(accuracyPerWindow.int8)}</b>
        </div>
      </div>
    </Card>
  );
}

function ThresholdCard({ windows }: { readonly windows: readonly Answered[] }) {
  const [threshold, setThreshold] = useState(0.5);
  const { right, wrong, silent } = atThreshold(windows, threshold);
  return (
    <Card title="Threshold" end={<span className="small muted">windows, int8</span>}>
      <Slider
        thumbLabel="Threshold"
        min={0}
        max={1}
        step={0.01}
        value={threshold}
        onChange={setThreshold}
        label={(value) => value.toFixed(2)}
        className={classes.slider!}
      />
      <p className="small muted">
        Below {threshold.toFixed(2)} it stays silent: {percent(right)} right, {percent(wrong)}{' '}
        wrong, {percent(silent)} without an answer.
      </p>
    </Card>
  );
}

interface WindowsOfProps extends TestFindingsProps {
  readonly windows: readonly Answered[];
  readonly cell: { readonly truth: number; readonly answer: number } | null;
  /** Whose windows alone are shown. */
  readonly group: GroupChoice | null;
}

function WindowsOf({ project, labels, result, windows, cell, group }: WindowsOfProps) {
  const [list, setList] = useState<'mistakes' | 'worst'>('mistakes');
  const shown = cell
    ? ofCell(windows, cell)
    : list === 'mistakes'
      ? surestMistakes(windows)
      : worst(windows);
  const wrong = windows.filter((one) => one.label !== one.answer).length;
  return (
    <div className={classes.windows}>
      <div className="row wrap">
        <span className="grow">
          {cell
            ? `${result.labels[cell.truth]} answered ${result.labels[cell.answer]}: ${counted(shown.length, 'window')}`
            : `wrong ${count(wrong)} of ${counted(windows.length, 'window')}`}
          {group && `, ${group.fact} ${group.value ?? 'not known'}`}
        </span>
        {!cell && (
          <SegmentedControl
            size="xs"
            aria-label="Which windows"
            value={list}
            onChange={(next) => setList(next as 'mistakes')}
            data={[
              { value: 'mistakes', label: 'Surely wrong' },
              { value: 'worst', label: 'Worst' },
            ]}
          />
        )}
      </div>
      <WindowList project={project} classes={labels} labels={result.labels} windows={shown} />
    </div>
  );
}
