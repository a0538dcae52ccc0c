import type { PadOp } from '../graph/op.ts';
import type { Flow, Layer, Place } from './layer.ts';

/** Surrounds a value with a constant; what lies outside of it hands nothing back. */
export function padLayer({ pads, value }: PadOp, { inputs, output }: Place): Layer {
  const [input] = inputs as [Flow];
  const places = placesOf(input.shape, output.shape, pads);
  return {
    forward(count) {
      output.data.fill(value, 0, count * output.size);
      for (let i = 0; i < count * input.size; i++) output.data[placeOf(i)] = input.data[i];
    },
    backward(count) {
      const [dy, dx] = [output.gradient!, input.gradient];
      if (!dx) return;
      for (let i = 0; i < count * input.size; i++) dx[i] += dy[placeOf(i)];
    },
  };

  function placeOf(i: number): number {
    return Math.floor(i / input.size) * output.size + places[i % input.size];
  }
}

/** Where each number of a value lies in the value that surrounds it. */
export function placesOf(
  from: readonly number[],
  to: readonly number[],
  pads: PadOp['pads'],
): Int32Array {
  const size = from.reduce((product, side) => product * side, 1);
  return Int32Array.from({ length: size }, (_, i) => {
    let [rest, place, step] = [i, 0, 1];
    for (let d = from.length - 1; d >= 0; d--) {
      place += ((rest % from[d]!) + pads[d]![0]) * step;
      rest = Math.floor(rest / from[d]!);
      step *= to[d]!;
    }
    return place;
  });
}
