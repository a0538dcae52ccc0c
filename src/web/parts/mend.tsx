import type { ReactNode } from 'react';
import { sentenceOf } from '../state/sentence-of.ts';
import { Icon } from './icon.tsx';
import classes from './mend.module.css';

interface MendProps {
  /** What went wrong, or a sentence that says so. */
  readonly error: unknown;
  /** The way out, as a button. */
  readonly children?: ReactNode;
}

/** The only way to show an error in a page: what is wrong and the way out, in the place where it happened. */
export function Mend({ error, children }: MendProps) {
  return (
    <div className={classes.mend} role="alert">
      <Icon name="alert" />
      <span className="grow">{typeof error === 'string' ? error : sentenceOf(error)}</span>
      {children}
    </div>
  );
}
