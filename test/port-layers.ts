import type { Layer } from './port-graphs.ts';

/** Layers of every shape that a port's kernels tell apart: odd sizes, borders, ends of int8, activations. */
export function layersOfEveryShape(): Layer[] {
  const layers: Layer[] = [];
  const activations = ['relu', 'none', 'relu6'] as const;
  const fillings = ['random', 'high', 'low', 'signs'] as const;
  for (const [i, channels] of [1, 2, 3, 4, 5, 8, 15, 16, 17, 33, 64].entries()) {
    const activation = activations[i % 3]!;
    const filling = fillings[i % 4]!;
    const conv = { kind: 'conv2d', activation, filling } as const;
    const outputs = [16, 5, 8, 1, 12, 2][i % 6]!;
    layers.push(
      { ...conv, input: [3, 4, channels], outputs, kernel: [1, 1] },
      { ...conv, input: [5, 5, channels], outputs, kernel: [1, 1], stride: 2 },
      { ...conv, input: [5, 6, channels], outputs, kernel: [3, 3] },
      { ...conv, input: [7, 9, channels], outputs: 4, kernel: [2, 3], pad: 'valid' },
      { ...conv, input: [9, 5, channels], outputs: 4, kernel: [3, 2], dilation: [2, 2] },
      { ...conv, input: [1, 21, channels], outputs: 6, kernel: [1, 5], outputZero: -100 },
      { kind: 'dense', input: [1, 1, channels], outputs, activation, filling },
      { kind: 'dense', input: [1, 1 + (i % 5), 3 * channels + 1], outputs: 7, activation },
    );
  }
  for (const [i, width] of [1, 2, 3, 4, 5, 6, 7, 8, 11, 14].entries()) {
    const channels = [4, 5, 8, 1, 16, 7, 21, 24, 29, 40][i]!;
    const height = [3, 1, 6, 2, 5][i % 5]!;
    const like = { kind: 'depthwise2d', outputs: 1, activation: activations[i % 3]! } as const;
    const filling = fillings[i % 4]!;
    layers.push(
      { ...like, input: [height, width, channels], filling },
      { ...like, input: [height, width, channels], stride: 2 },
      { ...like, input: [height, width, channels], stride: 2, pad: ones, filling },
      { ...like, input: [height + 2, width + 2, channels], pad: 'valid', outputZero: -90 },
      { ...like, input: [height + 2, width + 2, channels], pad: 'valid', stride: 2 },
      { ...like, input: [height, width + 4, channels], kernel: [1, 5] },
      { ...like, input: [5, 6, channels], outputs: 2, spread: (o) => 2 ** (2 * (o % 5)) },
    );
  }
  return [...layers, ...layersOfGrowingSums()];
}

/** Sums that are multiplied by more than a half come to int8 with one rounding and no shift. */
export function layersOfGrowingSums(): Layer[] {
  const bias = (channel: number) => 9 * channel - 40;
  // 440 × 127 × 127 is so large that times 2^9 or 2^12 it would go round 32 bits
  const far = { activation: 'none', filling: 'high', sumScale: 1, bias, inputZero: 0 } as const;
  const grown = [0.4, 0.6, 1, 1.3, 1.9, 3, 7, 30].flatMap((sumScale, i): Layer[] => {
    const activation = (['relu', 'none', 'relu6'] as const)[i % 3]!;
    const like = { activation, outputs: 9, sumScale, bias, weight: sparse };
    return [
      { ...like, kind: 'dense', input: [1, 1, 21] },
      { ...like, kind: 'conv2d', input: [3, 4, 9], kernel: [3, 3] },
    ];
  });
  return [...grown, { ...far, kind: 'dense', input: [1, 1, 440], outputs: 3 }];
}

/** So few weights that small sums occur. */
const sparse = (channel: number, tap: number): number =>
  (tap + channel) % 5 ? 0 : ((tap + 3 * channel) % 5) - 2;

const ones = { top: 1, bottom: 1, left: 1, right: 1 };
