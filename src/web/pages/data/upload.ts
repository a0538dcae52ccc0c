import { useCallback, useRef, useState } from 'react';
import { client } from '../../state/client.ts';
import { refresh } from '../../state/queries.ts';
import { batchesOf, type NamedFile } from './batches.ts';

export interface Uploading {
  readonly done: number;
  readonly total: number;
  readonly samples: number;
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** null while it goes on or when all went well. */
  readonly error: unknown;
  readonly running: boolean;
}

const nothing: Uploading = {
  done: 0,
  total: 0,
  samples: 0,
  skipped: [],
  error: null,
  running: false,
};

interface Arrived {
  readonly files: number;
  readonly samples: number;
  readonly skipped: Uploading['skipped'];
}

/** Brings files into a project and tells of each batch when it has arrived. */
export async function* bringFiles(
  project: string,
  files: readonly NamedFile[],
): AsyncGenerator<Arrived> {
  const known = new Set(files.map(({ path }) => path));
  for (const batch of batchesOf(files)) {
    const form = new FormData();
    for (const { path, file } of batch.files) form.append('file', file, path);
    const sent = new Set(batch.files.map(({ path }) => path));
    // a list of labels speaks of files that other batches bring
    const unread = ({ file }: { file: string }) => sent.has(file) || !known.has(file);
    const { samples, skipped } = await client.uploadFiles({ params: { project }, body: form });
    yield { files: batch.counted, samples: samples.length, skipped: skipped.filter(unread) };
  }
}

/** Brings files into a project, batch after batch; what has arrived stays whatever happens to the rest. */
export function useUpload(project: string) {
  const [state, setState] = useState(nothing);
  const stopped = useRef(false);
  const upload = useCallback(
    async (files: readonly NamedFile[]) => {
      if (files.length === 0) return;
      stopped.current = false;
      setState({ ...nothing, total: files.length, running: true });
      try {
        for await (const arrived of bringFiles(project, files)) {
          setState((now) => ({
            ...now,
            done: now.done + arrived.files,
            samples: now.samples + arrived.samples,
            skipped: [...now.skipped, ...arrived.skipped],
          }));
          await refresh(project);
          if (stopped.current) break;
        }
        setState((now) => ({ ...now, running: false }));
      } catch (error) {
        setState((now) => ({ ...now, running: false, error }));
      }
    },
    [project],
  );
  const stop = useCallback(() => {
    stopped.current = true;
  }, []);
  const clear = useCallback(() => setState(nothing), []);
  return { state, upload, stop, clear };
}
