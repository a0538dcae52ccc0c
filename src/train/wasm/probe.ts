import { f32x4 } from './expression.ts';
import { ModuleBuilder } from './module-builder.ts';

let known: boolean | undefined;

/**
 * Whether relaxed SIMD is there and its multiply-add rounds once, as on all x64 with FMA3 and all
 * arm64. (1 + 2⁻²³)² − 1 − 2⁻²² is 2⁻⁴⁶ when rounded once, and 0 when rounded twice.
 */
export function fusesMultiplyAdd(): boolean {
  known ??= probe();
  return known;
}

function probe(): boolean {
  const module = new ModuleBuilder({ fused: true, wide: false, shared: false });
  module.function(
    'probe',
    ['f32', 'f32'],
    (f, x, y) => {
      const [a, c] = [f32x4.splat(x), f32x4.splat(y)];
      f.give(f32x4.lane(f.madd(a, a, c), 0));
    },
    { result: 'f32', exported: true },
  );
  const bytes = module.bytes(1);
  if (!WebAssembly.validate(bytes)) return false;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { engine: { memory } });
  const run = instance.exports.probe as (x: number, y: number) => number;
  return run(1 + 2 ** -23, -1 - 2 ** -22) === 2 ** -46;
}
