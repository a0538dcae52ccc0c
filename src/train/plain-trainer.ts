import type { Graph } from '../graph/op.ts';
import { makeEngine } from './engine.ts';
import { lossOf } from './loss.ts';
import {
  adamStep,
  addDecay,
  averageInto,
  clipGradients,
  defaultAdam,
  momentumStep,
} from './optimizer.ts';
import type { Trainer, TrainerOptions } from './trainer.ts';

/** Training by the plain engine: slow, and what the compiled one is measured against. */
export function plainTrainer(network: Graph, options: TrainerOptions): Trainer {
  const { batch, seed, classWeights, smoothing, loss: kind } = options;
  const { optimizer = 'adamW' } = options;
  const engine = makeEngine(network, batch, { seed, loss: kind });
  const { rows, classes } = engine;
  const numbers = engine.numbers as Float32Array;
  const first = new Float32Array(engine.trained);
  const second = new Float32Array(engine.trained);
  const average = numbers.slice();
  const shares = new Float64Array(batch * rows * classes);
  return {
    batch,
    rows,
    classes,
    loss: kind,
    inputs: engine.inputs,
    logits: engine.logits,
    shares,
    arithmetic: 'plain engine',
    ready: Promise.resolve(),
    evaluate: (count) => engine.forward(count, { training: false, step: 0 }),
    step(count, { step, learningRate, weightDecay, lengthMost, lossMost, averaging }) {
      engine.forward(count, { training: true, step });
      const targets = { shares, classWeights, smoothing };
      const loss = lossOf(kind, engine.logits, targets, count * rows, engine.logitGradients);
      if (!(loss < lossMost)) return { loss, length: Number.NaN, taken: false };
      engine.backward(count);
      const length = clipGradients(engine.gradients, lengthMost);
      if (!Number.isFinite(length)) return { loss, length, taken: false };
      const { gradients, decays } = engine;
      if (optimizer === 'momentum') {
        momentumStep(numbers, gradients, first, decays, learningRate, weightDecay);
      } else {
        if (optimizer === 'adam') addDecay(gradients, numbers, decays, weightDecay);
        const adam = { ...defaultAdam, weightDecay: optimizer === 'adamW' ? weightDecay : 0 };
        adamStep(numbers, gradients, { first, second }, decays, learningRate, step + 1, adam);
      }
      if (averaging > 0) averageInto(average, numbers, averaging, step + 1);
      return { loss, length, taken: true };
    },
    read: () => ({
      numbers: numbers.slice(),
      first: first.slice(),
      second: second.slice(),
      average: average.slice(),
    }),
    write(state) {
      numbers.set(state.numbers);
      first.set(state.first);
      second.set(state.second);
      average.set(state.average);
    },
    swapAverage() {
      const kept = numbers.slice();
      numbers.set(average);
      average.set(kept);
    },
    wildLayer: (count, limit) => engine.wildLayer(count, limit),
    close() {},
  };
}
