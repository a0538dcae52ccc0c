import type { Listing } from '../../../../project/listing.ts';
import type { SourceFile } from '../../../../project/source-file.ts';
import type { Sample } from '../../../state/queries.ts';

/** A sample that stands for others, and where its file lies. */
export interface Example extends Pick<Sample, 'name' | 'label' | 'annotations'> {
  readonly address: string;
}

/** The examples as a folder that an import goes through. */
export function filesOf(examples: readonly Example[]): SourceFile[] {
  return examples.map(({ name, address }) => ({
    path: name,
    read: async () => new Uint8Array(await (await fetch(address)).arrayBuffer()),
  }));
}

export function listingOf(examples: readonly Example[]): Listing {
  const listed = examples.map(({ name, label, annotations: { segments, boxes } }) => ({
    ...{ path: name, label, boxes, split: null, group: null },
    segments: segments.map((one) => ({
      startIndex: one.start,
      endIndex: one.end - 1,
      label: one.label,
    })),
  }));
  return { listed, skipped: [], notes: [] };
}
