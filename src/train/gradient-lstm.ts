import type { LstmOp } from '../graph/op-sequence.ts';
import { addCell, dot, type Gate, gateOf, logistic } from './gradient-gate.ts';
import type { Flow, Layer, Numbers, Place } from './layer.ts';

/** The gates of long short-term memory, as their weights are named. */
const lstmGates = ['input', 'forget', 'cell', 'output'] as const;

/**
 * Long short-term memory over [time, inputs], see LstmOp; in training each sequence begins with
 * states of zero. Its gradient goes back through all of time (Hochreiter and Schmidhuber 1997). From
 * the gradient g by the hidden state of one step, and that by its cell c, with p the cell before:
 *
 *     do = g tanh(c) o (1 − o);  dc += g o (1 − tanh²(c)), 0 where the cell was clipped
 *     di = dc n i (1 − i);  df = dc p f (1 − f);  dn = dc i (1 − n²);  back to p: dc f
 */
export function lstmLayer({ cellClip }: LstmOp, place: Place): Layer {
  const { output, memory, batch } = place;
  const [sequence] = place.inputs as [Flow];
  const [time, cells] = output.shape as [number, number];
  const inputs = sequence.size / time;
  const gates = lstmGates.map((name) => gateOf(`gates.${name}`, place, cells)) as [
    Gate,
    Gate,
    Gate,
    Gate,
  ];
  const [input, forget, news, out] = gates;
  const limit = cellClip > 0 ? cellClip : Number.POSITIVE_INFINITY;
  const cell = memory(batch * output.size);
  const [still, back, before, cellBack] = [0, 1, 2, 3].map(() => memory(cells)) as Rows;

  return {
    forward(count) {
      for (let step = 0; step < count * time; step++) {
        const h = step * cells;
        const past = pastOf(output.data, step);
        const [kept, k] = pastOf(cell, step);
        for (let c = 0; c < cells; c++) {
          for (const gate of gates) {
            const { weight, recurrent, bias, made } = gate;
            const through = dot(weight.value, c * inputs, sequence.data, step * inputs, inputs);
            const sum = bias.value[c] + through + dot(recurrent.value, c * cells, ...past, cells);
            made[h + c] = gate === news ? Math.tanh(sum) : logistic(sum);
          }
          const free = forget.made[h + c] * kept[k + c] + input.made[h + c] * news.made[h + c];
          cell[h + c] = Math.min(limit, Math.max(-limit, free));
          output.data[h + c] = out.made[h + c] * Math.tanh(cell[h + c]);
        }
      }
    },
    backward(count) {
      for (let example = 0; example < count; example++) {
        back.fill(0);
        cellBack.fill(0);
        for (let t = time - 1; t >= 0; t--) stepBack(example * time + t);
      }
    },
  };

  /** A state before a step: zero at the beginning of each sequence. */
  function pastOf(states: Numbers, step: number): [numbers: Numbers, at: number] {
    return step % time === 0 ? [still, 0] : [states, (step - 1) * cells];
  }

  function stepBack(step: number): void {
    const h = step * cells;
    const [past, p] = pastOf(output.data, step);
    const [kept, k] = pastOf(cell, step);
    for (let c = 0; c < cells; c++) {
      const g = output.gradient![h + c] + back[c];
      const [i, f, n, o] = gates.map(({ made }) => made[h + c]) as [number, number, number, number];
      const bent = Math.tanh(cell[h + c]);
      const whole = cellBack[c] + g * o * (1 - bent * bent);
      const slope = Math.abs(cell[h + c]) < limit ? whole : 0;
      out.slope[c] = g * bent * o * (1 - o);
      input.slope[c] = slope * n * i * (1 - i);
      forget.slope[c] = slope * kept[k + c] * f * (1 - f);
      news.slope[c] = slope * i * (1 - n * n);
      cellBack[c] = slope * f;
      before[c] = 0;
    }
    const sides = { x: step * inputs, p, past, input: sequence, inputs, before };
    for (const gate of gates) {
      for (let c = 0; c < cells; c++) addCell(gate, c, gate.slope[c], gate.slope[c], sides);
    }
    back.set(before);
  }
}

type Rows = [Numbers, Numbers, Numbers, Numbers];
