import type { ReactNode } from 'react';
import classes from './card.module.css';

interface CardProps {
  readonly title?: ReactNode;
  /** At the right end of the title's line. */
  readonly end?: ReactNode;
  /** Without the inner space, for tables. */
  readonly flush?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A surface with a title; named by it for those who hear the page. */
export function Card({ title, end, flush = false, className = '', children }: CardProps) {
  const name = typeof title === 'string' ? title : undefined;
  return (
    <section className={`${classes.card} ${className}`} aria-label={name}>
      {(title || end) && (
        <header className={classes.head}>
          {typeof title === 'string' ? <h2>{title}</h2> : title}
          {end && <div className={classes.end}>{end}</div>}
        </header>
      )}
      {flush ? (
        // wide tables scroll in their card, by keyboard, too
        <section className={classes.flush} tabIndex={0} aria-label={name ?? 'Table'}>
          {children}
        </section>
      ) : (
        <div className={classes.body}>{children}</div>
      )}
    </section>
  );
}
