import { curveOf } from './curves.ts';
import { emitZero } from './elementwise.ts';
import { f32x4, i32 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at } from './picture.ts';
import type { Share } from './program.ts';
import { eachCell, emitAcross, type RecurrentSizes, type Rows } from './recurrent.ts';

/** The gates, as their weights and their memory are named. */
export const gruGates = ['update', 'reset', 'candidate'] as const;

/**
 * Steps of a gated recurrent unit (see GruOp), all examples of a share at each step, so that the
 * products with the state before have as many rows as there are examples. Addresses are those of
 * the first example; each value is [time][cells], with cells filled up to whole vectors.
 *
 *     past       the state before each step, zero before the first
 *     update     Wz x + bz, then z; on the way back its slope   (so reset and candidate)
 *     inner      Rn h + cn; on the way back its slope
 */
export interface GruMemory {
  readonly past: number;
  readonly update: number;
  readonly reset: number;
  readonly candidate: number;
  readonly inner: number;
}

/** Panels of the recurrent weights of each gate. */
type Panels = Readonly<Record<(typeof gruGates)[number], number>>;

/** From what the gates make of the input alone to the states of all steps. */
export function emitGru(
  f: FunctionBuilder,
  share: Share,
  memory: GruMemory,
  { time, used, cells }: RecurrentSizes,
  the: { readonly panels: Panels; readonly recurrentBias: number; readonly output: number },
): void {
  const stepBytes = cells * 4;
  const bytesEach = time * stepBytes;
  const step = f.local('i32');
  emitZero(f, share, memory.past, bytesEach);
  f.range(step, 0, bytesEach, stepBytes, () => {
    const rows = (address: number): Rows => ({
      first: i32.add(at(address, share.from, bytesEach), step),
      bytesEach,
    });
    const product = { from: rows(memory.past), depth: used, columns: cells };
    for (const [gate, to] of [
      ['update', memory.update],
      ['reset', memory.reset],
    ] as const) {
      emitAcross(f, share, { ...product, panels: the.panels[gate], to: rows(to), bias: null });
    }
    const inner = { panels: the.panels.candidate, to: rows(memory.inner) };
    emitAcross(f, share, { ...product, ...inner, bias: the.recurrentBias });
    eachCell(f, share, { bytesEach, stepBytes }, step, (place) => {
      const load = (address: number) => f.let(f32x4.load(place, address));
      const z = f.let(curveOf(f, load(memory.update), { kind: 'logistic' }));
      f.store(place, memory.update, z);
      const r = f.let(curveOf(f, load(memory.reset), { kind: 'logistic' }));
      f.store(place, memory.reset, r);
      const sum = f.madd(r, f32x4.load(place, memory.inner), f32x4.load(place, memory.candidate));
      const n = f.let(curveOf(f, f.let(sum), { kind: 'tanh' }));
      f.store(place, memory.candidate, n);
      const h = f.let(f.madd(z, f32x4.sub(f32x4.load(place, memory.past), n), n));
      f.store(place, the.output, h);
      f.when(i32.ltU(i32.add(step, stepBytes), bytesEach), () =>
        f.store(place, memory.past + stepBytes, h),
      );
    });
  });
}

/**
 * The slopes of all gates at all steps, from the last to the first; `panels` are the recurrent
 * weights turned over, `back` a row of cells for each example. See the plain rule for the formulas.
 */
export function emitGruGradient(
  f: FunctionBuilder,
  share: Share,
  memory: GruMemory,
  { time, cells }: RecurrentSizes,
  the: { readonly panels: Panels; readonly dy: number; readonly back: number },
): void {
  const stepBytes = cells * 4;
  const bytesEach = time * stepBytes;
  const step = f.let(i32.const(bytesEach - stepBytes));
  emitZero(f, share, the.back, stepBytes);
  f.times(time, () => {
    eachCell(f, share, { bytesEach, stepBytes }, step, (place, cell) => {
      const load = (address: number) => f.let(f32x4.load(place, address));
      const [z, r, n] = [load(memory.update), load(memory.reset), load(memory.candidate)];
      const g = f.let(f32x4.add(f32x4.load(place, the.dy), f32x4.load(cell, the.back)));
      f.store(cell, the.back, f32x4.mul(g, z));
      const rest = f32x4.sub(f32x4.const(1), z);
      const kept = f.let(f32x4.mul(g, rest));
      const dn = f.let(f32x4.mul(kept, f32x4.sub(f32x4.const(1), f32x4.mul(n, n))));
      const dz = f32x4.mul(f32x4.mul(kept, z), f32x4.sub(f32x4.load(place, memory.past), n));
      const through = f.let(f32x4.mul(dn, r));
      const closed = f32x4.mul(through, f32x4.sub(f32x4.const(1), r));
      f.store(place, memory.reset, f32x4.mul(closed, f32x4.load(place, memory.inner)));
      f.store(place, memory.update, dz);
      f.store(place, memory.candidate, dn);
      f.store(place, memory.inner, through);
    });
    const to = { first: at(the.back, share.from, stepBytes), bytesEach: stepBytes };
    for (const [gate, from] of [
      ['update', memory.update],
      ['reset', memory.reset],
      ['candidate', memory.inner],
    ] as const) {
      const first = i32.add(at(from, share.from, bytesEach), step);
      const product = { from: { first, bytesEach }, depth: cells, columns: cells, to };
      emitAcross(f, share, { ...product, panels: the.panels[gate], bias: null });
    }
    f.step(step, -stepBytes);
  });
}
