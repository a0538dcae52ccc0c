import type { CompiledImpulse, CompiledPictures } from '../compile/compile.ts';
import type { Frame } from '../dsp/image.ts';

/** What a compiled impulse becomes for one world: a library, a component, a bundle. */
export interface Target {
  /** As a person names it: `--target arduino`. */
  readonly id: string;
  readonly title: string;
  /** What it is for, in a sentence. */
  readonly about: string;
  /** Paths with / between folders, to bytes. The same input gives the same bytes. */
  pack(library: CompiledImpulse, options: PackOptions): ReadonlyMap<string, Uint8Array>;
  /** The same for a library that looks at a camera's frames. */
  packPictures(
    library: CompiledPictures,
    options: PicturePackOptions,
  ): ReadonlyMap<string, Uint8Array>;
}

/** What is told to every library. */
export interface LibraryTexts {
  /** Of the library: three numbers, such as 1.0.2. */
  readonly version: string;
  readonly author?: string;
  readonly url?: string;
  /** The text of the licence of the runtime's files. */
  readonly license: string;
  /** Sentences for the README: accuracy, sizes, what was proven. */
  readonly facts: readonly string[];
}

export interface PackOptions extends LibraryTexts {
  /** The axes of the recordings, in order; units as the recordings state them. */
  readonly axes: readonly { readonly name: string; readonly unit: string }[];
  /** A window of the test data that no training has seen, and what the studio says of it. */
  readonly example: {
    readonly window: Float32Array;
    readonly scores: Float32Array;
    /** What a person said it is. */
    readonly label: string;
  };
}

export interface PicturePackOptions extends LibraryTexts {
  /** A picture of the test data that no training has seen, and what the studio says of it. */
  readonly example: {
    readonly frame: Frame;
    readonly scores: Float32Array;
    readonly label: string;
  };
}
