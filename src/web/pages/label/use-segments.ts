import { useState } from 'react';
import type { Sample } from '../../state/queries.ts';
import { changeSamples } from '../../state/samples.ts';
import { tell } from '../../state/tell.tsx';
import { relabelled, type Segment, splitAt, withEdge, withSegment } from './segments.ts';
import { useAnnotations } from './use-annotations.ts';

/** The marks of a recording, which one is chosen, and what can be done to them; all of it has an undo. */
export function useSegments(project: string, sample: Sample, labels: readonly string[]) {
  const { annotations, change, show } = useAnnotations(project, sample);
  const { segments } = annotations;
  const [label, setLabel] = useState(sample.label ?? labels[0] ?? null);
  const [chosen, choose] = useState<number | null>(null);
  const keep = (next: readonly Segment[], said: string) => change({ segments: [...next] }, said);
  return {
    segments,
    chosen,
    label,
    choose,
    mark(stretch: Segment): void {
      const next = withSegment(segments, stretch);
      keep(next, `Marked ${stretch.label}.`);
      choose(next.findIndex(({ start }) => start === stretch.start));
    },
    take(stretches: readonly Segment[]): void {
      keep(stretches.reduce<Segment[]>(withSegment, [...segments]), 'Taken over.');
    },
    /** Names the chosen mark, or the whole recording where there is none; and what is marked next. */
    give(name: string): void {
      setLabel(name);
      if (chosen !== null) keep(relabelled(segments, chosen, name), `It is ${name} now.`);
      else if (segments.length === 0) {
        const said = `${sample.name.split('/').at(-1)} is ${name}.`;
        changeSamples(project, [sample], { label: name }, said).catch(tell.error);
      }
    },
    remove(): void {
      if (chosen === null) return;
      keep(segments.toSpliced(chosen, 1), 'The mark is gone.');
      choose(null);
    },
    split(place: number | null): void {
      if (place !== null) keep(splitAt(segments, place), 'Split in two.');
    },
    /** `done`: it stays there; else it is still on its way. */
    moveEdge(at: number, edge: 'start' | 'end', place: number, done: boolean): void {
      const next = withEdge(segments, at, edge, place, sample.length);
      if (done) keep(next, 'Moved.');
      else show({ segments: next });
    },
  };
}
