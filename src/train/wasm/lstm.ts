import { curveOf } from './curves.ts';
import { emitZero } from './elementwise.ts';
import { f32x4, i32, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at } from './picture.ts';
import type { Share } from './program.ts';
import { eachCell, emitAcross, type RecurrentSizes } from './recurrent.ts';

/** The gates, as their weights and their memory are named. */
export const lstmGates = ['input', 'forget', 'cell', 'output'] as const;

type OfGates = Readonly<Record<(typeof lstmGates)[number], number>>;

/**
 * Addresses of values [time][cells]: of each gate its sums with the input, then what it made, then
 * its slope; `past` and `kept` are the states before each step, `bent` tanh of the cell after it.
 */
export interface LstmMemory extends OfGates {
  readonly past: number;
  readonly kept: number;
  readonly bent: number;
}

/** Steps of long short-term memory (see LstmOp) from states of zero, all examples at each step. */
export function emitLstm(
  f: FunctionBuilder,
  share: Share,
  memory: LstmMemory,
  { time, used, cells }: RecurrentSizes,
  the: { readonly panels: OfGates; readonly output: number },
): void {
  const stepBytes = cells * 4;
  const bytesEach = time * stepBytes;
  const step = f.local('i32');
  for (const state of [memory.past, memory.kept]) emitZero(f, share, state, bytesEach);
  f.range(step, 0, bytesEach, stepBytes, () => {
    const rows = (address: number) => ({
      first: i32.add(at(address, share.from, bytesEach), step),
      bytesEach,
    });
    for (const gate of lstmGates) {
      const product = { from: rows(memory.past), to: rows(memory[gate]), depth: used };
      emitAcross(f, share, { ...product, columns: cells, panels: the.panels[gate], bias: null });
    }
    eachCell(f, share, { bytesEach, stepBytes }, step, (place) => {
      const made = (gate: (typeof lstmGates)[number]) => {
        const kind = gate === 'cell' ? 'tanh' : 'logistic';
        const value = f.let(curveOf(f, f.let(f32x4.load(place, memory[gate])), { kind }));
        f.store(place, memory[gate], value);
        return value;
      };
      const [input, forget, news] = [made('input'), made('forget'), made('cell')];
      const old = f32x4.mul(forget, f32x4.load(place, memory.kept));
      const cell = f.let(f.madd(input, news, old));
      const bent = f.let(curveOf(f, cell, { kind: 'tanh' }));
      f.store(place, memory.bent, bent);
      const hidden = f.let(f32x4.mul(made('output'), bent));
      f.store(place, the.output, hidden);
      f.when(i32.ltU(i32.add(step, stepBytes), bytesEach), () => {
        f.store(place, memory.past + stepBytes, hidden);
        f.store(place, memory.kept + stepBytes, cell);
      });
    });
  });
}

/**
 * The slopes of all gates at all steps, from the last to the first; `panels` are the recurrent
 * weights turned over, `back` and `cellBack` a row of cells for each example. See the plain rule for
 * the formulas.
 */
export function emitLstmGradient(
  f: FunctionBuilder,
  share: Share,
  memory: LstmMemory,
  { time, cells }: RecurrentSizes,
  the: {
    readonly panels: OfGates;
    readonly dy: number;
    readonly back: number;
    readonly cellBack: number;
  },
): void {
  const stepBytes = cells * 4;
  const bytesEach = time * stepBytes;
  const step = f.let(i32.const(bytesEach - stepBytes));
  const one = f32x4.const(1);
  for (const row of [the.back, the.cellBack]) emitZero(f, share, row, stepBytes);
  f.times(time, () => {
    eachCell(f, share, { bytesEach, stepBytes }, step, (place, own) => {
      const load = (address: number) => f.let(f32x4.load(place, address));
      const bent = load(memory.bent);
      const output = load(memory.output);
      const g = f.let(f32x4.add(f32x4.load(place, the.dy), f32x4.load(own, the.back)));
      f.store(own, the.back, v128.zero());
      const through = f.let(f32x4.mul(g, output));
      const shut = f32x4.mul(bent, f32x4.sub(one, output));
      f.store(place, memory.output, f32x4.mul(through, shut));
      const flat = f32x4.sub(one, f32x4.mul(bent, bent));
      const slope = f.let(f.madd(through, flat, f32x4.load(own, the.cellBack)));
      const [input, forget, news] = [load(memory.input), load(memory.forget), load(memory.cell)];
      const [byInput, byForget] = [f.let(f32x4.mul(slope, input)), f.let(f32x4.mul(slope, forget))];
      f.store(own, the.cellBack, byForget);
      f.store(place, memory.cell, f32x4.mul(byInput, f32x4.sub(one, f32x4.mul(news, news))));
      const kept = f32x4.load(place, memory.kept);
      f.store(place, memory.forget, f32x4.mul(byForget, f32x4.mul(kept, f32x4.sub(one, forget))));
      f.store(place, memory.input, f32x4.mul(byInput, f32x4.mul(news, f32x4.sub(one, input))));
    });
    const to = { first: at(the.back, share.from, stepBytes), bytesEach: stepBytes };
    for (const gate of lstmGates) {
      const first = i32.add(at(memory[gate], share.from, bytesEach), step);
      const product = { from: { first, bytesEach }, to, depth: cells, columns: cells };
      emitAcross(f, share, { ...product, panels: the.panels[gate], bias: null });
    }
    f.step(step, -stepBytes);
  });
}
