import { Failure } from '../base/failure.ts';

/** One picture as a file holds it, upright. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1: grey. 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** [height, width, channels], 0 to 255, with the gamma that files and cameras use. */
  readonly values: Uint8Array;
  /** Whole sentences on what was assumed or left aside. */
  readonly notes: readonly string[];
}

/** A picture of more pixels is not opened: it would take gigabytes of memory to do so. */
export const pixelsMax = 50_000_000;

/** Refuses what claims to have no pixels, or more than could be opened. */
export function requireOpenable(name: string, width: number, height: number): void {
  if (!(width > 0 && height > 0)) {
    throw new Failure(
      'bad-file',
      `${name} says that it is ${width} by ${height} pixels: take it again.`,
    );
  }
  if (width * height <= pixelsMax) return;
  throw new Failure(
    'bad-file',
    `${name} has ${width} by ${height} pixels; ${pixelsMax / 1e6} million at most can be opened: make it smaller.`,
  );
}
