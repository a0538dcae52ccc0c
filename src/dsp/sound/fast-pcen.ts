import { type Code, f32x4, i32, i32x4, repeat, sequence, v128 } from '../../base/wasm/code.ts';
import { FunctionBuilder, get, instantiate, set } from '../../base/wasm/module.ts';
import { leastOfLog, twoLog } from '../float32.ts';
import { exp2Code, log10Code, splat } from '../float32-code.ts';

/** What per-channel energy normalisation is made of, in float32, as thimble_pcen_config has it. */
export interface PcenNumbers {
  readonly smoothing: number;
  readonly minusGain: number;
  readonly bias: number;
  readonly power: number;
  readonly epsilon: number;
  readonly biasPower: number;
}

/** Floats that go into the module at a time, about. */
const roomFloats = 1 << 17;
const groupBytes = 16;

/**
 * Energies [frames, bands] to features, four bands at once in WebAssembly SIMD: in every place the steps of
 * runtime/dsp/thimble_pcen.c in their order, so that the bits are the same.
 */
export function makeFastPcen(
  bands: number,
  numbers: PcenNumbers,
): (energies: Float32Array, frames: number) => Float32Array {
  const framesMost = Math.max(1, Math.floor(roomFloats / bands));
  const groups = Math.ceil(bands / 4);
  const bytes = 4 * framesMost * bands + groupBytes;
  const place = { state: 0, energies: groupBytes * groups, features: groupBytes * groups + bytes };
  const builder = new FunctionBuilder(2);
  const body = pcenCode(bands, numbers, place, builder);
  const module = instantiate([{ name: 'pcen', builder, body }], place.features + bytes);
  const view = (at: number) => new Float32Array(module.memory.buffer, at, bytes / 4);
  const [from, to] = [view(place.energies), view(place.features)];
  return (energies, frames) => {
    const features = new Float32Array(frames * bands);
    for (let first = 0; first < frames; first += framesMost) {
      const count = Math.min(framesMost, frames - first) * bands;
      from.set(energies.subarray(first * bands, first * bands + count));
      module.functions.pcen!(place.energies + 4 * count, first === 0 ? -1 : 0);
      features.set(to.subarray(0, count), first * bands);
    }
    return features;
  };
}

const [end, isFirst] = [0, 1];

/** The last bands first: what they spill into the next frame's first bands is overwritten. */
function pcenCode(
  bands: number,
  { smoothing, minusGain, bias, power, epsilon, biasPower }: PcenNumbers,
  place: { readonly state: number; readonly energies: number; readonly features: number },
  builder: FunctionBuilder,
): Code {
  const [group, at] = [builder.local('i32'), builder.local('i32')];
  const [energy, mean, level, fresh] = [0, 1, 2, 3].map(() => builder.local('v128')) as [
    number,
    number,
    number,
    number,
  ];
  const log10 = log10Code(builder, leastOfLog);
  const exp2 = exp2Code(builder);
  /** A local becomes itself to a power. */
  const raised = (exponent: number) =>
    sequence(
      log10(level),
      set(level, f32x4.mul(f32x4.mul(get(level), splat(twoLog)), splat(exponent))),
      exp2(level),
    );
  const step = f32x4.mul(f32x4.sub(get(energy), get(mean)), splat(smoothing));
  const frame = sequence(
    set(energy, v128.load(get(at))),
    set(mean, v128.select(get(energy), f32x4.add(get(mean), step), get(fresh))),
    set(fresh, v128.const32(0, 0, 0, 0)),
    set(level, f32x4.add(get(mean), splat(epsilon))),
    raised(minusGain),
    set(level, f32x4.add(f32x4.mul(get(energy), get(level)), splat(bias))),
    raised(power),
    v128.store(
      i32.add(get(at), i32.const(place.features - place.energies)),
      f32x4.sub(get(level), splat(biasPower)),
    ),
    set(at, i32.add(get(at), i32.const(4 * bands))),
  );
  return sequence(
    set(group, i32.const(groupBytes * (Math.ceil(bands / 4) - 1))),
    repeat(
      sequence(
        set(at, i32.add(get(group), i32.const(place.energies))),
        set(fresh, i32x4.splat(get(isFirst))),
        set(mean, v128.load(get(group), place.state)),
        repeat(frame, i32.ltU(get(at), get(end))),
        v128.store(get(group), get(mean), place.state),
        set(group, i32.sub(get(group), i32.const(groupBytes))),
      ),
      i32.geS(get(group), i32.const(0)),
    ),
  );
}
