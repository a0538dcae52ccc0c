/** Makes the map of a feature set beside the page. */
import { Failure } from '../../../../base/failure.ts';
import { readNpy } from '../../../../formats/npy.ts';
import { type Layout, layOut } from './lay-out.ts';

export interface ToLayOut {
  /** Where the features lie, [windows, count] as a file of NumPy. */
  readonly address: string;
}

export type FromLayOut =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'layout'; readonly layout: Layout }
  | { readonly kind: 'failed'; readonly sentence: string };

const tell = (message: FromLayOut) => self.postMessage(message);

self.onmessage = async ({ data: { address } }: MessageEvent<ToLayOut>) => {
  try {
    const response = await fetch(address);
    if (!response.ok)
      throw new Failure('not-found', 'The features cannot be fetched: compute them again.');
    const bytes = new Uint8Array(await response.arrayBuffer());
    const { shape, values } = readNpy('features.npy', bytes);
    const layout = layOut(values, shape.at(-1)!, (share) => tell({ kind: 'progress', share }));
    tell({ kind: 'layout', layout });
  } catch (error) {
    const sentence = error instanceof Error ? error.message : 'The map could not be made.';
    tell({ kind: 'failed', sentence });
  }
};
