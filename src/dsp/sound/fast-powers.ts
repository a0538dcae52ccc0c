import {
  type Code,
  f32x4,
  i32,
  i32x4,
  repeat,
  sequence,
  v128,
  when,
} from '../../base/wasm/code.ts';
import { FunctionBuilder, get, instantiate, set } from '../../base/wasm/module.ts';
import { splat } from '../float32-code.ts';
import {
  type Finish,
  type FrameWork,
  fillTables,
  type Layout,
  makeLayout,
  type PowerSums,
  type Site,
  sizesOf,
  sliceBytes,
  vectorBytes,
} from './fast-powers-layout.ts';
import { rowsCode, sumsCode } from './fast-powers-rows.ts';

/**
 * Powers, or sums of them, or their logarithms, of the first `frames` frames of a window, [frames, columns], in `out` where
 * there is one, four frames at once in WebAssembly SIMD: every place of a vector does the steps of fft.ts and power-frames.ts, in
 * their order, so that the bits are the same.
 */
export function makeFastPowers(
  work: FrameWork,
  sums: PowerSums | null,
  finish: Finish = { kind: 'none' },
): (window: Float32Array, frames: number, out?: Float32Array) => Float32Array {
  const columns = sums ? sums.counts.length : work.fftLength / 2 + 1;
  const layout = makeLayout(work, sums);
  const builder = new FunctionBuilder(2);
  const body = framesCode({ work, sums, finish, layout, builder });
  const { memory, functions } = instantiate([{ name: 'four', builder, body }], layout.end);
  fillTables(work, sums, layout, memory);
  const audio = new Float32Array(memory.buffer, layout.audio, sliceBytes / 4);
  const rows = new Float32Array(memory.buffer, layout.rows, 4 * columns);
  const { hop, preShift, taken, fftLength } = work;
  return (x, frames, out = new Float32Array(frames * columns)) => {
    const isNear = hop <= 8 * fftLength;
    const step = isNear ? Math.floor((audio.length - preShift - fftLength - 4) / hop) - 3 : 1;
    for (let first = 0; first < frames; first += step) {
      const count = Math.min(step, frames - first);
      const start = first * hop;
      const end = Math.min(x.length, start + (count - 1) * hop + taken);
      // What comes before the window counts as its first reading.
      for (let i = 0; i < preShift; i++) audio[i] = x[Math.max(0, start - preShift + i)]!;
      audio.set(x.subarray(start, end), preShift);
      audio.fill(0, preShift + end - start);
      for (let k = 0; k < count; k += 4) {
        functions.four!(layout.audio + 4 * (preShift + k * hop), isNear ? 4 * hop : 0);
        const made = Math.min(4, count - k);
        out.set(made === 4 ? rows : rows.subarray(0, made * columns), (first + k) * columns);
      }
    }
    return out;
  };
}

function framesCode(site: Site): Code {
  const count = site.work.fftLength / 2;
  const sizes = sizesOf(count);
  const parts = [fillCode(site)];
  if (sizes[0] !== 4) parts.push(pairsCode(site));
  let turns = site.layout.turns;
  for (const size of sizes) {
    parts.push(quartersCode(site, size, turns));
    turns += 24 * (size / 4 - 1);
  }
  const sums = site.sums ? sumsCode(site, site.sums) : [];
  return sequence(...parts, splitCode(site), sums, rowsCode(site));
}

