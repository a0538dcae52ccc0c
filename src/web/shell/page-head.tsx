import { type ReactNode, useEffect } from 'react';
import classes from './page-head.module.css';

/** The head of a page: title, its one line of fact, and its actions with the primary last. */
export function PageHead({
  title,
  fact,
  children,
}: {
  readonly title: string;
  readonly fact?: ReactNode;
  readonly children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Thimble`;
  }, [title]);
  return (
    <header className={classes.head}>
      <h1>{title}</h1>
      <span className={classes.sub}>{fact}</span>
      {children}
    </header>
  );
}
