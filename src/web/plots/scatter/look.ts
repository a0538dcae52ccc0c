import type { Point } from './places.ts';

/** How a point shows: not at all, behind those that were chosen, as all do, or chosen. */
export const shows = { not: 0, dimly: 1, plainly: 2, chosen: 3 } as const;

/** How much of a point's colour is seen, by how it shows. */
export const opacities: readonly number[] = [0, 0.3, 0.85, 1];

/** Points as they are to be seen. */
export interface Scatter {
  readonly places: readonly Point[];
  /** [points]: which of the marks. */
  readonly marks: Uint8Array;
  /** [points]: one of `shows`. */
  readonly shown: Uint8Array;
}

/** A shape and its colour, as CSS says it. */
export interface Mark {
  readonly shape: string;
  readonly colour: string;
}

/** Paints points onto the canvas that it was made for; what was chosen lies on top. */
export interface Painter {
  paint(scatter: Scatter, marks: readonly Mark[]): void;
  /** Lets go of what it holds of the graphics processor. */
  stop(): void;
}

/** Across a mark, in pixels of the page: smaller the more of them there are. */
export const markSide = (points: number): number => (points > 5000 ? 8 : points > 1500 ? 10 : 12);