const [audio, hop] = [0, 1];
/** Readings of four frames side by side: scaled, emphasised, windowed, in the places of pairs. */
function fillCode({ work, layout, builder }: Site): Code {
  const { taken, fftLength, preShift, preEmphasis } = work;
  const at = builder.local('i32');
  const rows = [0, 1, 2, 3].map(() => builder.local('i32'));
  const x = [0, 1, 2, 3].map(() => builder.local('v128'));
  const t = [0, 1, 2, 3].map(() => builder.local('v128'));
  // What changes nothing is left out, in C and in power-frames.ts too.
  const scaled = (value: Code) => (work.scale === 1 ? value : f32x4.mul(value, splat(work.scale)));
  const lanes = v128.const32(0, 1, 2, 3);
  const shift = v128.const32(preShift, preShift, preShift, preShift);
  const reading = i32x4.add(i32x4.splat(i32.shrS(get(at), i32.const(2))), lanes);
  const isFirst = i32x4.shrS(i32x4.sub(reading, shift), 31);
  const load = (row: number, seesFirst: boolean) => {
    const place = i32.add(get(rows[row]!), get(at));
    const value = scaled(v128.load(place));
    const weighted = (x: Code) =>
      work.window.length > 0 ? f32x4.mul(x, v128.load(get(at), layout.window)) : x;
    if (preEmphasis === 0) return set(x[row]!, weighted(value));
    const there = v128.load(i32.sub(place, i32.const(4 * preShift)));
    const before = seesFirst ? v128.select(v128.splat32(get(rows[row]!)), there, isFirst) : there;
    const held = f32x4.mul(scaled(before), splat(preEmphasis));
    const emphasised = f32x4.sub(value, held);
    return set(x[row]!, weighted(emphasised));
  };
  const pair = i32.add(i32.shrS(get(at), i32.const(1)), i32.const(layout.places));
  const place = (second: number) => i32.load(pair, 4 * second);
  const word = (i: number) =>
    v128.words(
      get(t[i >> 1]!),
      get(t[2 + (i >> 1)]!),
      ...[
        [0, 1, 4, 5],
        [2, 3, 6, 7],
      ][i & 1]!,
    );
  const upTo = (end: number, seesFirst: boolean) =>
    repeat(
      sequence(
        ...[0, 1, 2, 3].map((row) => load(row, seesFirst)),
        set(t[0]!, v128.words(get(x[0]!), get(x[1]!), 0, 4, 1, 5)),
        set(t[2]!, v128.words(get(x[2]!), get(x[3]!), 0, 4, 1, 5)),
        set(t[1]!, v128.words(get(x[0]!), get(x[1]!), 2, 6, 3, 7)),
        set(t[3]!, v128.words(get(x[2]!), get(x[3]!), 2, 6, 3, 7)),
        ...[0, 1, 2, 3].map((i) =>
          v128.store(place(i >> 1), word(i), layout.room + vectorBytes * (i & 1)),
        ),
        set(at, i32.add(get(at), i32.const(16))),
      ),
      i32.ltU(get(at), i32.const(4 * end)),
    );
  const first = preEmphasis === 0 || work.looksBack ? 0 : Math.min(taken, preShift);
  return sequence(
    ...rows.map((row, k) => set(row, k === 0 ? get(audio) : i32.add(get(rows[k - 1]!), get(hop)))),
    set(at, i32.const(0)),
    first > 0 ? upTo(first, true) : [],
    4 * Math.ceil(first / 4) < taken ? upTo(taken, false) : [],
    clearCode(taken, fftLength, layout, at),
  );
}

/** Zeros for the readings that a frame is shorter than its transform. */
function clearCode(taken: number, fftLength: number, layout: Layout, at: number): Code {
  const zero = v128.const32(0, 0, 0, 0);
  const place = i32.load(i32.add(i32.shl(get(at), i32.const(2)), i32.const(layout.places)));
  const odd = taken % 2 === 1;
  const whole = Math.ceil(taken / 2);
  return sequence(
    odd
      ? v128.store(
          i32.load(i32.const(layout.places + 4 * (whole - 1))),
          zero,
          layout.room + vectorBytes,
        )
      : [],
    set(at, i32.const(whole)),
    whole < fftLength / 2
      ? repeat(
          sequence(
            v128.store(place, zero, layout.room),
            v128.store(place, zero, layout.room + vectorBytes),
            set(at, i32.add(get(at), i32.const(1))),
          ),
          i32.ltU(get(at), i32.const(fftLength / 2)),
        )
      : [],
  );
}

/** Transforms of two values each. */
function pairsCode({ work, layout, builder }: Site): Code {
  const at = builder.local('i32');
  const a = [0, 1].map(() => builder.local('v128'));
  const b = [0, 1].map(() => builder.local('v128'));
  const parts = [0, 1];
  const read = (i: number) => v128.load(get(at), layout.room + vectorBytes * i);
  const write = (i: number, value: Code) =>
    v128.store(get(at), value, layout.room + vectorBytes * i);
  return sequence(
    set(at, i32.const(0)),
    repeat(
      sequence(
        ...parts.flatMap((i) => [set(a[i]!, read(i)), set(b[i]!, read(2 + i))]),
        ...parts.flatMap((i) => [
          write(2 + i, f32x4.sub(get(a[i]!), get(b[i]!))),
          write(i, f32x4.add(get(a[i]!), get(b[i]!))),
        ]),
        set(at, i32.add(get(at), i32.const(4 * vectorBytes))),
      ),
      i32.ltU(get(at), i32.const(vectorBytes * work.fftLength)),
    ),
  );
}

