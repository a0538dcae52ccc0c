import type { LayerNormOp } from '../graph/op.ts';
import type { Flow, Layer, Parameter, Place } from './layer.ts';

/** Layer normalisation (Ba, Kiros and Hinton 2016) of each row along the last dimension. */
export function layerNormLayer({ epsilon }: LayerNormOp, place: Place): Layer {
  const { output } = place;
  const [input] = place.inputs as [Flow];
  const { gamma, beta } = place.parameters as Record<'gamma' | 'beta', Parameter>;
  const channels = gamma.value.length;

  /** Mean and 1 / deviation of the row at `at`. */
  function measure(at: number): [mean: number, scale: number] {
    let mean = 0;
    for (let c = 0; c < channels; c++) mean += input.data[at + c] / channels;
    let variance = 0;
    for (let c = 0; c < channels; c++) variance += (input.data[at + c] - mean) ** 2 / channels;
    return [mean, 1 / Math.sqrt(variance + epsilon)];
  }

  return {
    forward(count) {
      for (let at = 0; at < count * input.size; at += channels) {
        const [mean, scale] = measure(at);
        for (let c = 0; c < channels; c++) {
          const normal = (input.data[at + c] - mean) * scale;
          output.data[at + c] = gamma.value[c] * normal + beta.value[c];
        }
      }
    },
    /** With g = γ dy and x̂ the normalised row: dx = (g − mean(g) − x̂ mean(g x̂)) / σ. */
    backward(count) {
      const [dy, dx] = [output.gradient!, input.gradient];
      for (let at = 0; at < count * input.size; at += channels) {
        const [mean, scale] = measure(at);
        let plain = 0;
        let crossed = 0;
        for (let c = 0; c < channels; c++) {
          const normal = (input.data[at + c] - mean) * scale;
          gamma.gradient[c] += dy[at + c] * normal;
          beta.gradient[c] += dy[at + c];
          plain += (gamma.value[c] * dy[at + c]) / channels;
          crossed += (gamma.value[c] * dy[at + c] * normal) / channels;
        }
        if (!dx) continue;
        for (let c = 0; c < channels; c++) {
          const normal = (input.data[at + c] - mean) * scale;
          dx[at + c] += scale * (gamma.value[c] * dy[at + c] - plain - normal * crossed);
        }
      }
    },
  };
}
