/** Many made-up calls of every route of a studio: npm run bench -- fuzz [rounds]. */
import { fuzzStudio } from '../test/studio/fuzz-studio.ts';
import type { Measurement } from './measurement.ts';

export async function measure([rounds = '100']: readonly string[]): Promise<Measurement> {
  const { calls, statuses, mistakes } = await fuzzStudio(2, Number(rounds));
  const answered = [...statuses].sort(([a], [b]) => a - b);
  return {
    title: 'Made-up calls of every route: shaped by the contract, half of them broken in one place',
    rows: [
      {
        calls,
        mistakes: mistakes.length,
        ...Object.fromEntries(answered.map(([status, count]) => [`answered ${status}`, count])),
      },
    ],
    notes: [...mistakes, 'A mistake is an answer of 500 and more, or none.'],
  };
}
