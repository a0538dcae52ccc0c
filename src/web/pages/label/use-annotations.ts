import { useState } from 'react';
import { client } from '../../state/client.ts';
import { refresh, type Sample } from '../../state/queries.ts';
import { tell } from '../../state/tell.tsx';

type Annotations = Sample['annotations'];

/**
 * The marks of one sample: shown as they are changed, kept by the server right after, each change with
 * its way back. Changes are sent one after the other, so that the last one stays.
 */
export function useAnnotations(project: string, sample: Sample) {
  const [kept, setKept] = useState<Annotations>(sample.annotations);
  /** A mark on its way; null: what is kept is shown. */
  const [moving, setMoving] = useState<Annotations | null>(null);
  const [queue] = useState(() => ({ last: Promise.resolve() }));
  const send = (annotations: Annotations) => {
    setKept(annotations);
    setMoving(null);
    const sent = queue.last.then(() =>
      client.changeSample({ params: { project, sample: sample.id }, body: { annotations } }),
    );
    queue.last = sent.then(
      () => refresh(project),
      (error: unknown) => {
        tell.error(error);
        setKept(sample.annotations);
      },
    );
    return queue.last;
  };
  const change = (part: Partial<Annotations>, said: string) => {
    const before = kept;
    void send({ ...kept, ...part });
    tell.undoable(said, () => send(before));
  };
  /** While a mark is being drawn or moved: shown, not yet kept. */
  const show = (part: Partial<Annotations>) => setMoving({ ...kept, ...part });
  return { annotations: moving ?? kept, change, show };
}
