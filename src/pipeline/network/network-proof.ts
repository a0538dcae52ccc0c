import type { Task } from '../../base/task.ts';
import type { CoreId } from '../../compile/estimate/core.ts';
import type { Value } from '../../graph/op.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** A library of a network alone, and what to run it on. */
export interface NetworkUnderProof {
  /** The library's: thimble_<name>_run and so on. */
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly arenaBytes: number;
  readonly stateBytes: number;
  /** The inputs of each run, one run after another on one state. */
  readonly cases: readonly (readonly Tensor[])[];
}

export interface NetworkProofRequest extends NetworkUnderProof {
  readonly core: CoreId;
  /** How many steps the library marks when they are done; none unless told. */
  readonly marks?: number;
}

/** What a network answered on an emulated core, and what it took: all measured. */
export interface NetworkProof {
  readonly machine: string;
  /** Name, version and flags. */
  readonly compiler: string;
  /** Of a whole program that holds an arena and a state and calls run once. */
  readonly flashBytes: number;
  /** Code and constants of the library, the C library's part, start-up and the program's own. */
  readonly flashParts: {
    readonly code: number;
    readonly constants: number;
    readonly cLibrary: number;
    readonly startUp: number;
  };
  /** Arena, state, anything else static, and the deepest stack of run. */
  readonly ramBytes: number;
  readonly stackBytes: number;
  /** Of each case, from the first instruction of run to its return, both included. */
  readonly instructions: readonly number[];
  /** Of each case: its outputs. */
  readonly outputs: readonly (readonly Tensor[])[];
  /** Of each layer in the last case; empty where the library makes no marks. */
  readonly layerInstructions: readonly number[];
}

export type ProveNetwork = (request: NetworkProofRequest, task: Task) => Promise<NetworkProof>;
