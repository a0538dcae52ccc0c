import { type Code, f32x4, i32x4, sequence, v128 } from '../base/wasm/code.ts';
import { type FunctionBuilder, get, set } from '../base/wasm/module.ts';
import { powersOfLog } from './float32.ts';

/** Steps of float32.ts for four numbers at once, in WebAssembly SIMD, with the same bits. */

/** A number in all four places. */
export const splat = (value: number): Code => {
  const word = new Int32Array(Float32Array.of(value).buffer)[0]!;
  return v128.const32(word, word, word, word);
};

/** A local becomes the logarithm to base 10 of itself, of at least `least`. */
export function log10Code(builder: FunctionBuilder, least: number): (local: number) => Code {
  const [exponent, m, t, s, series] = [0, 1, 2, 3, 4].map(() => builder.local('v128')) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const word = (value: number) => v128.const32(value, value, value, value);
  const halfRoot = word(0x3f3504f3);
  return (local) => {
    const lowest = splat(least);
    const x = v128.select(get(local), lowest, f32x4.gt(get(local), lowest));
    const step = (term: number) =>
      set(series, f32x4.add(f32x4.mul(get(series), get(s)), splat(term)));
    const sum = f32x4.add(get(t), f32x4.mul(get(t), f32x4.mul(get(series), get(s))));
    return sequence(
      set(m, i32x4.sub(x, halfRoot)),
      set(exponent, f32x4.ofI32(i32x4.shrS(get(m), 23))),
      set(m, i32x4.add(v128.and(get(m), word(0x007fffff)), halfRoot)),
      set(t, f32x4.div(f32x4.sub(get(m), splat(1)), f32x4.add(get(m), splat(1)))),
      set(s, f32x4.mul(get(t), get(t))),
      set(series, splat(1 / 9)),
      step(1 / 7),
      step(1 / 5),
      step(1 / 3),
      set(t, f32x4.mul(sum, splat(2 * Math.LOG10E))),
      set(
        local,
        f32x4.add(
          f32x4.mul(get(exponent), splat(0.301025390625)),
          f32x4.add(get(t), f32x4.mul(get(exponent), splat(4.605038981195214e-6))),
        ),
      ),
    );
  };
}

/** A local becomes 2 to the power of itself. */
export function exp2Code(builder: FunctionBuilder): (local: number) => Code {
  const [whole, series] = [0, 1].map(() => builder.local('v128')) as [number, number];
  const [most, least] = [splat(127), splat(-126)];
  return (local) => {
    const above = v128.select(get(local), least, f32x4.gt(get(local), least));
    const step = (term: number) =>
      set(series, f32x4.add(f32x4.mul(get(series), get(local)), splat(term)));
    const exponent = i32x4.add(i32x4.ofF32(get(whole)), v128.const32(127, 127, 127, 127));
    return sequence(
      set(local, v128.select(most, above, f32x4.gt(get(local), most))),
      set(whole, f32x4.floor(f32x4.add(get(local), splat(0.5)))),
      set(local, f32x4.sub(get(local), get(whole))),
      set(series, splat(powersOfLog[0]!)),
      ...powersOfLog.slice(1).map(step),
      step(1),
      set(local, f32x4.mul(get(series), i32x4.shl(exponent, 23))),
    );
  };
}
