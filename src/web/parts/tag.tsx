import type { ReactNode } from 'react';
import classes from './tag.module.css';

export type Tone = 'plain' | 'ok' | 'warn' | 'danger' | 'accent';

/** A word about a thing; a tone other than plain says whether all is well, never which class. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${classes.tag} ${classes[tone]}`}>{children}</span>;
}
