import { contentHash } from '../base/hash.ts';
import type { Graph } from '../graph/op.ts';
import type { TrainingData } from './data.ts';
import type { Epoch } from './loop.ts';
import type { TrainOptions } from './train-options.ts';

/** Where a checkpoint is kept: one at a time, each in the place of the last. */
export interface CheckpointStore {
  /** Must leave the old bytes in place until the new ones are whole. */
  save(bytes: Uint8Array): Promise<void>;
  load(): Promise<Uint8Array | null>;
}

/** All that decides how training goes on. Random numbers need no place here: they are counted. */
export interface Progress extends Judged {
  /** Epochs and steps that are done. */
  readonly epoch: number;
  readonly step: number;
  /** What came out of judging by validation, where learning from all examples has begun. */
  readonly judged: Judged | null;
  /** What has been learned, the optimiser's moments, the running average, the best epoch's, its answers. */
  readonly arrays: readonly Float32Array[];
}

/** The learning curve, and the epoch where it is lowest. */
export interface Judged {
  readonly history: readonly Epoch[];
  readonly bestEpoch: number;
}

/** Names one training: its network with first weights, its data and its options. */
export function fingerprintOf(network: Graph, data: TrainingData, options: TrainOptions): string {
  const bytes = (_key: string, value: unknown) =>
    ArrayBuffer.isView(value)
      ? contentHash(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      : value;
  return contentHash(JSON.stringify([network, data, options], bytes));
}

/**
 *     8 bytes   "THIMBLE" and the version of this layout, 3
 *     64 bytes  SHA-256 of all that follows, in hexadecimal
 *     4 bytes   length of the head, little-endian
 *     head      JSON: fingerprint, epoch, step, learning curve …, lengths of the arrays
 *     rest      the arrays, float32 little-endian, one after another
 */
export function encodeCheckpoint(progress: Progress, fingerprint: string): Uint8Array {
  const { arrays, ...rest } = progress;
  const lengths = arrays.map((array) => array.length);
  const head = text.encode(JSON.stringify({ fingerprint, lengths, ...rest }));
  const values = lengths.reduce((sum, length) => sum + length, 0);
  const bytes = new Uint8Array(headAt + head.length + 4 * values);
  const view = new DataView(bytes.buffer);
  view.setUint32(lengthAt, head.length, true);
  bytes.set(head, headAt);
  let at = headAt + head.length;
  for (const array of arrays) {
    for (const value of array) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  bytes.set(magic);
  bytes.set(text.encode(contentHash(bytes.subarray(lengthAt))), magic.length);
  return bytes;
}

/** The progress of the training with this fingerprint, or the reason why it is of no use to it. */
export function decodeCheckpoint(bytes: Uint8Array, fingerprint: string): Progress | string {
  if (!isWhole(bytes)) return 'The checkpoint is damaged, so training began anew.';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = headAt + view.getUint32(lengthAt, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(headAt, at))) as Head;
  if (head.fingerprint !== fingerprint) {
    return 'The checkpoint is of another network, other data or other options, so training began anew.';
  }
  const arrays = head.lengths.map((length) => {
    const array = Float32Array.from({ length }, (_, i) => view.getFloat32(at + 4 * i, true));
    at += 4 * length;
    return array;
  });
  const { epoch, step, history, bestEpoch, judged } = head;
  return { epoch, step, history, bestEpoch, judged, arrays };
}

interface Head extends Omit<Progress, 'arrays'> {
  readonly fingerprint: string;
  readonly lengths: readonly number[];
}

/** The hash vouches for every byte, so that what follows may be read without further doubt. */
function isWhole(bytes: Uint8Array): boolean {
  if (bytes.length < headAt || magic.some((byte, i) => bytes[i] !== byte)) return false;
  const hash = new TextDecoder().decode(bytes.subarray(magic.length, lengthAt));
  return hash === contentHash(bytes.subarray(lengthAt));
}

const text = new TextEncoder();
const magic = Uint8Array.from([...text.encode('THIMBLE'), 3]);
const lengthAt = magic.length + 64;
const headAt = lengthAt + 4;
