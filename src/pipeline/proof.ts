import type { Task } from '../base/task.ts';
import type { CoreId } from '../compile/estimate/core.ts';
import type { Frame } from '../dsp/image.ts';
import type { Centre } from '../graph/centres.ts';
import type { Agreement } from './report/report.ts';

/** A generated library, as a prover takes it: one that looks at windows, or at frames. */
export interface ProofRequest<W extends Float32Array | Frame = Float32Array> {
  readonly core: CoreId;
  /** The name in the generated C: `thimble_<name>_run`. */
  readonly name: string;
  /** File name to text, all in one folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Numbers of a window; bytes of the largest frame. */
  readonly windowValues: number;
  /**
   * Where the library has a stream of frames: what its readings are, of how many axes, and how many it is given at a time.
   * Windows are float32 here, in −1 to 1 where the library takes 16-bit numbers.
   */
  readonly framed?: {
    readonly element: 'int16_t' | 'float';
    readonly axes: number;
    readonly hopReadings: number;
  } | null;
  readonly features: number;
  /** Scores of a result. */
  readonly labels: number;
  /** Centres that a detector's result has room for. */
  readonly centres?: number;
  readonly arenaBytes: number;
  /** Each [readings, axes] interleaved; or frames. */
  readonly windows: readonly W[];
}

/** What a library did and needed on an emulated core. Bytes and instructions are measured. */
export interface Proof {
  readonly core: string;
  readonly machine: string;
  /** Name, version and flags. */
  readonly compiler: string;
  /** Of a whole program that holds one window, an arena and a result, and runs the library. */
  readonly flashBytes: number;
  /** The same program's static memory and the deepest stack. */
  readonly ramBytes: number;
  readonly stackBytes: number;
  readonly windowBytes: number;
  readonly arenaBytes: number;
  /** Static memory that is neither window nor arena. */
  readonly staticBytes: number;
  /** Mean of all windows. */
  readonly instructions: { readonly features: number; readonly network: number };
  /** For each window, what the library answered. */
  readonly features: readonly (Float32Array | Int8Array)[];
  readonly scores: readonly Float32Array[];
  /** Of a detector what it found. */
  readonly centres: readonly (readonly Centre[])[];
}

export type Prove = (request: AnyProofRequest, task: Task) => Promise<Proof>;
export type AnyProofRequest = ProofRequest | ProofRequest<Frame>;

/** What the studio answers for one window. */
export interface Meant {
  readonly features: Float32Array | Int8Array;
  readonly scores: Float32Array;
  /** Of a detector. */
  readonly centres?: readonly Centre[];
}

export const notRun: Agreement = { windows: null, identical: null, featureErrorMax: null };

/**
 * Holds the device's answers against the studio's. Scores come from int8 by one scale, so equal
 * float scores are equal int8 outputs; a window counts as identical if all its scores are, and, of a
 * detector, all centres.
 */
export function agreementOf(
  meant: readonly Meant[],
  { features, scores, centres }: Proof,
): Agreement {
  let identical = 0;
  let worst = 0;
  for (const [i, { features: wanted, scores: truth, centres: found = [] }] of meant.entries()) {
    const sameScores = truth.every((score, k) => Object.is(score, scores[i]![k]));
    if (sameScores && sameCentres(found, centres[i]!)) identical++;
    for (let k = 0; k < wanted.length; k++) {
      worst = Math.max(worst, relativeError(wanted[k]!, features[i]![k]!));
    }
  }
  return { windows: meant.length, identical, featureErrorMax: worst };
}

function sameCentres(wanted: readonly Centre[], got: readonly Centre[]): boolean {
  const numbers = (all: readonly Centre[]) =>
    all.flatMap(({ label, x, y, score }) => [label, x, y, score]).join();
  return numbers(wanted) === numbers(got);
}

/** Relative to the value; infinite where one of the two is zero or not a number and the other is not. */
function relativeError(wanted: number, got: number): number {
  if (Object.is(wanted, got)) return 0;
  const error = Math.abs(wanted - got) / Math.abs(wanted);
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}
