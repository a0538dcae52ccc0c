import { Button } from '@mantine/core';
import { useKeys } from '../../state/keys.ts';
import type { Judging } from './use-judged.ts';

interface SuggestProps {
  readonly judging: Judging;
  readonly asked: boolean;
  /** What accepting all would do, as its button says; null: nothing is suggested. */
  readonly offer: string | null;
  readonly onAsk: () => void;
  readonly onAccept: () => void;
}

/** Asks the last model what is there; only accepting makes it a label. */
export function Suggest({ judging, asked, offer, onAsk, onAccept }: SuggestProps) {
  const { possible, judged, error } = judging;
  useKeys({ a: () => (asked ? offer !== null && onAccept() : possible && onAsk()) });
  if (!possible) return null;
  if (!asked) {
    return (
      <Button size="compact-sm" onClick={onAsk} title="What does the last model say? (A)">
        Suggest
      </Button>
    );
  }
  if (error) return <span className="small muted">{error.message}</span>;
  if (!judged) return <span className="small muted">Asking the model …</span>;
  if (offer === null) return <span className="small muted">The model suggests nothing else</span>;
  return (
    <Button size="compact-sm" rightSection={<kbd>A</kbd>} onClick={onAccept}>
      {offer}
    </Button>
  );
}
