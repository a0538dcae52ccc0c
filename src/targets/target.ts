import type { CompiledImpulse } from '../compile/compile.ts';

/** What a compiled impulse becomes for one world: a library, a component, a bundle. */
export interface Target {
  /** As a person names it: `--target arduino`. */
  readonly id: string;
  readonly title: string;
  /** Paths with / between folders, to bytes. The same input gives the same bytes. */
  pack(library: CompiledImpulse, options: PackOptions): ReadonlyMap<string, Uint8Array>;
}

export interface PackOptions {
  /** Of the library: three numbers, such as 1.0.2. */
  readonly version: string;
  readonly author?: string;
  readonly url?: string;
  /** The axes of the recordings, in order; units as the recordings state them. */
  readonly axes: readonly { readonly name: string; readonly unit: string }[];
  /** A window of the test data that no training has seen, and what the studio says of it. */
  readonly example: {
    readonly window: Float32Array;
    readonly scores: Float32Array;
    /** What a person said it is. */
    readonly label: string;
  };
  /** The text of the licence of the runtime's files. */
  readonly license: string;
  /** Sentences for the README: accuracy, sizes, what was proven. */
  readonly facts: readonly string[];
}
