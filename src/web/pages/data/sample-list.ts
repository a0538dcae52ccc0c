import type { Sample } from '../../state/queries.ts';
import type { MoreQuery } from '../../state/use-more.ts';

/** What the table and the grid of samples both show. */
export interface SampleList {
  readonly project: string;
  readonly labels: readonly string[];
  readonly rows: readonly Sample[];
  readonly current: Sample | null;
  readonly chosen: ReadonlyMap<string, Sample>;
  readonly show: (sample: string) => void;
  readonly toggle: (sample: Sample) => void;
  readonly query: MoreQuery;
}

/** The last step of a path, without its ending: what tells samples apart in a list. */
export function shortName({ name }: Sample): string {
  return name
    .split('/')
    .at(-1)!
    .replace(/\.(wav|csv|json|cbor|jpe?g|png)$/i, '');
}
