import { useQuery } from '@tanstack/react-query';
import { counted, percent } from '../../parts/words.ts';
import type { Sample } from '../../state/queries.ts';
import { examplesQuery } from '../../state/samples.ts';
import { type Box, type Size, suggestedBoxes } from './boxes.ts';
import { useAsked } from './use-asked.ts';
import { useJudged } from './use-judged.ts';

/** What the model sees in the picture and nobody has marked: boxes, or one label for all of it. */
export function usePictureHints(
  project: string,
  sample: Sample,
  boxes: readonly Box[],
  size: Size,
) {
  const { asked, onAsk } = useAsked();
  const judging = useJudged(project, sample, asked);
  const { data: examples } = useQuery({ ...examplesQuery(project), enabled: asked });
  const { judged } = judging;
  const known = examples?.items.flatMap(({ annotations }) => annotations.boxes) ?? [];
  const found = judged?.kind === 'things' ? suggestedBoxes(judged.things, boxes, known, size) : [];
  const other = judged?.kind === 'whole' && boxes.length === 0 && judged.label !== sample.label;
  const whole = other ? judged.label : null;
  const offer = other
    ? `Accept ${judged.label}, ${percent(judged.score)}`
    : found.length > 0
      ? `Accept ${counted(found.length, 'suggestion')}`
      : null;
  return { judging, asked, onAsk, offer, found, whole };
}
