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

/** Brings files into a project, batch after batch; what has arrived stays whatever happens to the rest. */
export function useUpload(project: string) {
  const [state, setState] = useState(nothing);
  const stopped = useRef(false);
  const upload = useCallback(
    async (files: readonly NamedFile[]) => {
      if (files.length === 0) return;
      stopped.current = false;
      setState({ ...nothing, total: files.length, running: true });
      const known = new Set(files.map(({ path }) => path));
      try {
        for (const batch of batchesOf(files)) {
          if (stopped.current) break;
          const form = new FormData();
          for (const { path, file } of batch.files) form.append('file', file, path);
          const sent = new Set(batch.files.map(({ path }) => path));
          // a list of labels speaks of files that other batches bring
          const unread = ({ file }: { file: string }) => sent.has(file) || !known.has(file);
          const { samples, skipped } = await client.uploadFiles({
            params: { project },
            body: form,
          });
          setState((now) => ({
            ...now,
            done: now.done + batch.counted,
            samples: now.samples + samples.length,
            skipped: [...now.skipped, ...skipped.filter(unread)],
          }));
          await refresh(project);
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
