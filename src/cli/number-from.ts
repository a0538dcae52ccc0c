import { InvalidArgumentError } from 'commander';

/** Reads the value of an option as a number that is not below another. */
export function numberFrom(low: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < low) {
      throw new InvalidArgumentError(`Give a number from ${low}.`);
    }
    return value;
  };
}
