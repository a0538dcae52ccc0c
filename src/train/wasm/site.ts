import type { Shape } from '../../tensor/tensor.ts';
import type { Fused } from './activation.ts';
import { emitZero } from './elementwise.ts';
import { emitMoves, reshapeRuns } from './moves.ts';
import type { Picture } from './picture.ts';
import { bytesOf, pictureOf } from './picture.ts';
import type { Buffer, Program } from './program.ts';
import type { Through } from './through-norm.ts';

/** One value of the network for the whole batch. */
export interface Value {
  readonly picture: Picture;
  readonly data: Buffer;
  /** Whether something that can learn has a part in it. */
  readonly learns: boolean;
  /** Where the loss's gradient by it is being added up; null before the first reader has written. */
  gradient: Buffer | null;
  /** Whether a rectifier made it, so that many of its numbers are 0. */
  readonly rectified: boolean;
  /** Where `data` holds what a batch norm was given, whose result the value is. */
  readonly through?: Through;
  /** A copy with whole vectors for each pixel, of values that come without. */
  aligned: Value | null;
}

/** A part of the numbers that are learned. */
export interface Held {
  /** Address of the values. */
  readonly at: number;
  /** Offset of the gradients in a part's own memory; none for statistics. */
  readonly gradient: number;
  /** With padding, and the bytes that they take. */
  readonly floats: number;
  readonly bytes: number;
}

/** Where a layer stands in the program under construction. */
export interface Site {
  readonly program: Program;
  readonly layer: string;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly activation: Fused;
  readonly biasIsVain: boolean;
  /** Of the output and of the first input, without the batch. */
  readonly shape: Shape;
  readonly inputShape: Shape;
  /** Whether parts of the output come from no input. */
  readonly leavesGaps: boolean;
  readonly held: (field: string) => Held;
  /** Kept by the layer from the way out for the way back. */
  readonly notes: Map<string, number>;
  /** The same of memory for the whole batch. */
  readonly memory: Map<string, Buffer>;
  /** Its input with every channel several times; see the depthwise rule. */
  spread: Value | null;
  /** Address of a word that holds the layer's key of random numbers at this step. */
  readonly key: () => number;
}

export function newValue(
  program: Program,
  shape: readonly number[],
  learns: boolean,
  padded: boolean,
  rectified = false,
): Value {
  const picture = pictureOf(shape, padded);
  const data = program.buffer(bytesOf(picture));
  return { picture, data, learns, gradient: null, rectified, aligned: null };
}

/** The same memory seen as another shape. */
export function aliasOf(base: Value, picture: Picture): Value {
  return {
    picture,
    data: base.data,
    learns: base.learns,
    rectified: base.rectified,
    get gradient() {
      return base.gradient;
    },
    set gradient(buffer) {
      base.gradient = buffer;
    },
    aligned: null,
  };
}

/** The first input, with whole vectors for each pixel. */
export function alignedInput(site: Site, index = 0): Value {
  const value = site.inputs[index]!;
  const { picture } = value;
  if (picture.channels % 8 === 0) return value;
  if (value.aligned) return value.aligned;
  const { program } = site;
  const shape = [picture.height, picture.width, picture.used];
  const copy = newValue(program, shape, false, true);
  value.aligned = copy;
  program.phase(program.forward, `${site.layer} aligned`, [value.data, copy.data], (f, share) => {
    emitZero(f, share, copy.data.address, bytesOf(copy.picture));
    emitMoves(f, share, {
      source: value.data.address,
      sourceBytes: bytesOf(picture),
      target: copy.data.address,
      targetBytes: bytesOf(copy.picture),
      runs: reshapeRuns(picture, copy.picture),
      adds: false,
    });
  });
  return copy;
}

/** The buffer to which the gradient by a value goes, and whether others have written there before. */
export function claim(site: Site, value: Value): { readonly to: Buffer; readonly adds: boolean } {
  if (value.gradient) return { to: value.gradient, adds: true };
  value.gradient = site.program.buffer(bytesOf(value.picture));
  return { to: value.gradient, adds: false };
}

/**
 * The same where the gradient of the layer's own output may become it in place: that is no longer
 * needed, since all readers of the output have had their turn.
 */
export function claimInPlace(
  site: Site,
  value: Value,
): { readonly to: Buffer; readonly adds: boolean } {
  if (value.gradient) return { to: value.gradient, adds: true };
  value.gradient = site.output.gradient;
  return { to: value.gradient!, adds: false };
}
