import type { Random } from '../base/random.ts';
import type { Labelled } from './sample.ts';

/** Orders of the groups that are tried; more groups balance by themselves. */
const TRIES_MAX = 200;

/**
 * Takes whole groups so that about the share of each label is taken and every label stays. A sample
 * counts once for each of its labels; a picture with boxes has one for each box.
 *
 * Groups are gone through in random orders; one is taken where that brings the labels' shares closer
 * to what is wanted. The closest of all tries counts. A recording without a group is its own.
 * `lacking` names labels that no try could bring to both sides.
 */
export function takeByGroup<S extends Labelled>(
  pool: readonly S[],
  share: number,
  random: Random,
  labelsOf: (sample: S) => readonly string[] = ({ label }) => [label!],
) {
  const groups = groupsOf(pool);
  const names = [...groups.keys()].sort();
  const labels = [...new Set(pool.flatMap(labelsOf))].sort();
  const counted = (samples: readonly S[]) => count(samples.flatMap(labelsOf), labels);
  const totals = counted(pool);
  const counts = new Map(names.map((name) => [name, counted(groups.get(name)!)]));
  const tries = Math.min(TRIES_MAX, Math.max(5, Math.ceil(20_000 / names.length)));
  let best: { taken: Set<string>; distance: number } | null = null;
  for (let i = 0; i < tries; i++) {
    const each = oneTry(random.shuffled(names), counts, totals, share);
    if (!best || each.distance < best.distance) best = each;
  }
  const takes = (name: string) => best!.taken.has(name);
  const taken = names.filter(takes).flatMap((name) => groups.get(name)!);
  const got = counted(taken);
  const shown = names.filter(takes);
  const which = shown.length <= 8 ? ` (${shown.join(', ')})` : '';
  return {
    taken,
    rest: names.filter((name) => !takes(name)).flatMap((name) => groups.get(name)!),
    how: `whole groups, so that none is on both sides: ${shown.length} of ${names.length}${which}`,
    lacking: labels.filter((_, i) => got[i] === 0),
  };
}

function groupsOf<S extends Labelled>(pool: readonly S[]): Map<string, S[]> {
  const groups = new Map<string, S[]>();
  for (const sample of pool) {
    const name = sample.group ?? sample.source;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name)!.push(sample);
  }
  return groups;
}

function count(given: readonly string[], labels: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const label of given) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label) => counts.get(label) ?? 0);
}

function oneTry(
  order: readonly string[],
  counts: ReadonlyMap<string, readonly number[]>,
  totals: readonly number[],
  share: number,
) {
  const taken = new Set<string>();
  let sum = totals.map(() => 0);
  let distance = distanceOf(sum, totals, share);
  for (const name of order) {
    const next = counts.get(name)!.map((n, i) => n + sum[i]!);
    if (next.some((n, i) => n === totals[i])) continue;
    const closer = distanceOf(next, totals, share);
    if (closer >= distance) continue;
    taken.add(name);
    [sum, distance] = [next, closer];
  }
  return { taken, distance };
}

/** How far the taken shares are from the wanted one; a label that is not taken at all weighs most. */
function distanceOf(taken: readonly number[], totals: readonly number[], share: number): number {
  return taken.reduce((sum, n, i) => {
    const off = n / totals[i]! - share;
    return sum + off * off + (n === 0 ? 10 : 0);
  }, 0);
}
