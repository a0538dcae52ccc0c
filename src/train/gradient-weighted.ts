import type { Activation, Conv2dOp, DenseOp, Depthwise2dOp } from '../graph/op.ts';
import { activationLimits } from '../graph/quantized-value.ts';
import type { Flow, Layer, Place } from './layer.ts';
import { addColumnSums, addProduct, fillRows, type Matrix, matrix, transposed } from './matmul.ts';
import { framesOver, gather, scatterAdd } from './patches.ts';

/** y = W x + b for the whole batch at once; dx = Wᵀ dy, dW = Σ dy xᵀ, db = Σ dy. */
export function denseLayer(op: DenseOp, place: Place): Layer {
  const { output } = place;
  const [input] = place.inputs as [Flow];
  const { weight, bias } = place.parameters as Weights;
  const [outputs, inputs] = [output.size, input.size];
  const weights = matrix(weight.value, inputs);
  return withActivation(op.activation, output, {
    forward(count) {
      fillRows(bias.value, output.data, outputs, count);
      const x = matrix(input.data, inputs);
      addProduct(x, transposed(weights), output.data, 0, [count, outputs, inputs]);
    },
    backward(count) {
      addColumnSums(output.gradient!, bias.gradient, outputs, count);
      const x = matrix(input.data, inputs);
      const dy = matrix(output.gradient!, outputs);
      addProduct(transposed(dy), x, weight.gradient, 0, [outputs, inputs, count]);
      if (input.gradient) addProduct(dy, weights, input.gradient, 0, [count, inputs, outputs]);
    },
  });
}

/**
 * A convolution is a dense layer over the patches under each place of its frame. Patches are
 * gathered picture by picture, and once more on the way back: that costs one copy for each output
 * channel's worth of multiply-adds, and spares the memory of the whole batch's patches.
 */
export function conv2dLayer(op: Conv2dOp, place: Place): Layer {
  const { output } = place;
  const [input] = place.inputs as [Flow];
  const { weight, bias } = place.parameters as Weights;
  const [outputs, height, width, channels] = op.weight.shape as [number, number, number, number];
  const kernel = [height, width] as const;
  const frames = framesOver(input.shape, output.shape, kernel, op);
  const { places, taps, identity } = frames;
  const patch = taps * channels;
  const patches = place.memory(identity ? 0 : places * patch);
  const weights = matrix(weight.value, patch);

  return withActivation(op.activation, output, {
    forward(count) {
      fillRows(bias.value, output.data, outputs, count * places);
      for (let i = 0; i < count; i++) {
        const sizes = [places, outputs, patch] as const;
        addProduct(seen(i), transposed(weights), output.data, i * output.size, sizes);
      }
    },
    backward(count) {
      addColumnSums(output.gradient!, bias.gradient, outputs, count * places);
      for (let i = 0; i < count; i++) {
        const dy = matrix(output.gradient!, outputs, i * output.size);
        addProduct(transposed(dy), seen(i), weight.gradient, 0, [outputs, patch, places]);
        if (input.gradient) addInputGradient(i, dy);
      }
    },
  });

  function seen(example: number): Matrix {
    const at = example * input.size;
    if (identity) return matrix(input.data, patch, at);
    gather(frames, input.data, at, channels, patches);
    return matrix(patches, patch);
  }

  function addInputGradient(example: number, dy: Matrix): void {
    const at = example * input.size;
    const dx = input.gradient!;
    const sizes = [places, patch, outputs] as const;
    if (identity) {
      addProduct(dy, weights, dx, at, sizes);
    } else {
      patches.fill(0);
      addProduct(dy, weights, patches, 0, sizes);
      scatterAdd(frames, patches, channels, dx, at);
    }
  }
}

/** Each output channel slides its own kernel over one input channel, ⌊channel / multiplier⌋. */
export function depthwise2dLayer(op: Depthwise2dOp, place: Place): Layer {
  const { output } = place;
  const [input] = place.inputs as [Flow];
  const { weight, bias } = place.parameters as Weights;
  const [height, width, channels] = op.weight.shape as [number, number, number];
  const kernel = [height, width] as const;
  const frames = framesOver(input.shape, output.shape, kernel, op);
  const { places, taps, pixels } = frames;
  const inChannels = channels / op.multiplier;
  const source = Int32Array.from({ length: channels }, (_, c) => Math.floor(c / op.multiplier));

  return withActivation(op.activation, output, {
    forward(count) {
      fillRows(bias.value, output.data, channels, count * places);
      eachTap(count, (x, w, y) => {
        const [from, to] = [input.data, output.data];
        for (let c = 0; c < channels; c++) to[y + c] += from[x + source[c]] * weight.value[w + c];
      });
    },
    backward(count) {
      const [dy, dx] = [output.gradient!, input.gradient];
      addColumnSums(dy, bias.gradient, channels, count * places);
      eachTap(count, (x, w, y) => {
        const dw = weight.gradient;
        for (let c = 0; c < channels; c++) dw[w + c] += dy[y + c] * input.data[x + source[c]];
        if (!dx) return;
        for (let c = 0; c < channels; c++) dx[x + source[c]] += dy[y + c] * weight.value[w + c];
      });
    },
  });

  /** Calls with the offsets of a pixel seen, of its weights and of the pixel that is made. */
  function eachTap(count: number, visit: (x: number, w: number, y: number) => void): void {
    for (let i = 0; i < count; i++) {
      for (let place = 0; place < places; place++) {
        const y = i * output.size + place * channels;
        for (let tap = 0; tap < taps; tap++) {
          const pixel = pixels[place * taps + tap];
          if (pixel >= 0) visit(i * input.size + pixel * inChannels, tap * channels, y);
        }
      }
    }
  }
}

/** Clamps what the layer made, and lets no gradient through where it did. */
export function withActivation(activation: Activation, output: Flow, layer: Layer): Layer {
  if (activation === 'none') return layer;
  const [least, most] = activationLimits[activation];
  return {
    forward(count, pass) {
      layer.forward(count, pass);
      const y = output.data;
      for (let i = 0; i < count * output.size; i++) y[i] = Math.min(Math.max(y[i], least), most);
    },
    backward(count) {
      const { data: y, gradient } = output;
      for (let i = 0; i < count * output.size; i++) {
        if (!(y[i] > least && y[i] < most)) gradient![i] = 0;
      }
      layer.backward(count);
    },
  };
}

interface Weights {
  [field: string]: Place['parameters'][string];
  weight: Place['parameters'][string];
  bias: Place['parameters'][string];
}
