import type { FakeQuantizeOp } from '../graph/op.ts';
import { rangeOfQuantization } from '../graph/quantized-value.ts';
import { channelsOf, fillFromGrid, gridLimit, type WeightedOp } from '../graph/weight-grid.ts';
import type { Flow, Layer, Place } from './layer.ts';

/**
 * y = the nearest number that int8 has for x; dx = dy where x lies within what int8 can hold, else 0
 * (straight-through estimator, Bengio et al. 2013). In float32 arithmetic whatever the precision of
 * the network, as the device rounds.
 */
export function fakeQuantizeLayer({ quantization }: FakeQuantizeOp, place: Place): Layer {
  const { output } = place;
  const [input] = place.inputs as [Flow];
  const scale = quantization.scales[0]!;
  const zero = quantization.zeroPoint;
  const [low, high] = rangeOfQuantization(quantization);
  return {
    forward(count) {
      const [x, y] = [input.data, output.data];
      for (let i = 0; i < count * output.size; i++) {
        const steps = Math.fround(x[i] / scale);
        // halves away from zero
        const whole = Math.sign(steps) * Math.floor(Math.abs(steps) + 0.5);
        y[i] = scale * (Math.min(127, Math.max(-128, whole + zero)) - zero);
      }
    },
    backward(count) {
      const [x, dy, dx] = [input.data, output.gradient!, input.gradient];
      if (!dx) return;
      // half a step beyond either end still rounds to the end
      const [least, most] = [low - scale / 2, high + scale / 2];
      for (let i = 0; i < count * output.size; i++) {
        if (x[i] >= least && x[i] <= most) dx[i] += dy[i];
      }
    },
  };
}

/**
 * A layer that runs on the nearest weights of its grid, where it has one, while the gradients move
 * the weights between them; a weight beyond the grid is not moved further out.
 */
export function withGrid<O extends WeightedOp>(
  make: (op: O, place: Place) => Layer,
): (op: O, place: Place) => Layer {
  return (op, place) => {
    const { grid } = op;
    if (!grid) return make(op, place);
    const real = place.parameters.weight!;
    const near = {
      value: place.memory(real.value.length),
      gradient: place.memory(real.value.length),
    };
    const layer = make(op, { ...place, parameters: { ...place.parameters, weight: near } });
    const { channels, run } = channelsOf(op);
    const reach = gridLimit[grid.bits] + 0.5;
    return {
      forward(count, pass) {
        fillFromGrid(op, grid, real.value, near.value);
        layer.forward(count, pass);
      },
      backward(count) {
        near.gradient.fill(0);
        layer.backward(count);
        for (let i = 0; i < near.gradient.length; i++) {
          const steps = real.value[i] / grid.scales[Math.floor(i / run) % channels]!;
          if (Math.abs(steps) <= reach) real.gradient[i] += near.gradient[i];
        }
      },
    };
  };
}
