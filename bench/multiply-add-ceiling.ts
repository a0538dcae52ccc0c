import { f32x4, i32, v128 } from '../src/train/wasm/expression.ts';
import { ModuleBuilder } from '../src/train/wasm/module-builder.ts';
import { fusesMultiplyAdd } from '../src/train/wasm/probe.ts';

/** Multiply-adds a second of one core by 128-bit SIMD, from registers alone: no step can do more. */
export function multiplyAddCeiling(): number {
  const module = new ModuleBuilder({ fused: fusesMultiplyAdd(), wide: false, shared: false });
  const chains = 12;
  module.function(
    'run',
    ['i32'],
    (f, turns) => {
      const sums = f.locals('v128', chains);
      const factor = f.let(f32x4.splat({ type: 'f32', code: [...turns.code, 0xb3] }));
      f.doWhile(
        () => {
          for (const sum of sums) f.set(sum, f.madd(factor, factor, sum));
          f.step(turns, -1);
        },
        () => turns,
      );
      // all sums are used, so that none is left out
      const all = sums.reduce((a, b) => f.let(f32x4.add(a, b)), f.let(v128.zero()));
      f.store(i32.const(64), 0, all);
    },
    { exported: true },
  );
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes(1)), {
    engine: { memory },
  });
  const run = exports.run as (turns: number) => void;
  const turns = 2_000_000;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    run(turns);
    best = Math.min(best, performance.now() - start);
  }
  return (turns * chains * 4) / (best / 1000);
}
