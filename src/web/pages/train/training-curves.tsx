import { percent } from '../../parts/words.ts';
import { type Curve, LearningCurves } from '../../plots/learning-curves.tsx';
import classes from './train-page.module.css';

interface Epoch {
  readonly trainLoss: number;
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
}

export interface Curves {
  readonly loss: readonly Curve[];
  readonly accuracy: readonly Curve[];
}

/** Loss and accuracy of a training, and of another beside it. */
export function curvesOf(
  history: readonly Epoch[],
  other?: { readonly name: string; readonly history: readonly Epoch[] },
): Curves {
  const curve = (
    name: string,
    token: string,
    pick: (epoch: Epoch) => number | null,
    of: readonly Epoch[] = history,
    dashed = false,
  ): Curve => ({ name, token, values: of.map(pick), dashed });
  const loss = ({ validationLoss }: Epoch) => validationLoss;
  const accuracy = ({ validationAccuracy }: Epoch) => validationAccuracy;
  return {
    loss: [
      curve('train', '--axis-1', ({ trainLoss }) => trainLoss),
      curve('validation', '--accent', loss),
      ...(other ? [curve(other.name, '--axis-3', loss, other.history, true)] : []),
    ],
    accuracy: [
      curve('validation', '--accent', accuracy),
      ...(other ? [curve(other.name, '--axis-3', accuracy, other.history, true)] : []),
    ],
  };
}

interface TrainingCurvesProps {
  readonly curves: Curves;
  readonly best: number | null;
  readonly epochs: number;
}

export function TrainingCurves({ curves, best, epochs }: TrainingCurvesProps) {
  return (
    <div className={classes.curves}>
      <LearningCurves title="Loss" curves={curves.loss} best={best} epochs={epochs} say={loss} />
      <LearningCurves
        title="Accuracy"
        curves={curves.accuracy}
        best={best}
        epochs={epochs}
        say={percent}
      />
    </div>
  );
}

const loss = (value: number): string => value.toFixed(3);
