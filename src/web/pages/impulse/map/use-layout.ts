import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { runFileAddress } from '../../../state/queries.ts';
import type { Layout } from './lay-out.ts';
import type { FromLayOut, ToLayOut } from './lay-out-worker.ts';

interface LaidOut {
  readonly layout: Layout | null;
  /** How far it is, 0 to 1. */
  readonly share: number;
  readonly error: Error | null;
}

/** The map of a feature set, made in a worker once and kept while the studio is open. */
export function useLayout(project: string, run: string, wanted: boolean): LaidOut {
  const [share, setShare] = useState(0);
  const { data = null, error } = useQuery({
    queryKey: ['layout', project, run],
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      laidOut({ address: runFileAddress(project, run, 'features.npy') }, signal, setShare),
  });
  return { layout: data, share, error };
}

function laidOut(
  asked: ToLayOut,
  signal: AbortSignal,
  tell: (share: number) => void,
): Promise<Layout> {
  const worker = new Worker(new URL('./lay-out-worker.ts', import.meta.url), { type: 'module' });
  signal.addEventListener('abort', () => worker.terminate());
  const { promise, resolve, reject } = Promise.withResolvers<Layout>();
  worker.onmessage = ({ data }: MessageEvent<FromLayOut>) => {
    if (data.kind === 'progress') return tell(data.share);
    worker.terminate();
    if (data.kind === 'layout') resolve(data.layout);
    else reject(new Error(data.sentence));
  };
  worker.onerror = ({ message }) => {
    worker.terminate();
    reject(new Error(message || 'The map could not be made: load the page again.'));
  };
  worker.postMessage(asked);
  return promise;
}
