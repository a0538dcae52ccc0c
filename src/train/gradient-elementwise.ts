import { Random } from '../base/random.ts';
import type { ActivationOp, AddOp, ConcatOp, DropoutOp } from '../graph/op.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { withActivation } from './gradient-weighted.ts';
import type { Flow, Layer, Place } from './layer.ts';

/** The same numbers in another shape. */
export function copyLayer({ inputs, output }: Place): Layer {
  const [input] = inputs as [Flow];
  return {
    forward(count) {
      for (let i = 0; i < count * output.size; i++) output.data[i] = input.data[i];
    },
    backward(count) {
      const [dy, dx] = [output.gradient!, input.gradient];
      if (!dx) return;
      for (let i = 0; i < count * output.size; i++) dx[i] += dy[i];
    },
  };
}

export function activationLayer({ activation }: ActivationOp, place: Place): Layer {
  return withActivation(activation, place.output, copyLayer(place));
}

/**
 * While training each value is zero with the given chance and otherwise 1 / (1 − rate) times as
 * large (inverted dropout, Srivastava et al. 2014). Which ones depends only on seed, layer, step
 * and place in the batch.
 */
export function dropoutLayer({ rate }: DropoutOp, place: Place): Layer {
  const { inputs, output, memory, batch, seed, layer } = place;
  const [input] = inputs as [Flow];
  const gains = memory(batch * output.size);
  const kept = 1 / (1 - rate);
  return {
    forward(count, { training, step }) {
      const random = new Random(seed, 'dropout', layer, step);
      for (let i = 0; i < count * output.size; i++) {
        gains[i] = !training ? 1 : random.uniform() < rate ? 0 : kept;
        output.data[i] = input.data[i] * gains[i];
      }
    },
    backward(count) {
      const [dy, dx] = [output.gradient!, input.gradient];
      if (!dx) return;
      for (let i = 0; i < count * output.size; i++) dx[i] += dy[i] * gains[i];
    },
  };
}

export function addLayer({ activation }: AddOp, place: Place): Layer {
  const { inputs, output } = place;
  const [a, b] = inputs as [Flow, Flow];
  return withActivation(activation, output, {
    forward(count) {
      for (let i = 0; i < count * output.size; i++) output.data[i] = a.data[i] + b.data[i];
    },
    backward(count) {
      const dy = output.gradient!;
      for (const { gradient } of [a, b]) {
        if (!gradient) continue;
        for (let i = 0; i < count * output.size; i++) gradient[i] += dy[i];
      }
    },
  });
}

export function concatLayer({ axis }: ConcatOp, { inputs, output }: Place): Layer {
  // in memory: rows of output, each the rows of all inputs one after another
  const rows = sizeOf(output.shape.slice(0, axis));
  const width = output.size / rows;
  const widths = inputs.map((input) => input.size / rows);
  const starts = widths.map((_, i) => widths.slice(0, i).reduce((sum, w) => sum + w, 0));
  return {
    forward(count) {
      inputs.forEach(({ data }, which) => {
        for (let row = 0; row < count * rows; row++) {
          const [from, to] = [row * widths[which], row * width + starts[which]];
          for (let i = 0; i < widths[which]; i++) output.data[to + i] = data[from + i];
        }
      });
    },
    backward(count) {
      inputs.forEach(({ gradient }, which) => {
        if (!gradient) return;
        for (let row = 0; row < count * rows; row++) {
          const [to, from] = [row * widths[which], row * width + starts[which]];
          for (let i = 0; i < widths[which]; i++) gradient[to + i] += output.gradient![from + i];
        }
      });
    },
  };
}

/** dx = y (dy − Σ dy y). Where a softmax ends the network, the loss goes around it: see loss.ts. */
export function softmaxLayer({ inputs, output }: Place): Layer {
  const [input] = inputs as [Flow];
  const channels = output.shape.at(-1)!;
  return {
    forward(count) {
      const [x, y] = [input.data, output.data];
      for (let at = 0; at < count * output.size; at += channels) {
        let most = Number.NEGATIVE_INFINITY;
        for (let c = 0; c < channels; c++) most = Math.max(most, x[at + c]);
        let sum = 0;
        for (let c = 0; c < channels; c++) sum += Math.exp(x[at + c] - most);
        for (let c = 0; c < channels; c++) y[at + c] = Math.exp(x[at + c] - most) / sum;
      }
    },
    backward(count) {
      const [y, dy, dx] = [output.data, output.gradient!, input.gradient];
      if (!dx) return;
      for (let at = 0; at < count * output.size; at += channels) {
        let sum = 0;
        for (let c = 0; c < channels; c++) sum += dy[at + c] * y[at + c];
        for (let c = 0; c < channels; c++) dx[at + c] += y[at + c] * (dy[at + c] - sum);
      }
    },
  };
}
