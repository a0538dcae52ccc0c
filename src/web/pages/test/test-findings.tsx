import { SegmentedControl, Slider } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { testResult } from '../../../api/results.ts';
import { matchingRule } from '../../../train/detection/match.ts';
import { type Answered, answeredOf } from '../../parts/answers.ts';
import { Card } from '../../parts/card.tsx';
import { FoundWindows } from '../../parts/found-windows.tsx';
import { GroupCard } from '../../parts/group-card.tsx';
import { ofChosen } from '../../parts/groups.ts';
import { wilsonInterval } from '../../parts/interval.ts';
import { counted, percent } from '../../parts/words.ts';
import { ClassTable } from '../../plots/class-table.tsx';
import { ConfusionMatrix } from '../../plots/confusion-matrix.tsx';
import { runFileQuery } from '../../state/queries.ts';
import classes from './test-page.module.css';
import { atThreshold } from './threshold.ts';

const route = getRouteApi('/signed-in/p/$project/test');

interface TestFindingsProps {
  readonly project: string;
  /** Of the project, in the order of their colours. */
  readonly labels: readonly string[];
  readonly result: Result;
}

type Result = (typeof testResult)['_output'];

/** What a test has found: how good, how sure that is, and where it errs. */
export function TestFindings({ project, labels, result }: TestFindingsProps) {
  const { truth, answer, by, group, compare } = route.useSearch();
  const navigate = route.useNavigate();
  const [arithmetic, setArithmetic] = useState<'int8' | 'float'>('int8');
  const windows = useMemo(() => answeredOf(result.answers), [result]);
  const cell = truth !== undefined && answer !== undefined ? { truth, answer } : null;
  const { facts } = result.answers;
  const choice = { by, group };
  const { data: other = null } = useQuery(
    runFileQuery(project, compare ?? null, 'test.json', testResult),
  );
  const compared = useMemo(
    () => other && { facts: other.answers.facts, windows: answeredOf(other.answers) },
    [other],
  );
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
        <FoundWindows
          project={project}
          classes={labels}
          labels={result.labels}
          windows={ofChosen(windows, facts, choice)}
          cell={cell}
          group={choice}
          counted={result.counted}
        />
      </Card>
      <div className="stack">
        <AccuracyCard result={result} other={other} />
        <Card title="Classes" end={<span className="small muted">test part, int8</span>} flush>
          <ClassTable
            classes={labels}
            rows={result.classes.int8}
            float={result.classes.float}
            {...(other && { other: other.classes.int8 })}
          />
        </Card>
        <GroupCard
          counted={result.counted}
          facts={facts}
          windows={windows}
          {...(compared && { other: compared })}
          chosen={choice}
          onChoose={(next) =>
            void navigate({
              search: ({ by: _, group: __, ...now }) => ({ ...now, ...next }),
              replace: true,
            })
          }
        />
        {result.counted === 'windows' && <ThresholdCard windows={windows} />}
      </div>
    </div>
  );
}

interface AccuracyCardProps {
  readonly result: Result;
  /** Of the test that is compared with it. */
  readonly other: Result | null;
}

function AccuracyCard({ result, other }: AccuracyCardProps) {
  const { accuracy, macroF1, accuracyPerWindow, confusion, counted: of } = result;
  const things = of === 'things';
  // a recording is one trial, however many windows it has
  const n = confusion.int8.flat().reduce((sum, value) => sum + value, 0);
  const [low, high] = wilsonInterval(Math.round(accuracy.int8 * n), n);
  return (
    <Card
      title={things ? 'F1' : 'Accuracy'}
      end={<span className="small muted">{things ? thingsOf(result) : counted(n, 'case')}</span>}
    >
      <div className={classes.figures}>
        <div>
          <span className="small muted">int8</span>
          <b>{percent(accuracy.int8)}</b>
          {!things && (
            <span className="small muted">
              95 %: {percent(low)} to {percent(high)}
            </span>
          )}
        </div>
        {other && (
          <div>
            <span className="small muted">int8, compared</span>
            <b>{percent(other.accuracy.int8)}</b>
          </div>
        )}
        <div>
          <span className="small muted">float</span>
          <b>{percent(accuracy.float)}</b>
        </div>
        <div>
          <span className="small muted">{things ? 'mean of the classes' : 'macro F1, int8'}</span>
          <b>{percent(macroF1.int8)}</b>
        </div>
        {!things && (
          <div>
            <span className="small muted">each window alone</span>
            <b>{percent(accuracyPerWindow.int8)}</b>
          </div>
        )}
      </div>
      {things && <p className="small muted">{matchingRule}</p>}
    </Card>
  );
}

/** "42 things in 8 pictures" */
function thingsOf({ classes: { int8 }, answers: { samples } }: Result): string {
  const there = int8.reduce((sum, row) => sum + row.count, 0);
  return `${counted(there, 'thing')} in ${counted(samples.length, 'picture')}`;
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
