import { assert } from '../base/assert.ts';
import type { Pool2dOp } from '../graph/op.ts';
import { withActivation } from './gradient-weighted.ts';
import type { Flow, Layer, Place } from './layer.ts';
import { type Frames, framesOver } from './patches.ts';

/** The largest value's pixel takes the whole gradient (the first of equals); a mean shares it. */
export function pool2dLayer(op: Pool2dOp, place: Place): Layer {
  const { output } = place;
  const [input] = place.inputs as [Flow];
  const frames = framesOver(input.shape, output.shape, op.size, { ...op, dilation: [1, 1] });
  const layer = op.mode === 'max' ? maxPool(frames, place) : averagePool(frames, place);
  return withActivation(op.activation, output, layer);
}

function maxPool({ taps, pixels }: Frames, { inputs, output, batch, layer }: Place): Layer {
  const [input] = inputs as [Flow];
  const channels = input.shape.at(-1)!;
  const winners = new Int32Array(batch * output.size);
  return {
    forward(count) {
      const x = input.data;
      for (let y = 0; y < count * output.size; y++) {
        const place = Math.floor((y % output.size) / channels);
        const at = Math.floor(y / output.size) * input.size + (y % channels);
        let winner = -1;
        for (let tap = place * taps; tap < (place + 1) * taps; tap++) {
          const candidate = at + pixels[tap] * channels;
          if (pixels[tap] >= 0 && (winner < 0 || x[candidate] > x[winner])) winner = candidate;
        }
        assert(winner >= 0, `every frame of ${layer} sees a pixel`);
        winners[y] = winner;
        output.data[y] = x[winner];
      }
    },
    backward(count) {
      const [dy, dx] = [output.gradient!, input.gradient];
      if (!dx) return;
      for (let y = 0; y < count * output.size; y++) dx[winners[y]] += dy[y];
    },
  };
}

function averagePool({ places, taps, pixels }: Frames, { inputs, output, layer }: Place): Layer {
  const [input] = inputs as [Flow];
  const channels = input.shape.at(-1)!;
  const shares = Float64Array.from({ length: places }, (_, place) => {
    const inside = pixels.subarray(place * taps, (place + 1) * taps).filter((pixel) => pixel >= 0);
    assert(inside.length > 0, `every frame of ${layer} sees a pixel`);
    return 1 / inside.length;
  });
  return {
    forward(count) {
      output.data.fill(0, 0, count * output.size);
      eachTap(count, (x, y, share) => {
        const [from, to] = [input.data, output.data];
        for (let c = 0; c < channels; c++) to[y + c] += from[x + c] * share;
      });
    },
    backward(count) {
      const [dy, dx] = [output.gradient!, input.gradient];
      if (!dx) return;
      eachTap(count, (x, y, share) => {
        for (let c = 0; c < channels; c++) dx[x + c] += dy[y + c] * share;
      });
    },
  };

  /** Calls with the offsets of a pixel seen and of the pixel made, and the weight of the one seen. */
  function eachTap(count: number, visit: (x: number, y: number, share: number) => void): void {
    for (let i = 0; i < count; i++) {
      for (let tap = 0; tap < pixels.length; tap++) {
        if (pixels[tap] < 0) continue;
        const place = Math.floor(tap / taps);
        const x = i * input.size + pixels[tap] * channels;
        visit(x, i * output.size + place * channels, shares[place]);
      }
    }
  }
}
