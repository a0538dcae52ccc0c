import { useSyncExternalStore } from 'react';
import type { Costs } from './costs.ts';

/** What choices would take of the board, before anything is made of them; the strip shows it. */

/** The choice under the pointer, and what it would be taken in place of. */
interface Preview {
  readonly costs: Costs;
  /** null: of what the strip shows. */
  readonly instead: Costs | null;
}

interface Draft {
  readonly project: string;
  readonly board: string;
  readonly costs: Costs;
}

let preview: Preview | null = null;
let draft: Draft | null = null;
const listeners = new Set<() => void>();

/** Shows the difference that a choice would make, until it is taken back. */
export function setPreview(costs: Costs | null, instead: Costs | null = null): void {
  preview = costs && { costs, instead };
  tell();
}

/** What the impulse of a project would take as it is now, for as long as nothing of it is trained. */
export function setDraft(project: string, board: string, costs: Costs): void {
  draft = { project, board, costs };
  tell();
}

export const usePreview = (): Preview | null => useSyncExternalStore(listen, () => preview);

export function useDraft(project: string, board: string | undefined): Costs | null {
  const now = useSyncExternalStore(listen, () => draft);
  return now?.project === project && now.board === board ? now.costs : null;
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
