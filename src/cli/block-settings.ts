import { Failure } from '../base/failure.ts';

/** For an option that may be given again: collects what was written. */
export function collect(one: string, all: readonly string[] = []): readonly string[] {
  return [...all, one];
}

/** Settings written as name=value. */
export function settingsIn(written: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    written.map((one) => {
      const at = one.indexOf('=');
      if (at > 0) return [one.slice(0, at).trim(), one.slice(at + 1).trim()];
      throw new Failure('bad-option', `"${one}" sets nothing: write --set name=value.`);
    }),
  );
}
