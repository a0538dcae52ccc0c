import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { testResult, trainingResult } from '../../../api/results.ts';
import { answeredOf } from '../../parts/answers.ts';
import { Card } from '../../parts/card.tsx';
import { FoundWindows } from '../../parts/found-windows.tsx';
import { GroupCard } from '../../parts/group-card.tsx';
import { ofChosen } from '../../parts/groups.ts';
import { Mend } from '../../parts/mend.tsx';
import { count, counted, duration, percent } from '../../parts/words.ts';
import { ClassTable } from '../../plots/class-table.tsx';
import { ConfusionMatrix } from '../../plots/confusion-matrix.tsx';
import { type Run, runFileQuery, runsQuery } from '../../state/queries.ts';
import { QuantizationCard } from './quantization-card.tsx';
import classes from './train-page.module.css';
import { curvesOf, TrainingCurves } from './training-curves.tsx';

const route = getRouteApi('/signed-in/p/$project/train');

interface TrainingResultProps {
  readonly project: string;
  readonly run: Run;
  /** Of the project, in the order of their colours. */
  readonly labels: readonly string[];
}

/** What came of a training: its curves, its figures, and where it errs. */
export function TrainingResult({ project, run, labels }: TrainingResultProps) {
  const { compare } = route.useSearch();
  const { data, error } = useQuery(runFileQuery(project, run.id, 'training.json', trainingResult));
  const { data: other } = useQuery(
    runFileQuery(project, compare ?? null, 'training.json', trainingResult),
  );
  const int8 = useTested(project, run.id);
  const curves = useMemo(
    () => curvesOf(data?.history ?? [], other && { name: 'compared', history: other.history }),
    [data, other],
  );
  if (error) return <Mend error={error} />;
  if (!data) return null;
  const { history, bestEpoch, refitted, network, parameters, seconds, notes, validation } = data;
  return (
    <>
      <Card
        title="Learned"
        end={
          <span className="small muted">
            {count(parameters)} weights, {counted(history.length, 'epoch')}, {duration(seconds)}
          </span>
        }
      >
        <TrainingCurves curves={curves} best={bestEpoch} epochs={history.length} />
        <p className="small muted">
          Best epoch {bestEpoch}
          {refitted && ', then learned on from the validation part as well'}. {data.splitRule}
          {notes.map((note) => ` ${note}`)}
        </p>
        <details className={classes.layers}>
          <summary className="small muted">The network, layer by layer</summary>
          <pre className="mono">{network}</pre>
        </details>
      </Card>
      {validation && (
        <div className={classes.duo}>
          <Card
            title="Confusion"
            end={<span className="small muted">validation, float, windows</span>}
          >
            <Judged project={project} classes={labels} labels={data.labels} judged={validation} />
          </Card>
          <div className="stack">
            <Card title="Accuracy">
              <div className={classes.figures}>
                <Figure name="validation, float" share={validation.accuracy} />
                <Figure name="macro F1" share={validation.macroF1} />
                {int8 && <Figure name="test, float" share={int8.accuracy.float} />}
                {int8 && <Figure name="test, int8" share={int8.accuracy.int8} />}
              </div>
            </Card>
            <Card
              title="Classes"
              end={<span className="small muted">{int8 ? 'test, int8' : 'validation, float'}</span>}
              flush
            >
              <ClassTable
                classes={labels}
                rows={int8?.classes.int8 ?? validation.classes}
                {...(int8 && { float: int8.classes.float })}
              />
            </Card>
            <Groups judged={validation} other={other?.validation ?? null} />
          </div>
        </div>
      )}
      <QuantizationCard how={data.quantizedHow} layers={data.quantization} />
    </>
  );
}

function Figure({ name, share }: { readonly name: string; readonly share: number }) {
  return (
    <div>
      <span className="small muted">{name}</span>
      <b>{percent(share)}</b>
    </div>
  );
}

/** What the test of a training has found, if there was one. */
function useTested(project: string, training: string) {
  const { data: tests } = useQuery(runsQuery(project, 'test'));
  const done = tests?.items.find(
    ({ state, lineage }) => state === 'done' && lineage.training === training,
  );
  return useQuery(runFileQuery(project, done?.id ?? null, 'test.json', testResult)).data ?? null;
}

type Validation = NonNullable<(typeof trainingResult)['_output']['validation']>;

interface JudgedProps {
  readonly project: string;
  readonly classes: readonly string[];
  readonly labels: readonly string[];
  readonly judged: Validation;
}

function Judged({ project, classes: all, labels, judged }: JudgedProps) {
  const { truth, answer, by, group } = route.useSearch();
  const navigate = route.useNavigate();
  const windows = useMemo(() => answeredOf(judged.answers), [judged]);
  const cell = truth !== undefined && answer !== undefined ? { truth, answer } : null;
  const { facts } = judged.answers;
  return (
    <div>
      <ConfusionMatrix
        classes={all}
        labels={labels}
        counts={judged.confusion}
        chosen={cell}
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
        classes={all}
        labels={labels}
        windows={ofChosen(windows, facts, { by, group })}
        cell={cell}
        group={{ by, group }}
      />
    </div>
  );
}

interface GroupsProps {
  readonly judged: Validation;
  readonly other: Validation | null;
}

/** For whom it does well and for whom not, on the validation part; beside another run if one is compared. */
function Groups({ judged, other }: GroupsProps) {
  const { by, group } = route.useSearch();
  const navigate = route.useNavigate();
  const windows = useMemo(() => answeredOf(judged.answers), [judged]);
  const compared = useMemo(
    () => other && { facts: other.answers.facts, windows: answeredOf(other.answers) },
    [other],
  );
  return (
    <GroupCard
      facts={judged.answers.facts}
      windows={windows}
      {...(compared && { other: compared })}
      chosen={{ by, group }}
      onChoose={(next) =>
        void navigate({
          search: ({ by: _, group: __, ...now }) => ({ ...now, ...next }),
          replace: true,
        })
      }
    />
  );
}
