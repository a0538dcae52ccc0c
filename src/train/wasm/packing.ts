import type { Graph, Op } from '../../graph/op.ts';
import type { Slot } from '../parameters.ts';
import type { Picture } from './picture.ts';
import { aligned, paddedTo8 } from './program.ts';

/**
 * Where the numbers that a network learns lie in the engine's memory.
 *
 *     dense, conv,    panels [outputs / 8][k][8]: the weights of eight outputs side by side,
 *     gates           k running over taps and padded input channels
 *     depthwise       [taps][padded channels]
 *     vectors         [padded channels]
 *
 * Weights come first, then other trained numbers, then statistics: so weight decay, gradients and
 * averages are each one stretch. Padding is 0 and stays so, as its gradients are 0.
 */
export interface Packing {
  readonly places: readonly Packed[];
  /** Bytes of the weights, of all that is trained, and of all. */
  readonly decayingBytes: number;
  readonly trainedBytes: number;
  readonly bytes: number;
}

export interface Packed {
  readonly slot: Slot;
  /** Bytes from the beginning. */
  readonly offset: number;
  /** With padding. */
  readonly floats: number;
  /** For each number of the slot its place in floats, from the beginning. */
  readonly index: Int32Array;
}

/** `inputOf` tells the picture that a layer reads. */
export function packSlots(
  network: Graph,
  slots: readonly Slot[],
  inputOf: (node: number) => Picture,
): Packing {
  let bytes = 0;
  const place = (role: Slot['role']): Packed[] =>
    slots
      .filter((slot) => slot.role === role)
      .map((slot) => {
        const offset = bytes;
        const { op } = network.nodes[slot.node]!;
        const { floats, indexOf } = formOf(op, slot, inputOf(slot.node));
        bytes += aligned(floats * 4);
        const { length } = slot.initial.data;
        const index = Int32Array.from({ length }, (_, i) => offset / 4 + indexOf(i));
        return { slot, offset, floats, index };
      });
  const weights = place('weight');
  const decayingBytes = bytes;
  const offsets = place('offset');
  const trainedBytes = bytes;
  const statistics = place('statistic');
  return { places: [...weights, ...offsets, ...statistics], decayingBytes, trainedBytes, bytes };
}

interface Form {
  readonly floats: number;
  /** Where number i of the slot goes. */
  readonly indexOf: (i: number) => number;
}

function formOf(op: Op, { field, initial }: Slot, input: Picture): Form {
  const { shape } = initial;
  const ofGate = (op.kind === 'gru' || op.kind === 'lstm') && /\.(weight|recurrent)$/.test(field);
  if (ofGate || (field === 'weight' && (op.kind === 'dense' || op.kind === 'conv2d'))) {
    const channels = shape.at(-1)!;
    const padded = op.kind === 'conv2d' ? input.channels : channels;
    const taps = initial.data.length / shape[0]! / channels;
    const depth = taps * padded;
    const indexOf = (i: number) => {
      const output = Math.floor(i / (taps * channels));
      const tap = Math.floor(i / channels) % taps;
      const k = tap * padded + (i % channels);
      return (Math.floor(output / 8) * depth + k) * 8 + (output % 8);
    };
    return { floats: paddedTo8(shape[0]!) * depth, indexOf };
  }
  if (field === 'weight' && op.kind === 'transposeConv2d') {
    const [outputs, height, width, inputs] = shape as [number, number, number, number];
    const depth = height * width * paddedTo8(outputs);
    const indexOf = (i: number) => {
      const [from, tap] = [i % inputs, Math.floor(i / inputs) % (height * width)];
      const k = tap * paddedTo8(outputs) + Math.floor(i / (inputs * height * width));
      return (Math.floor(from / 8) * depth + k) * 8 + (from % 8);
    };
    return { floats: paddedTo8(inputs) * depth, indexOf };
  }
  const channels = shape.at(-1)!;
  const padded = paddedTo8(channels);
  const rows = initial.data.length / channels;
  const indexOf = (i: number) => Math.floor(i / channels) * padded + (i % channels);
  return { floats: rows * padded, indexOf };
}

/** Copies numbers in the order of their slots to their places; they may end before the statistics. */
export function packInto(
  { places }: Packing,
  numbers: ArrayLike<number>,
  memory: Float32Array,
): void {
  for (const { slot, index } of places) {
    if (slot.offset >= numbers.length) continue;
    for (let i = 0; i < index.length; i++) memory[index[i]] = numbers[slot.offset + i]!;
  }
}

/** The other way. */
export function unpackFrom({ places }: Packing, memory: Float32Array, numbers: Float32Array): void {
  for (const { slot, index } of places) {
    if (slot.offset >= numbers.length) continue;
    for (let i = 0; i < index.length; i++) numbers[slot.offset + i] = memory[index[i]];
  }
}
