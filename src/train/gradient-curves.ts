import type { OpOf } from '../graph/op.ts';
import type { Flow, Layer, Place } from './layer.ts';

/** y = curve(x) number by number; dx = dy × slope, which may be told by x or by y. */
function curveLayer(
  { inputs, output }: Place,
  curve: (x: number) => number,
  slope: (x: number, y: number) => number,
): Layer {
  const [input] = inputs as [Flow];
  return {
    forward(count) {
      for (let i = 0; i < count * output.size; i++) output.data[i] = curve(input.data[i]);
    },
    backward(count) {
      const [x, y, dy, dx] = [input.data, output.data, output.gradient!, input.gradient];
      if (!dx) return;
      for (let i = 0; i < count * output.size; i++) dx[i] += dy[i] * slope(x[i], y[i]);
    },
  };
}

export function logisticLayer(_op: OpOf<'logistic'>, place: Place): Layer {
  const logistic = (x: number) => 1 / (1 + Math.exp(-x));
  return curveLayer(place, logistic, (_x, y) => y * (1 - y));
}

export function tanhLayer(_op: OpOf<'tanh'>, place: Place): Layer {
  return curveLayer(place, Math.tanh, (_x, y) => 1 - y * y);
}

/** x × clamp(x + 3, 0, 6) / 6 (Howard et al. 2019). */
export function hardSwishLayer(_op: OpOf<'hardSwish'>, place: Place): Layer {
  const curve = (x: number) => (x * Math.min(6, Math.max(0, x + 3))) / 6;
  return curveLayer(place, curve, (x) => (x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6));
}

export function leakyReluLayer({ alpha }: OpOf<'leakyRelu'>, place: Place): Layer {
  const slope = (x: number) => (x >= 0 ? 1 : alpha);
  return curveLayer(place, (x) => x * slope(x), slope);
}
