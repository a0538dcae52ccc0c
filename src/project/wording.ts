/** A label as sentences show it: quotes inside are told from those around. */
export function quoted(label: string): string {
  return label.includes('"') ? `“${label}”` : `"${label}"`;
}

/** What the samples of a folder are. */
export type Thing = 'recording' | 'picture';

export function things(count: number, thing: Thing): string {
  return count === 1 ? `1 ${thing}` : `${count === 0 ? 'no' : count} ${thing}s`;
}

export function recordings(count: number): string {
  return things(count, 'recording');
}

export function hertz(rate: number): string {
  return `${Number(rate.toPrecision(4))} Hz`;
}

/** "a, b and c" */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** Three digits in seconds, from two hours on in hours, from two days on in days. */
export function durationWord(seconds: number): string {
  const [unit, size] = units.find(([, least]) => seconds >= 2 * least) ?? ['s', 1];
  return `${Number((seconds / size).toPrecision(3))} ${unit}`;
}

const units: readonly (readonly [string, number])[] = [
  ['days', 86_400],
  ['h', 3600],
];
