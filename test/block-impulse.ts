import type { Block, Signal } from '../src/dsp/block.ts';
import { GraphBuilder } from '../src/graph/builder.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import type { ValueId } from '../src/graph/op.ts';
import { type Quantization, tensor } from '../src/tensor/tensor.ts';

/** An impulse with one or more blocks over the same window, and the least network that takes them. */
export function blockImpulse(
  blocks: readonly Block[],
  signal: Signal,
  { standardized = false } = {},
): Impulse {
  const window = new GraphBuilder('features');
  const readings = window.input('readings', [signal.length, signal.axes.length]);
  const features = blocks.map((block) => {
    const made = window.add({ kind: 'features', block, signal }, [readings]);
    if (!standardized) return made;
    const size = window.size(made);
    const each = (value: number) => tensor('f32', [size], new Float32Array(size).fill(value));
    const op = { kind: 'standardize', mean: each(0.5), scale: each(2), limit: 6 } as const;
    return window.add(op, [made]);
  });
  const sizes = features.map((id) => window.size(id));

  const b = new GraphBuilder('network');
  const q = (scale: number): Quantization => ({ scales: [scale], zeroPoint: 0, axis: null });
  const inputs = sizes.map((size, i) => b.input(`features_${i}`, [size]));
  const quantised = inputs.map((id, i) =>
    b.add({ kind: 'quantize' }, [id], {
      name: `quantize_${i}`,
      type: 'i8',
      quantization: q(0.125),
    }),
  );
  const all = quantised.length > 1 ? joined(b, quantised, q(0.125)) : quantised[0]!;
  const size = sizes.reduce((sum, n) => sum + n, 0);
  const dense = {
    kind: 'dense',
    weight: tensor(
      'i8',
      [2, size],
      Array.from({ length: 2 * size }, (_, i) => (i % 5) - 2),
    ),
    bias: tensor('i32', [2], [1, -1]),
    weightQuantization: { scales: [0.03125, 0.03125], zeroPoint: 0, axis: 0 },
    activation: 'none',
  } as const;
  const scores = b.add(dense, [all], { name: 'dense', type: 'i8', quantization: q(0.25) });
  const network = b.graph([
    b.add({ kind: 'dequantize' }, [scores], { name: 'scores', type: 'f32' }),
  ]);
  return { name: 'blocks', signal, labels: ['a', 'b'], features: window.graph(features), network };
}

function joined(b: GraphBuilder, ids: readonly ValueId[], quantization: Quantization): ValueId {
  return b.add({ kind: 'concat', axis: 0 }, ids, { name: 'join', type: 'i8', quantization });
}
