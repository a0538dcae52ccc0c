import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLiveModel } from '../../live/live-model.ts';
import { percent } from '../../parts/words.ts';
import { overviewQuery, type Sample } from '../../state/queries.ts';
import { fileAddress } from '../../state/samples.ts';
import { type Segment, type Suggestion, suggestionsOf } from './segments.ts';

interface SuggestProps {
  readonly project: string;
  readonly sample: Sample;
  readonly segments: readonly Segment[];
  readonly onAccept: (segments: readonly Segment[]) => void;
  readonly onLabel: (label: string) => void;
}

/** What the last model hears in a recording; only accepting makes it a label. */
export function Suggest(props: SuggestProps) {
  const { data: overview } = useQuery(overviewQuery(props.project));
  const [asked, setAsked] = useState(false);
  const training = overview?.stages.find(({ kind }) => kind === 'training')?.done;
  if (!training) return null;
  if (asked) return <Suggestions {...props} training={training.id} />;
  return (
    <Button size="compact-sm" onClick={() => setAsked(true)}>
      Suggest
    </Button>
  );
}

function Suggestions({
  project,
  sample,
  segments,
  onAccept,
  onLabel,
  training,
}: SuggestProps & { readonly training: string }) {
  const { about, answers, error, send } = useLiveModel(project, training);
  const [sent, setSent] = useState(false);
  if (about?.signal && !sent) {
    setSent(true);
    void fetch(fileAddress(project, sample.id))
      .then((response) => response.bytes())
      .then((bytes) => send({ kind: 'recording', name: sample.name, bytes }));
  }
  if (error) return <span className="small muted">{error}</span>;
  if (!about?.signal || answers.length === 0)
    return <span className="small muted">Listening …</span>;
  const { length, stride, sampleRateHz } = about.signal;
  const scale = (sample.sampleRateHz ?? sampleRateHz) / sampleRateHz;
  const windows = answers.map(({ end, scores }) => {
    const score = Math.max(...scores);
    return { end: Math.round(end * scale), label: about.labels[scores.indexOf(score)]!, score };
  });
  const found = suggestionsOf(windows, length * scale, stride * scale, segments);
  const whole = wholeOf(found, sample.length);
  if (found.length === 0) return <span className="small muted">Nothing that it is sure of</span>;
  return (
    <Button
      size="compact-sm"
      onClick={() => (whole ? onLabel(whole.label) : onAccept(found.map(plain)))}
    >
      {whole
        ? `Accept ${whole.label}, ${percent(whole.score)}`
        : `Accept ${found.length} suggestions`}
    </Button>
  );
}

/** One stretch over nearly everything is the label of the recording itself. */
function wholeOf(found: readonly Suggestion[], length: number): Suggestion | null {
  const [only, ...others] = found;
  if (!only || others.length > 0) return null;
  return only.end - only.start > 0.7 * length ? only : null;
}

const plain = ({ start, end, label }: Suggestion): Segment => ({
  start: Math.max(0, Math.round(start)),
  end: Math.round(end),
  label,
});
