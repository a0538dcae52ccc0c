import classes from './record-drawer.module.css';
import type { RecorderState } from './recorder.ts';

interface RecorderStageProps {
  readonly state: RecorderState;
  readonly seconds: number;
}

/** The count-down, and then how loud or strong it is and how long already. */
export function RecorderStage({ state, seconds }: RecorderStageProps) {
  if (state.kind === 'counting') {
    return (
      <p className={classes.stage} role="status">
        {state.left}
      </p>
    );
  }
  if (state.kind !== 'recording') return null;
  const most = Math.max(...state.trace, 1e-6);
  return (
    <div role="status" aria-label={`Recording, ${state.seconds.toFixed(0)} of ${seconds} seconds`}>
      <div className={classes.trace}>
        {state.trace.map((value, i) => (
          <i key={i} style={{ height: `${Math.max(2, (100 * value) / most)}%` }} />
        ))}
      </div>
      <span className="small muted">
        {state.seconds.toFixed(1)} of {seconds} s
      </span>
    </div>
  );
}
