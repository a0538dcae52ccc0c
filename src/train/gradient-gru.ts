import type { GruOp } from '../graph/op-sequence.ts';
import { addCell, dot, type Gate, gateOf, logistic } from './gradient-gate.ts';
import type { Flow, Layer, Numbers, Place } from './layer.ts';

/**
 * A gated recurrent unit over [time, inputs], see GruOp; its gradient goes back through all of time
 * (Werbos 1990). From the gradient g by the state h of one step, with the state p before it:
 *
 *     dn = g (1 − z) (1 − n²),  dz = g (p − n) z (1 − z),  dr = dn (Rn p + cn) r (1 − r)
 *     back to p: g z + Rzᵀ dz + Rrᵀ dr + Rnᵀ (dn r)
 */
export function gruLayer(_op: GruOp, place: Place): Layer {
  const { output, memory, batch } = place;
  const [input] = place.inputs as [Flow];
  const [time, cells] = output.shape as [number, number];
  const inputs = input.size / time;
  const [update, reset, candidate] = ['update', 'reset', 'candidate'].map((name) =>
    gateOf(name, place, cells),
  ) as [Gate, Gate, Gate];
  const recurrentBias = place.parameters.recurrentBias!;
  /** Rn p + cn of every step. */
  const inner = memory(batch * output.size);
  const still = memory(cells);
  const [back, before] = [memory(cells), memory(cells)];

  return {
    forward(count) {
      for (let step = 0; step < count * time; step++) {
        const x = step * inputs;
        const h = step * cells;
        const [past, p] = pastOf(step);
        for (let c = 0; c < cells; c++) {
          const through = (g: Gate) =>
            g.bias.value[c] + dot(g.weight.value, c * inputs, input.data, x, inputs);
          const around = (g: Gate) => dot(g.recurrent.value, c * cells, past, p, cells);
          const z = logistic(through(update) + around(update));
          const r = logistic(through(reset) + around(reset));
          inner[h + c] = around(candidate) + recurrentBias.value[c];
          const n = Math.tanh(through(candidate) + r * inner[h + c]);
          update.made[h + c] = z;
          reset.made[h + c] = r;
          candidate.made[h + c] = n;
          output.data[h + c] = z * past[p + c] + (1 - z) * n;
        }
      }
    },
    backward(count) {
      for (let example = 0; example < count; example++) {
        back.fill(0);
        for (let t = time - 1; t >= 0; t--) stepBack(example * time + t);
      }
    },
  };

  /** The state before a step: zero at the beginning of each sequence. */
  function pastOf(step: number): [numbers: Numbers, at: number] {
    return step % time === 0 ? [still, 0] : [output.data, (step - 1) * cells];
  }

  function stepBack(step: number): void {
    const [h, x] = [step * cells, step * inputs];
    const [past, p] = pastOf(step);
    for (let c = 0; c < cells; c++) {
      const g = output.gradient![h + c] + back[c];
      const [z, r, n] = [update.made[h + c], reset.made[h + c], candidate.made[h + c]];
      candidate.slope[c] = g * (1 - z) * (1 - n * n);
      update.slope[c] = g * (past[p + c] - n) * z * (1 - z);
      reset.slope[c] = candidate.slope[c] * inner[h + c] * r * (1 - r);
      before[c] = g * z;
    }
    const sides = { x, p, past, input, inputs, before };
    for (const one of [update, reset, candidate]) {
      for (let c = 0; c < cells; c++) {
        // the candidate's state goes through the reset gate first
        const around = one === candidate ? one.slope[c] * reset.made[h + c] : one.slope[c];
        if (one === candidate) recurrentBias.gradient[c] += around;
        addCell(one, c, one.slope[c], around, sides);
      }
    }
    back.set(before);
  }
}
