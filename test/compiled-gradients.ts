/** Gradients of the compiled engine beside those of the plain one in float64. */
import assert from 'node:assert/strict';
import { Random } from '../src/base/random.ts';
import type { Graph } from '../src/graph/op.ts';
import { makeEngine } from '../src/train/engine.ts';
import { type Loss, lossOf } from '../src/train/loss.ts';
import type { Trainer } from '../src/train/trainer.ts';
import { compiledTrainer } from '../src/train/wasm/compiled-trainer.ts';
import { networkAround, type OddLayer } from './odd-layers.ts';

const batches = [1, 2, 5];
const classWeights = Float64Array.of(1, 0.5, 1.5);
const smoothing = 0.1;
const crossEntropy: Loss = { kind: 'crossEntropy' };

/** What modules are compiled for; src/toolchain/wide-vectors.test.ts tells what becomes of wide ones. */
const arithmetics = [
  { fused: false, wide: false },
  { fused: true, wide: false },
  { fused: true, wide: true },
];

const onlyThread = { count: 1, start: () => assert.fail('no other thread is wanted') };

/** The gradients of a layer, and of what may follow it. */
export function checkLayer(layer: OddLayer, then?: 'relu' | 'relu6'): void {
  const on = layer.shapes.map((shape) => `[${shape}]`);
  checkGradients(`${layer.name}${then ? `, ${then}` : ''} on ${on}`, networkAround(layer, then));
}

/** Loss, gradients, running statistics and answers beside those of the plain engine in float64. */
export function checkGradients(what: string, graph: Graph, loss: Loss = crossEntropy): void {
  const classes = graph.values[graph.outputs[0]!]!.shape.at(-1)!;
  const weights = Float64Array.from({ length: classes }, (_, i) => classWeights[i % 3]!);
  const options = { seed: 3, classWeights: weights, smoothing, loss };
  for (const batch of batches) {
    for (const { fused, wide } of arithmetics) {
      const threads = { ...onlyThread, wide };
      const compiled = compiledTrainer(graph, { ...options, batch, fused, threads });
      for (const count of new Set([batch, Math.ceil(batch / 2)])) {
        const step = `${what}, ${count} of ${batch}${fused ? ', fused' : ''}`;
        checkStep(step, graph, compiled, count);
      }
    }
  }
}

function checkStep(what: string, graph: Graph, compiled: Trainer, count: number): void {
  // of its own for each case, so that none depends on which others run
  const random = new Random(12, what);
  const engine = makeEngine(graph, count, { seed: 3, precision: 'f64', loss: compiled.loss });
  const state = compiled.read();
  compiled.write({ ...state, first: state.first.fill(0), second: state.second.fill(0) });
  engine.numbers.set(state.numbers);
  for (const [i, input] of engine.inputs.entries()) {
    for (let v = 0; v < input.length; v++) input[v] = Math.fround(random.normal());
    compiled.inputs[i]!.set(input);
  }
  const rows = count * engine.rows;
  const shares = Float64Array.from({ length: rows * engine.classes }, (_, i) =>
    Math.fround([0.2, 0.7, 0.1][i % 3]!),
  );
  compiled.shares.set(shares);

  engine.forward(count, { training: true, step: 5 });
  const weights = Float64Array.from({ length: engine.classes }, (_, i) => classWeights[i % 3]!);
  const targets = { shares, classWeights: weights, smoothing };
  const loss = lossOf(compiled.loss, engine.logits, targets, rows, engine.logitGradients);
  engine.backward(count);
  const settings = { learningRate: 0, weightDecay: 0, lossMost: 1e9, averaging: 0 };
  const result = compiled.step(count, { ...settings, step: 5, lengthMost: 1e9 });
  assert.ok(result.taken, what);
  near(`${what}: loss`, [result.loss], [loss]);
  // after one step the first moment is a tenth of the gradient
  const { first, numbers } = compiled.read();
  near(
    `${what}: gradients`,
    first,
    engine.gradients.map((g) => g / 10),
  );
  near(`${what}: statistics`, numbers, engine.numbers);

  engine.forward(count, { training: false, step: 0 });
  compiled.evaluate(count);
  near(`${what}: answers`, compiled.logits.subarray(0, engine.logits.length), engine.logits);
}

/** Within a few roundings of float32, measured by the largest number. */
function near(what: string, got: ArrayLike<number>, want: ArrayLike<number>): void {
  assert.equal(got.length, want.length, what);
  const scale = Math.max(1e-2, ...Array.from(want, Math.abs));
  for (let i = 0; i < got.length; i++) {
    const told = `${what}: number ${i} is ${got[i]} for ${want[i]}`;
    assert.ok(Math.abs(got[i]! - want[i]!) <= 1e-5 * scale, told);
  }
}