/** Four transforms of size / 4 become one of size, everywhere; the first of them need no turns. */
function quartersCode({ work, layout, builder }: Site, size: number, turns: number): Code {
  const roomBytes = vectorBytes * work.fftLength;
  const quarterBytes = (2 * vectorBytes * size) / 4;
  const at = builder.local('i32');
  const k = builder.local('i32');
  const word = builder.local('i32');
  const w = [0, 1, 2, 3, 4, 5].map(() => builder.local('v128'));
  const v = Array.from({ length: 8 }, () => builder.local('v128'));
  const [re, im] = [0, vectorBytes];
  const offset = [0, 2, 1, 3].map((part) => layout.room + part * quarterBytes); // a b c d
  const read = (part: number, plus: number) => v128.load(get(at), offset[part]! + plus);
  const write = (part: number, plus: number, value: Code) =>
    v128.store(get(at), value, offset[part]! + plus);
  const turned = (part: number) => {
    const [c, s] = [get(w[2 * part - 2]!), get(w[2 * part - 1]!)];
    const [r, i] = [get(v[6]!), get(v[7]!)];
    return sequence(
      set(v[6]!, read(part, re)),
      set(v[7]!, read(part, im)),
      set(v[2 * part - 2]!, f32x4.sub(f32x4.mul(r, c), f32x4.mul(i, s))),
      set(v[2 * part - 1]!, f32x4.add(f32x4.mul(r, s), f32x4.mul(i, c))),
    );
  };
  const plain = (part: number) =>
    sequence(set(v[2 * part - 2]!, read(part, re)), set(v[2 * part - 1]!, read(part, im)));
  const body = (isTurned: boolean) =>
    sequence(
      ...[1, 2, 3].map(isTurned ? turned : plain),
      combineCode(builder, v, read, write),
      set(at, i32.add(get(at), i32.const(4 * quarterBytes))),
    );
  const all = (isTurned: boolean) => repeat(body(isTurned), i32.ltU(get(at), i32.const(roomBytes)));
  const step = i32.add(get(k), i32.const(2 * vectorBytes));
  return sequence(
    set(at, i32.const(0)),
    all(false),
    set(k, i32.const(2 * vectorBytes)),
    set(word, i32.const(turns)),
    when(
      i32.ltU(get(k), i32.const(quarterBytes)),
      repeat(
        sequence(
          ...w.map((local, i) => set(local, v128.splat32(get(word), 4 * i))),
          set(word, i32.add(get(word), i32.const(24))),
          set(at, get(k)),
          all(true),
          set(k, step),
        ),
        i32.ltU(get(k), i32.const(quarterBytes)),
      ),
    ),
  );
}

