import { queryOptions, useQuery } from '@tanstack/react-query';
import { askedModel } from '../../live/asked-model.ts';
import { frameOf } from '../../live/camera.ts';
import { overviewQuery, type Sample } from '../../state/queries.ts';
import { fileAddress } from '../../state/samples.ts';
import type { JudgedThing } from './boxes.ts';
import type { JudgedWindow } from './segments.ts';

/** What a model says of a sample. */
export type Judged =
  | {
      readonly kind: 'windows';
      readonly windows: readonly JudgedWindow[];
      /** Of a window and from one to the next, in the sample's readings. */
      readonly length: number;
      readonly stride: number;
    }
  | { readonly kind: 'whole'; readonly label: string; readonly score: number }
  | { readonly kind: 'things'; readonly things: readonly JudgedThing[] };

export interface Judging {
  /** Whether there is a model to ask. */
  readonly possible: boolean;
  readonly judged: Judged | null;
  readonly error: Error | null;
}

/** What the last model says of a sample, once it is asked to. */
export function useJudged(project: string, sample: Sample, asked: boolean): Judging {
  const training = useLastTraining(project);
  const { data, error } = useQuery({
    ...judgedQuery(project, training ?? '', sample),
    enabled: asked && training !== null,
  });
  return { possible: training !== null, judged: data ?? null, error };
}

/** The training whose model is asked; null where none has come to its end. */
export function useLastTraining(project: string): string | null {
  const { data: overview } = useQuery(overviewQuery(project));
  return overview?.stages.find(({ kind }) => kind === 'training')?.done?.id ?? null;
}

/** Neither a model nor a sample's file changes. */
export const judgedQuery = (project: string, training: string, sample: Sample) =>
  queryOptions({
    queryKey: ['judged', project, training, sample.id],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => judge(project, training, sample),
  });

async function judge(project: string, training: string, sample: Sample): Promise<Judged> {
  const model = await askedModel(project, training);
  const file = await fetch(fileAddress(project, sample.id));
  const { labels, signal, picture } = model.about;
  if (!signal) {
    const bitmap = await createImageBitmap(await file.blob());
    const { width, height } = bitmap;
    const answer = await model.picture(frameOf(bitmap, document.createElement('canvas')));
    bitmap.close();
    if (!answer.centres) return { kind: 'whole', ...surest(labels, answer.scores) };
    // a model that finds things sees all of a picture, its sides stretched apart as need be
    const things = answer.centres.map(({ label, score, x, y }) => ({
      label: labels[label]!,
      score: score / 256,
      x: (x / picture!.width) * width,
      y: (y / picture!.height) * height,
    }));
    return { kind: 'things', things };
  }
  const answers = await model.recording(sample.name, await file.bytes());
  const scale = (sample.sampleRateHz ?? signal.sampleRateHz) / signal.sampleRateHz;
  const windows = answers.map(({ end, scores }) => ({
    end: Math.round(end * scale),
    ...surest(labels, scores),
  }));
  return { kind: 'windows', windows, length: signal.length * scale, stride: signal.stride * scale };
}

function surest(labels: readonly string[], scores: Float32Array) {
  const score = Math.max(...scores);
  return { label: labels[scores.indexOf(score)]!, score };
}
