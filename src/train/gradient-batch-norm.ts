import type { BatchNormOp } from '../graph/op.ts';
import type { Flow, Layer, Place } from './layer.ts';

/** Share of each step's batch in the running statistics. */
const momentum = 0.1;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, algorithm 1) over all examples and pixels of each
 * channel. While training, by the batch's own mean and (biased) variance; otherwise by the running
 * averages, in which the variance is unbiased.
 */
export function batchNormLayer({ epsilon }: BatchNormOp, place: Place): Layer {
  const { output } = place;
  const [input] = place.inputs as [Flow];
  const { gamma, beta, mean, variance } = place.parameters as Fields;
  const channels = gamma.value.length;
  const pixels = input.size / channels;
  const centre = new Float64Array(channels);
  const spread = new Float64Array(channels);
  const sums = new Float64Array(channels);
  const crossed = new Float64Array(channels);

  return {
    forward(count, pass) {
      if (pass.training) measure(count * pixels);
      else {
        centre.set(mean.value);
        spread.set(variance.value);
      }
      for (let c = 0; c < channels; c++) spread[c] = 1 / Math.sqrt(spread[c] + epsilon);
      const [x, y] = [input.data, output.data];
      for (let i = 0; i < count * input.size; i += channels) {
        for (let c = 0; c < channels; c++) {
          y[i + c] = (x[i + c] - centre[c]) * spread[c] * gamma.value[c] + beta.value[c];
        }
      }
    },
    /** dx = γ/σ (dy − mean(dy) − x̂ mean(dy x̂)), where x̂ is the normalised input. */
    backward(count) {
      const rows = count * pixels;
      const [x, dy, dx] = [input.data, output.gradient!, input.gradient];
      sums.fill(0);
      crossed.fill(0);
      for (let i = 0; i < rows * channels; i += channels) {
        for (let c = 0; c < channels; c++) {
          sums[c] += dy[i + c];
          crossed[c] += dy[i + c] * (x[i + c] - centre[c]) * spread[c];
        }
      }
      for (let c = 0; c < channels; c++) {
        beta.gradient[c] += sums[c];
        gamma.gradient[c] += crossed[c];
      }
      if (!dx) return;
      for (let i = 0; i < rows * channels; i += channels) {
        for (let c = 0; c < channels; c++) {
          const normal = (x[i + c] - centre[c]) * spread[c];
          const rest = dy[i + c] - (sums[c] + normal * crossed[c]) / rows;
          dx[i + c] += gamma.value[c] * spread[c] * rest;
        }
      }
    },
  };

  /** Mean and variance of `rows` rows, and their place in the running averages. */
  function measure(rows: number): void {
    const x = input.data;
    centre.fill(0);
    spread.fill(0);
    for (let i = 0; i < rows * channels; i += channels) {
      for (let c = 0; c < channels; c++) centre[c] += x[i + c];
    }
    for (let c = 0; c < channels; c++) centre[c] /= rows;
    for (let i = 0; i < rows * channels; i += channels) {
      for (let c = 0; c < channels; c++) spread[c] += (x[i + c] - centre[c]) ** 2;
    }
    for (let c = 0; c < channels; c++) {
      const unbiased = spread[c] / Math.max(1, rows - 1);
      spread[c] /= rows;
      mean.value[c] += momentum * (centre[c] - mean.value[c]);
      variance.value[c] += momentum * (unbiased - variance.value[c]);
    }
  }
}

interface Fields {
  [field: string]: Place['parameters'][string];
  gamma: Place['parameters'][string];
  beta: Place['parameters'][string];
  mean: Place['parameters'][string];
  variance: Place['parameters'][string];
}
