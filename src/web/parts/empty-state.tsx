import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  /** What comes here. */
  readonly title: string;
  /** How it comes here. */
  readonly children?: ReactNode;
  /** One or two buttons. */
  readonly actions?: ReactNode;
}

/** The only way to show that there is nothing yet: what comes here, and the button that brings it. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <h2>{title}</h2>
      {children && <p className="muted">{children}</p>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