/** The butterfly itself: v holds b, c and d, turned; a is read. */
function combineCode(
  builder: FunctionBuilder,
  v: readonly number[],
  read: (part: number, plus: number) => Code,
  write: (part: number, plus: number, value: Code) => Code,
): Code {
  const [bRe, bIm, cRe, cIm, dRe, dIm] = v.slice(0, 6).map(get) as [
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  const s = Array.from({ length: 8 }, () => builder.local('v128'));
  const [re, im] = [0, vectorBytes];
  const [acRe, acIm, apartRe, apartIm, bdRe, bdIm, turnRe, turnIm] = s.map(get) as [
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  const sums = [
    f32x4.add(read(0, re), cRe),
    f32x4.add(read(0, im), cIm),
    f32x4.sub(read(0, re), cRe),
    f32x4.sub(read(0, im), cIm),
    f32x4.add(bRe, dRe),
    f32x4.add(bIm, dIm),
    f32x4.sub(bRe, dRe),
    f32x4.sub(bIm, dIm),
  ];
  return sequence(
    ...sums.map((value, i) => set(s[i]!, value)),
    write(0, re, f32x4.add(acRe, bdRe)),
    write(0, im, f32x4.add(acIm, bdIm)),
    write(2, re, f32x4.add(apartRe, turnIm)),
    write(2, im, f32x4.sub(apartIm, turnRe)),
    write(1, re, f32x4.sub(acRe, bdRe)),
    write(1, im, f32x4.sub(acIm, bdIm)),
    write(3, re, f32x4.sub(apartRe, turnIm)),
    write(3, im, f32x4.add(apartIm, turnRe)),
  );
}

/** Powers of the real signal from the transform of its pairs. */
function splitCode({ work, layout, builder }: Site): Code {
  const half = work.fftLength / 2;
  const { room, powers, splits } = layout;
  const pair = 2 * vectorBytes;
  const [low, high, word, out, mirror] = [0, 1, 2, 3, 4].map(() => builder.local('i32')) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const s = Array.from({ length: 8 }, () => builder.local('v128'));
  const [evenRe, evenIm, oddRe, oddIm, re, im] = s.map(get) as [Code, Code, Code, Code, Code, Code];
  const scaled = (value: Code) => f32x4.mul(value, splat(work.powerScale));
  const squared = (a: Code, b: Code) => {
    const held = sequence(set(s[6]!, a), set(s[7]!, b));
    const [x, y] = [get(s[6]!), get(s[7]!)];
    return { held, value: scaled(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y))) };
  };
  const four = (value: Code) => f32x4.mul(value, splat(4));
  const at = (local: number, plus: number) => v128.load(get(local), plus);
  const upper = squared(f32x4.add(evenRe, re), f32x4.add(evenIm, im));
  const lower = squared(f32x4.sub(evenRe, re), f32x4.sub(evenIm, im));
  const [wr, wi] = [v128.splat32(get(word)), v128.splat32(get(word), 4)];
  const body = sequence(
    set(s[0]!, f32x4.add(at(low, 0), at(high, 0))),
    set(s[1]!, f32x4.sub(at(low, vectorBytes), at(high, vectorBytes))),
    set(s[2]!, f32x4.add(at(low, vectorBytes), at(high, vectorBytes))),
    set(s[3]!, f32x4.sub(at(high, 0), at(low, 0))),
    set(s[4]!, f32x4.sub(f32x4.mul(oddRe, wr), f32x4.mul(oddIm, wi))),
    set(s[5]!, f32x4.add(f32x4.mul(oddRe, wi), f32x4.mul(oddIm, wr))),
    upper.held,
    v128.store(get(out), upper.value),
    lower.held,
    v128.store(get(mirror), lower.value),
    set(low, i32.add(get(low), i32.const(pair))),
    set(high, i32.sub(get(high), i32.const(pair))),
    set(word, i32.add(get(word), i32.const(8))),
    set(out, i32.add(get(out), i32.const(vectorBytes))),
    set(mirror, i32.sub(get(mirror), i32.const(vectorBytes))),
  );
  const zero = (sum: Code) => {
    const held = set(s[6]!, sum);
    return { held, value: scaled(four(f32x4.mul(get(s[6]!), get(s[6]!)))) };
  };
  const [z, zi] = [v128.load(i32.const(room)), v128.load(i32.const(room), vectorBytes)];
  const [first, last] = [zero(f32x4.add(z, zi)), zero(f32x4.sub(z, zi))];
  const middle = room + (pair * half) / 2;
  const [m, mi] = [v128.load(i32.const(middle)), v128.load(i32.const(middle), vectorBytes)];
  const own = f32x4.add(f32x4.mul(m, m), f32x4.mul(mi, mi));
  return sequence(
    first.held,
    v128.store(i32.const(powers), first.value),
    last.held,
    v128.store(i32.const(powers + vectorBytes * half), last.value),
    set(low, i32.const(room + pair)),
    set(high, i32.const(room + pair * (half - 1))),
    set(word, i32.const(splits + 8)),
    set(out, i32.const(powers + vectorBytes)),
    set(mirror, i32.const(powers + vectorBytes * (half - 1))),
    repeat(body, i32.ltU(get(low), i32.const(middle))),
    v128.store(i32.const(powers + (vectorBytes * half) / 2), scaled(four(own))),
  );
}
