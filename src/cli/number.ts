import { InvalidArgumentError } from 'commander';

/** Reads an option that is a number of at least `low`. */
export function numberFrom(low: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < low) {
      throw new InvalidArgumentError(`Give a number from ${low}.`);
    }
    return value;
  };
}
