import type { F64 } from './expression.ts';
import { f64, i32, select } from './expression.ts';
import { callOf, type FunctionBuilder } from './function-builder.ts';
import type { ModuleBuilder } from './module-builder.ts';

/** exp and log of our own, so that every engine of WebAssembly gives the same bits. */
export interface Functions {
  readonly exp: (x: F64) => F64;
  readonly log: (x: F64) => F64;
}

export function writeFunctions(module: ModuleBuilder): Functions {
  const exp = module.function('exp', ['f64'], (f, x) => writeExp(f, x), { result: 'f64' });
  const log = module.function('log', ['f64'], (f, x) => writeLog(f, x), { result: 'f64' });
  return { exp: (x) => callOf(exp, 'f64', x), log: (x) => callOf(log, 'f64', x) };
}

/** ln 2 in two parts, the first short enough that its multiples by whole powers are exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/**
 * 2^k e^r with x = k ln 2 + r, |r| ≤ ln 2 / 2, and the Taylor series of e^r to the 13th power: the
 * rest is below 2^−57 of it. Outside of ±708 the ends of the range are taken.
 */
function writeExp(f: FunctionBuilder, x: F64): void {
  const cut = f.let(f64.min(f64.max(x, f64.const(-708)), f64.const(708)));
  const k = f.let(f64.nearest(f64.mul(cut, f64.const(1 / Math.LN2))));
  const high = f64.sub(cut, f64.mul(k, f64.const(ln2High)));
  const r = f.let(f64.sub(high, f64.mul(k, f64.const(ln2Low))));
  const factorials = [1];
  for (let n = 1; n < 14; n++) factorials.push(n * factorials[n - 1]!);
  const series = factorials.reduceRight<F64>(
    (sum, factorial) => f64.add(f64.mul(sum, r), f64.const(1 / factorial)),
    f64.const(0),
  );
  // NaN passes through min, max and the series; the whole power of 0 is then taken
  const power = select(k, f64.const(0), f64.lt(f64.abs(k), f64.const(2000)));
  f.give(f64.mul(series, f64.powerOfTwo(i32.fromF64(power))));
}

/**
 * k ln 2 + ln m with x = 2^k m, m in [√½, √2), and ln m = 2 artanh s = 2 (s + s³/3 + …),
 * s = (m − 1) / (m + 1), to the 19th power: the rest is below 2^−55. For positive normal numbers.
 */
function writeLog(f: FunctionBuilder, x: F64): void {
  const scaled = f64.mul(x, f64.const(Math.SQRT2));
  const k = f.let(f64.exponent(scaled));
  const m = f.let(f64.mul(x, f64.powerOfTwo(i32.sub(i32.const(0), k))));
  const s = f.let(f64.div(f64.sub(m, f64.const(1)), f64.add(m, f64.const(1))));
  const square = f.let(f64.mul(s, s));
  const odd = [19, 17, 15, 13, 11, 9, 7, 5, 3, 1];
  const series = odd.reduce<F64>(
    (sum, n) => f64.add(f64.mul(sum, square), f64.const(2 / n)),
    f64.const(0),
  );
  const whole = f.let(f64.fromI32(k));
  const low = f64.add(f64.mul(whole, f64.const(ln2Low)), f64.mul(series, s));
  f.give(f64.add(f64.mul(whole, f64.const(ln2High)), low));
}
