import { Button } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import mark from '../../mark.svg';
import { Mend } from '../../parts/mend.tsx';
import classes from './entry.module.css';

interface EntryFormProps {
  readonly title: string;
  readonly lead?: string;
  readonly action: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly children: ReactNode;
  readonly onSubmit: () => void;
}

/** The frame of the two pages before anybody is signed in. */
export function EntryForm(props: EntryFormProps) {
  const { title, lead, action, busy, error, children, onSubmit } = props;
  useEffect(() => {
    document.title = `${title} · Thimble`;
  }, [title]);
  return (
    <main className={classes.entry}>
      <span className={classes.brand}>
        <img src={mark} alt="" width={28} height={28} />
        Thimble
      </span>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <h1>{title}</h1>
        {lead && <p className="muted">{lead}</p>}
        {children}
        {error !== null && <Mend error={error} />}
        <Button type="submit" variant="filled" loading={busy}>
          {action}
        </Button>
      </form>
      <p className={classes.foot}>Everything stays on this machine.</p>
    </main>
  );
}
