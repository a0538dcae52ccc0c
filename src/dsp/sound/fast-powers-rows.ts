import { type Code, f32x4, i32, repeat, sequence, v128, when } from '../../base/wasm/code.ts';
import { type FunctionBuilder, get, set } from '../../base/wasm/module.ts';
import { log10Code, splat } from '../float32-code.ts';
import { inverseSpan, leastPower } from './decibels.ts';
import { type Finish, type PowerSums, type Site, vectorBytes } from './fast-powers-layout.ts';

export function sumsCode({ layout, builder }: Site, sums: PowerSums): Code {
  const [entry, at, end, weight, out] = [0, 1, 2, 3, 4].map(() => builder.local('i32')) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const sum = builder.local('v128');
  const product = f32x4.mul(v128.load(get(at)), v128.splat32(get(weight)));
  const bins = repeat(
    sequence(
      set(sum, f32x4.add(get(sum), product)),
      set(at, i32.add(get(at), i32.const(vectorBytes))),
      set(weight, i32.add(get(weight), i32.const(4))),
    ),
    i32.ltU(get(at), get(end)),
  );
  return sequence(
    set(entry, i32.const(layout.bank)),
    set(weight, i32.const(layout.weights)),
    set(out, i32.const(layout.sums)),
    repeat(
      sequence(
        set(sum, v128.const32(0, 0, 0, 0)),
        set(at, i32.load(get(entry))),
        set(end, i32.add(get(at), i32.load(get(entry), 4))),
        when(i32.ltU(get(at), get(end)), bins),
        v128.store(get(out), get(sum)),
        set(out, i32.add(get(out), i32.const(vectorBytes))),
        set(entry, i32.add(get(entry), i32.const(8))),
      ),
      i32.ltU(get(entry), i32.const(layout.bank + 8 * sums.counts.length)),
    ),
  );
}

/** Columns of four frames become their rows, the last columns first: what they spill is overwritten. */
export function rowsCode({ work, sums, finish, layout, builder }: Site): Code {
  const columns = sums ? sums.counts.length : work.fftLength / 2 + 1;
  const from = sums ? layout.sums : layout.powers;
  const at = builder.local('i32');
  const x = [0, 1, 2, 3].map(() => builder.local('v128'));
  const t = [0, 1, 2, 3].map(() => builder.local('v128'));
  const finished = finishCode(finish, builder);
  const pairs = (a: number, b: number, ...picked: number[]) =>
    v128.words(get(x[a]!), get(x[b]!), ...picked);
  const row = (k: number) =>
    v128.words(get(t[k >> 1]!), get(t[2 + (k >> 1)]!), ...(k % 2 ? [2, 3, 6, 7] : [0, 1, 4, 5]));
  return sequence(
    set(at, i32.const(16 * Math.floor((columns - 1) / 4))),
    repeat(
      sequence(
        ...x.map((local, i) =>
          finished(local, v128.load(i32.shl(get(at), i32.const(2)), from + vectorBytes * i)),
        ),
        set(t[0]!, pairs(0, 1, 0, 4, 1, 5)),
        set(t[2]!, pairs(2, 3, 0, 4, 1, 5)),
        set(t[1]!, pairs(0, 1, 2, 6, 3, 7)),
        set(t[3]!, pairs(2, 3, 2, 6, 3, 7)),
        ...x.map((_, k) => v128.store(get(at), row(k), layout.rows + 4 * columns * k)),
        set(at, i32.sub(get(at), i32.const(16))),
      ),
      i32.geS(get(at), i32.const(0)),
    ),
  );
}

/** Sets a local to what becomes of a value, step by step as float32.ts and decibels.ts have it. */
function finishCode(
  finish: Finish,
  builder: FunctionBuilder,
): (local: number, value: Code) => Code {
  if (finish.kind === 'none') return set;
  const logarithm = log10Code(builder, leastPower);
  if (finish.kind === 'natural log') {
    return (local, value) =>
      sequence(
        set(local, value),
        logarithm(local),
        set(local, f32x4.mul(get(local), splat(Math.LN10))),
      );
  }
  const { noiseFloorDb } = finish;
  const [zero, one] = [splat(0), splat(1)];
  return (local, value) => {
    const level = f32x4.sub(f32x4.mul(splat(10), get(local)), splat(noiseFloorDb));
    const atMost = v128.select(get(local), one, f32x4.lt(get(local), one));
    return sequence(
      set(local, value),
      logarithm(local),
      set(local, f32x4.mul(level, splat(inverseSpan(noiseFloorDb)))),
      set(local, v128.select(atMost, zero, f32x4.gt(get(local), zero))),
    );
  };
}
