import type { ReplyOf } from '../../../api/routes.ts';

export interface Balance {
  /** Most first. */
  readonly rows: readonly {
    readonly label: string;
    /** Seconds, or pictures. */
    readonly amount: number;
    readonly samples: number;
  }[];
  readonly timed: boolean;
  /** The most over the least. */
  readonly ratio: number;
}

/** What there is of each label, over all parts. */
export function balanceOf(items: ReplyOf<'countSamples'>['items']): Balance {
  const timed = items.some(({ seconds }) => seconds > 0);
  const sums = new Map<string, { samples: number; seconds: number }>();
  for (const { label, samples, seconds } of items) {
    if (label === null) continue;
    const sum = sums.get(label) ?? { samples: 0, seconds: 0 };
    sums.set(label, { samples: sum.samples + samples, seconds: sum.seconds + seconds });
  }
  const rows = [...sums]
    .map(([label, { samples, seconds }]) => ({ label, samples, amount: timed ? seconds : samples }))
    .sort((a, b) => b.amount - a.amount || (a.label < b.label ? -1 : 1));
  const least = rows.at(-1)?.amount ?? 1;
  return { rows, timed, ratio: (rows[0]?.amount ?? 1) / Math.max(least, Number.EPSILON) };
}
