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
  const [now, setNow] = useState<Annotations>(sample.annotations);
  const [queue] = useState(() => ({ last: Promise.resolve() }));
  const send = (annotations: Annotations) => {
    setNow(annotations);
    const sent = queue.last.then(() =>
      client.changeSample({ params: { project, sample: sample.id }, body: { annotations } }),
    );
    queue.last = sent.then(
      () => refresh(project),
      (error: unknown) => {
        tell.error(error);
        setNow(sample.annotations);
      },
    );
    return queue.last;
  };
  const change = (part: Partial<Annotations>, said: string) => {
    const before = now;
    void send({ ...now, ...part });
    tell.undoable(said, () => send(before));
  };
  /** While a mark is being drawn or moved: shown, not yet kept. */
  const show = (part: Partial<Annotations>) => setNow({ ...now, ...part });
  return { annotations: now, change, show };
}
