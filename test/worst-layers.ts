import { multiplyByQuantizedMultiplier } from '../src/graph/fixed-point.ts';
import type { Graph, Rounding } from '../src/graph/op.ts';
import { weightMultipliers } from '../src/graph/quantized-value.ts';
import { sizeOf, type Tensor, tensor } from '../src/tensor/tensor.ts';
import { type Filling, type Layer, layersNetwork } from './port-graphs.ts';

/** Layers whose sums are as large as any, and layers at a bound of a kernel and one past it. */

/** All inputs −128, all 127, and both in turn from either. */
export function endCases({ values, inputs }: Graph): Tensor[][] {
  const fill = (value: (i: number) => number) =>
    inputs.map((id) => {
      const { shape } = values[id]!;
      return tensor(
        'i8',
        shape,
        Int8Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
      );
    });
  const turn = (first: number) => fill((i) => ((i + first) % 2 ? 127 : -128));
  return [fill(() => -128), fill(() => 127), turn(0), turn(1)];
}

/** Weights at their ends, over odd sizes, of every kind and activation. */
export function worstLayers(): Layer[] {
  const fillings: readonly Filling[] = ['high', 'low', 'signs', 'least', 'ends'];
  const activations = ['none', 'relu', 'relu6', 'reluN1To1'] as const;
  return fillings.flatMap((filling, f) =>
    [1, 8, 19].flatMap((channels, c): Layer[] => {
      const like = { filling, activation: activations[(f + c) % 4]! } as const;
      const inputZero = [0, -128, 127][(f + 2 * c) % 3]!;
      const picture = [5, 7, channels] as const;
      return [
        { ...like, kind: 'dense', input: [1, 1, channels], outputs: 5, inputZero },
        { ...like, kind: 'dense', input: [1, 3, 9 * channels], outputs: 4, inputZero },
        { ...like, kind: 'conv2d', input: picture, outputs: 3, kernel: [1, 1], inputZero },
        { ...like, kind: 'conv2d', input: picture, outputs: 6, inputZero },
        { ...like, kind: 'conv2d', input: picture, outputs: 1, stride: 2, inputZero },
        { ...like, kind: 'depthwise2d', input: picture, outputs: 1, inputZero },
        { ...like, kind: 'depthwise2d', input: picture, outputs: 1, stride: 2, inputZero },
        { ...like, kind: 'depthwise2d', input: picture, outputs: 1, pad: 'valid', inputZero },
      ];
    }),
  );
}

/** A layer at a bound, and whether it is within. */
export interface Bound {
  readonly what: string;
  readonly layer: Layer;
  readonly rounding: Rounding;
  readonly fits: boolean;
}

/**
 * Scaling by products of 32 bits cuts sums off to −2^19 ≤ sum < 2^19 first. One weight of 1 with a bias
 * reaches that sum with its largest input alone, or falls short of it by one, where nothing steps at all.
 */
export function scalingBounds(): Bound[] {
  return (['double', 'single'] as const).flatMap((rounding) => {
    const above = [2 ** 19 - 1, 2 ** 19].map((sum) => stepAt(sum, 1, rounding));
    const below = [1 - 2 ** 19, -(2 ** 19)].map((sum) => stepAt(sum, 0, rounding));
    return [
      bound('the last step that fits', above[0]!, 2 ** 19 - 1 - 127, rounding, true),
      bound('a step one sum too far', above[1]!, 2 ** 19 - 127, rounding, false),
      bound('a bias one short of that step', above[1]!, 2 ** 19 - 128, rounding, true),
      bound('the least step that fits', below[0]!, 1 - 2 ** 19 + 127, rounding, true),
      bound('a negative step one sum too far', below[1]!, -(2 ** 19) + 127, rounding, false),
      bound('a bias one above that step', below[1]!, -(2 ** 19) + 128, rounding, true),
    ];
  });
}

function bound(
  what: string,
  sumScale: number,
  bias: number,
  rounding: Rounding,
  fits: boolean,
): Bound {
  return { what: `${what}, ${rounding}`, layer: oneWeight(sumScale, bias), rounding, fits };
}

function oneWeight(sumScale: number, bias: number): Layer {
  const plain = { activation: 'none', inputZero: 0, outputZero: 0 } as const;
  const one = { kind: 'dense', input: [1, 1, 1], outputs: 3, weight: () => 1 } as const;
  return { ...plain, ...one, bias: () => bias, sumScale };
}

/** The scale at which `sum` is the smallest that gives `output`, found by the definition. */
function stepAt(sum: number, output: number, rounding: Rounding): number {
  for (let quarter = -8; quarter <= 8; quarter++) {
    const scale = (output - 0.5) / (sum + quarter / 4);
    const { nodes, values, inputs, outputs } = layersNetwork(
      'one',
      [oneWeight(scale, 0)],
      rounding,
    );
    const { op } = nodes[0]!;
    if (op.kind !== 'dense') continue;
    const [multiplier] = weightMultipliers(op, values[inputs[0]!]!, values[outputs[0]!]!);
    const at = (one: number) => multiplyByQuantizedMultiplier(one, multiplier!, rounding);
    if (at(sum) >= output && at(sum - 1) < output) return scale;
  }
  throw new Error(`no scale steps at ${sum}`);
}

/** Products of bytes sum up to less than 2^31 over 33,025 taps, and not over one more. */
export function lengthBounds(): Bound[] {
  return [33_025, 33_026].map((taps) => ({
    what: `${taps} taps`,
    layer: {
      kind: 'dense',
      input: [1, 1, taps],
      outputs: 3,
      activation: 'none',
      inputZero: 0,
      outputZero: 0,
      filling: 'high',
      sumScale: 2 ** -11,
    },
    rounding: 'double',
    fits: taps === 33_025,
  }));
}

/** Helium adds two depthwise products in 16 bits: twice −128 × −128 is one beyond. */
export function pairBounds(): Bound[] {
  const of = (what: string, least: readonly number[], other: number, fits: boolean): Bound => ({
    what,
    layer: {
      kind: 'depthwise2d',
      input: [6, 7, 19],
      outputs: 1,
      activation: 'none',
      inputZero: 5,
      weight: (channel, tap) => (least.includes(tap) && channel % 8 === 3 ? -128 : other),
    },
    rounding: 'double',
    fits,
  });
  const pairs = [0, 2, 4, 6];
  return [
    of('one weight of each pair −128, all others −127', [...pairs, 8], -127, true),
    of(
      'the other of each pair −128',
      pairs.map((tap) => tap + 1),
      -127,
      true,
    ),
    ...pairs.map((tap) => of(`weights ${tap} and ${tap + 1} −128`, [tap, tap + 1], 64, false)),
  ];
}

/**
 * Layers whose last row of outputs, were it written by fours, would reach beyond the word that holds its
 * end: 2 rows of 5 take 10 of 12 bytes, and the last begins at 5.
 */
export function rowsBesideOthers(weightBits: 8 | 4): Layer[] {
  return [52, 54, 57, 60, 62, 64, 66, 68, 70, 72].map((inputs, i) => {
    const like = { weightBits, outputs: i % 3 === 2 ? 9 : 5, activation: 'none' } as const;
    if (i % 2) return { ...like, kind: 'conv2d', input: [1, 2, inputs], kernel: [1, 1] };
    return { ...like, kind: 'dense', input: [1, 2, inputs] };
  });
}
