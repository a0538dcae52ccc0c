import { Failure } from '../../base/failure.ts';
import type { Source } from './microphone.ts';
import { RateChanger } from './rate-changer.ts';
import { readBoard } from './serial.ts';
import type { SerialReading } from './serial-lines.ts';

const baudRate = 115_200;

/**
 * Readings of a board that prints them, at the model's rate and in the order of its axes: by their names
 * where the board gives them, else as they stand. Times are those of their arrival.
 */
export async function listenToBoard(
  axes: readonly string[],
  sampleRateHz: number,
  take: (readings: Float32Array) => void,
  refuse: (sentence: string) => void,
): Promise<Source> {
  const changer = new RateChanger(sampleRateHz);
  return readBoard(
    baudRate,
    (reading) => {
      const values = inOrder(reading, axes);
      if (values === null) {
        refuse(
          `The board prints ${reading.names.join(', ')}; the model looks at ${axes.join(', ')}: print these, in this order or with these names.`,
        );
        return;
      }
      const readings = changer.push(performance.now() / 1000, values);
      if (readings.length > 0) take(readings);
    },
    () => {},
    refuse,
  ).catch((error: unknown) => {
    throw error instanceof Failure
      ? error
      : new Failure('unreachable', 'The board cannot be read: plug it in again.');
  });
}

/** null where something is lacking. */
export function inOrder(
  { names, values }: SerialReading,
  axes: readonly string[],
): number[] | null {
  const places = axes.map((axis) => names.indexOf(axis));
  if (!places.includes(-1)) return places.map((place) => values[place]!);
  const nameless = names.every((name, i) => name === `axis${i + 1}`);
  return nameless && values.length === axes.length ? [...values] : null;
}
