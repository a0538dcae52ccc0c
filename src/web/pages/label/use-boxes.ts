import { useState } from 'react';
import type { Sample } from '../../state/queries.ts';
import { changeSamples } from '../../state/samples.ts';
import { tell } from '../../state/tell.tsx';
import type { Box } from './boxes.ts';
import { useAnnotations } from './use-annotations.ts';

/** The boxes of a picture, which one is chosen, and what can be done to them; all of it has an undo. */
export function useBoxes(project: string, sample: Sample, labels: readonly string[]) {
  const { annotations, change, show } = useAnnotations(project, sample);
  const { boxes } = annotations;
  const [label, setLabel] = useState(sample.label ?? labels[0] ?? null);
  const [chosen, choose] = useState<number | null>(null);
  const keep = (next: readonly Box[], said: string) => change({ boxes: [...next] }, said);
  return {
    boxes,
    label,
    chosen,
    choose,
    keep,
    /** While a box is being moved: shown, not yet kept. */
    show: (next: readonly Box[]) => show({ boxes: [...next] }),
    /** Names the chosen box, or the whole picture where there is none; and what is drawn next. */
    give(name: string): void {
      setLabel(name);
      if (chosen !== null) {
        keep(boxes.with(chosen, { ...boxes[chosen]!, label: name }), `It is ${name} now.`);
      } else if (boxes.length === 0) {
        const said = `${sample.name.split('/').at(-1)} is ${name}.`;
        changeSamples(project, [sample], { label: name }, said).catch(tell.error);
      }
    },
    remove(): void {
      if (chosen === null) return;
      keep(boxes.toSpliced(chosen, 1), 'The box is gone.');
      choose(null);
    },
  };
}
