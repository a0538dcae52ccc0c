/** One setting of a network: its default, what is allowed, and how it is read from text. */
export interface Parameter<T> {
  readonly initial: T;
  /** Ends the sentence "it must be …". */
  readonly allowed: string;
  /** null where the text is not allowed. */
  readonly read: (text: string) => T | null;
}

/** The values that go with a table of parameters. */
export type ValuesOf<P> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** A whole number. */
export function whole(initial: number, low: number, high: number): Parameter<number> {
  const read = (text: string) => numberIn(text, low, high, Number.isInteger);
  return { initial, allowed: `a whole number from ${low} to ${high}`, read };
}

/** Any number of a range. */
export function real(initial: number, low: number, high: number): Parameter<number> {
  const read = (text: string) => numberIn(text, low, high, Number.isFinite);
  return { initial, allowed: `a number from ${low} to ${high}`, read };
}

/** Whole numbers with commas between them, such as the widths of layers. */
export function wholes(
  initial: readonly number[],
  low: number,
  high: number,
): Parameter<readonly number[]> {
  const read = (text: string) => {
    const numbers = text.split(',').map((part) => numberIn(part, low, high, Number.isInteger));
    return numbers.every((number) => number !== null) ? numbers : null;
  };
  return { initial, allowed: `whole numbers from ${low} to ${high} with commas between`, read };
}

/** Yes or no. */
export function flag(initial: boolean): Parameter<boolean> {
  const words = new Map([
    ['yes', true],
    ['no', false],
  ]);
  return { initial, allowed: 'yes or no', read: (text) => words.get(text.trim()) ?? null };
}

function numberIn(
  text: string,
  low: number,
  high: number,
  fits: (value: number) => boolean,
): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return fits(value) && value >= low && value <= high ? value : null;
}
