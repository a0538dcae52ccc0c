import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Costs } from '../../state/costs.ts';
import { type ImpulseSettings, saveImpulse } from '../../state/impulse.ts';
import { setDraft, setPreview } from '../../state/preview.ts';
import { overviewQuery } from '../../state/queries.ts';

const nothingChosen: ImpulseSettings = {};

/** What was chosen of the project's impulse, at once, while the server still keeps it. */
export function useImpulse(project: string) {
  const { data: overview } = useQuery(overviewQuery(project));
  const save = useMutation({
    meta: { told: true },
    mutationFn: (next: ImpulseSettings) => saveImpulse(project, next),
  });
  const saved = overview?.impulse?.settings ?? nothingChosen;
  const settings = save.isPending ? save.variables : saved;
  const change = (part: ImpulseSettings) => save.mutate({ ...settings, ...part });
  return { settings, change, error: save.error };
}

/** Tells the strip what the impulse would take, and takes back what was under the pointer. */
export function useCosts(project: string, board: string | undefined, costs: Costs | null): void {
  useEffect(() => {
    if (costs && board) setDraft(project, board, costs);
    // what was looked at has been taken, or compares with something else now
    setPreview(null);
  }, [project, board, costs]);
  useEffect(() => () => setPreview(null), []);
}
