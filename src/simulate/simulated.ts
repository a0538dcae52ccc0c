import { simulateField } from './field.ts';
import { simulateGestures } from './gestures.ts';
import { simulateKeywords } from './keywords.ts';
import { simulateParts } from './parts.ts';
import type { Files } from './recorded-folder.ts';
import { simulateSounds } from './sounds.ts';
import { simulateVibration } from './vibration.ts';

/** Recordings of nobody and nothing, to learn the way from data to a library by. */
export const simulated = {
  gestures: simulateGestures,
  keywords: simulateKeywords,
  sounds: simulateSounds,
  vibration: simulateVibration,
  parts: simulateParts,
  field: simulateField,
} satisfies Readonly<Record<string, (seed: number) => Files>>;

export type SimulatedName = keyof typeof simulated;
