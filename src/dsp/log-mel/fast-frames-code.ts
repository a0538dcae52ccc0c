import {
  type Code,
  i16x8,
  i32,
  i32x4,
  i64,
  i64x2,
  repeat,
  sequence,
  v128,
  when,
} from '../../base/wasm/code.ts';
import { type FunctionBuilder, get, set, tee } from '../../base/wasm/module.ts';
import { type Layout, vectorBytes } from './fast-frames-layout.ts';
import type { FixedFrame } from './fixed-frame.ts';

/**
 * The code of four frames at once: each 32-bit place of a vector holds one frame's pair of 16-bit
 * numbers, and every step is that of fixed-spectrum.ts. The sums of two products that a Cortex-M has
 * as SMLAD are i32x4.dot here.
 */
const highHalf = v128.const32(-65536, -65536, -65536, -65536);
const rounding = v128.const32(32768, 32768, 32768, 32768);
/** The upper 16 bits of two vectors of 32-bit numbers as pairs. */
const packed = (low: Code, high: Code) => v128.or(i32x4.shrU(low, 16), v128.and(high, highHalf));

/** All of four frames: `audio` the address of the first, `hop` bytes from each to the next. */
export function framesCode(frame: FixedFrame, layout: Layout, builder: FunctionBuilder): Code {
  const { passes, pairs, fftLength } = frame.spectrum;
  const half = fftLength / 2;
  const site: Site = { frame, layout, builder, half };
  const rooms = [layout.room, layout.room + vectorBytes * half];
  const parts = [energyCode(site), windowCode(site, rooms[0]!)];
  let from = 0;
  for (let pass = 0; pass < passes; pass++) {
    const isLast = pass === passes - 1 && !pairs;
    parts.push(quartersCode(site, pass, isLast, rooms[from]!, rooms[1 - from]!));
    from = 1 - from;
  }
  if (pairs) parts.push(pairsCode(site, rooms[from]!, rooms[1 - from]!));
  return sequence(...parts, splitCode(site), bankCode(site));
}

interface Site {
  readonly frame: FixedFrame;
  readonly layout: Layout;
  readonly builder: FunctionBuilder;
  readonly half: number;
}

const [audio, hop] = [0, 1];

/** Exponents of the four frames, and the factors that scale by them. */
function energyCode({ frame, layout, builder }: Site): Code {
  const { frameLength, energyBits } = frame.spectrum;
  const at = builder.local('i32');
  const end = builder.local('i32');
  const start = builder.local('i32');
  const exponent = builder.local('i32');
  const x = builder.local('v128');
  const sum = builder.local('v128');
  const whole = frameLength & ~7;
  const add = (value: Code) =>
    sequence(
      set(x, value),
      set(x, i32x4.dot(get(x), get(x))),
      set(sum, i64x2.add(get(sum), i64x2.extendLowU(get(x)))),
      set(sum, i64x2.add(get(sum), i64x2.extendHighU(get(x)))),
    );
  const rest = frameLength - whole;
  const lanes = Array.from({ length: 4 }, (_, i) => {
    const bits = Math.max(0, Math.min(2, rest - 2 * i));
    return bits === 2 ? -1 : bits === 1 ? 0xffff : 0;
  }) as [number, number, number, number];
  const ofFrame = (k: number) =>
    sequence(
      set(at, k === 0 ? get(audio) : i32.add(get(start), get(hop))),
      set(start, get(at)),
      set(end, i32.add(get(at), i32.const(2 * whole))),
      set(sum, v128.const32(0, 0, 0, 0)),
      whole > 0
        ? repeat(
            sequence(add(v128.load(get(at))), set(at, i32.add(get(at), i32.const(16)))),
            i32.ltU(get(at), get(end)),
          )
        : [],
      rest > 0 ? add(v128.and(v128.load(get(at)), v128.const32(...lanes))) : [],
      set(
        exponent,
        i32.shrS(
          i32.add(
            i32.const(energyBits - 64),
            i32.ofI64(i64.clz(i64.add(i64.lane(get(sum), 0), i64.lane(get(sum), 1)))),
          ),
          i32.const(1),
        ),
      ),
      i32.store(i32.const(layout.exponents + 4 * k), get(exponent)),
      when(
        i32.geS(get(exponent), i32.const(0)),
        sequence(
          i32.store(i32.const(layout.ups + 4 * k), i32.shl(i32.const(1), get(exponent))),
          i32.store(i32.const(layout.downs + 4 * k), i32.const(64)),
        ),
        sequence(
          i32.store(i32.const(layout.ups + 4 * k), i32.const(1)),
          i32.store(
            i32.const(layout.downs + 4 * k),
            i32.shl(i32.const(1), i32.add(i32.const(6), get(exponent))),
          ),
        ),
      ),
    );
  return sequence(...[0, 1, 2, 3].map(ofFrame));
}

/** Readings of four frames under the window, side by side, as pairs of 16 bits. */
function windowCode(site: Site, to: number): Code {
  const { layout, builder, half } = site;
  const at = builder.local('i32');
  const rows = [0, 1, 2, 3].map(() => builder.local('i32'));
  const x = [0, 1, 2, 3].map(() => builder.local('v128'));
  const t = [0, 1, 2, 3].map(() => builder.local('v128'));
  const [even, odd] = [builder.local('v128'), builder.local('v128')];
  const ups = builder.local('v128');
  const downs = builder.local('v128');
  const loads = rows.map((row, k) =>
    set(x[k]!, v128.load(i32.add(get(row), i32.shl(get(at), i32.const(2))))),
  );
  const transposed = sequence(
    set(t[0]!, v128.words(get(x[0]!), get(x[1]!), 0, 4, 1, 5)),
    set(t[1]!, v128.words(get(x[2]!), get(x[3]!), 0, 4, 1, 5)),
    set(t[2]!, v128.words(get(x[0]!), get(x[1]!), 2, 6, 3, 7)),
    set(t[3]!, v128.words(get(x[2]!), get(x[3]!), 2, 6, 3, 7)),
    set(x[0]!, v128.words(get(t[0]!), get(t[1]!), 0, 1, 4, 5)),
    set(x[1]!, v128.words(get(t[0]!), get(t[1]!), 2, 3, 6, 7)),
    set(x[2]!, v128.words(get(t[2]!), get(t[3]!), 0, 1, 4, 5)),
    set(x[3]!, v128.words(get(t[2]!), get(t[3]!), 2, 3, 6, 7)),
  );
  const weight = (i: number, part: number) =>
    v128.splat32(i32.shl(get(at), i32.const(3)), layout.windows + 8 * i + 4 * part);
  const place = i32.shl(get(at), i32.const(4));
  const scaled = (i: number, isLoud: boolean) => {
    const product = (part: number) => i32x4.mul(i32x4.dot(get(x[i]!), weight(i, part)), get(ups));
    if (!isLoud) {
      return v128.store(place, packed(product(0), product(1)), to + vectorBytes * i);
    }
    const down = (value: Code) => i32x4.shrS(i32x4.mul(i32x4.shrS(value, 16), get(downs)), 6);
    return sequence(
      set(even, down(product(0))),
      set(odd, down(product(1))),
      v128.store(
        place,
        packed(i32x4.shl(get(even), 16), i32x4.shl(get(odd), 16)),
        to + vectorBytes * i,
      ),
    );
  };
  const loop = (isLoud: boolean) =>
    repeat(
      sequence(
        ...loads,
        transposed,
        ...[0, 1, 2, 3].map((i) => scaled(i, isLoud)),
        set(at, i32.add(get(at), i32.const(4))),
      ),
      i32.ltU(get(at), i32.const(half)),
    );
  const exponent = (k: number) => i32.load(i32.const(layout.exponents + 4 * k));
  const isQuiet = i32.geS(
    i32.or(i32.or(exponent(0), exponent(1)), i32.or(exponent(2), exponent(3))),
    i32.const(0),
  );
  return sequence(
    set(ups, v128.load(i32.const(layout.ups))),
    set(downs, v128.load(i32.const(layout.downs))),
    ...rows.map((row, k) => set(row, k === 0 ? get(audio) : i32.add(get(rows[k - 1]!), get(hop)))),
    set(at, i32.const(0)),
    when(isQuiet, loop(false), loop(true)),
  );
}

/** Half of u turned by the words at an address. */
function turned(u: number, at: Code, offset: number): Code {
  const product = (word: number) =>
    i32x4.add(i32x4.dot(get(u), v128.splat32(at, offset + 4 * word)), rounding);
  return packed(product(0), product(1));
}

/** Imaginary and real part of x in each other's place, the new real part as it is, the other −. */
function quarterTurn(x: Code, held: number): Code {
  const swapped = v128.or(i32x4.shl(tee(held, x), 16), i32x4.shrU(get(held), 16));
  return i16x8.sub(v128.xor(swapped, highHalf), highHalf);
}

/** One pass of radix 4; the last one to natural order. */
function quartersCode(site: Site, pass: number, isLast: boolean, from: number, to: number): Code {
  const { layout, builder, half } = site;
  const quarterBytes = (vectorBytes * half) / 4;
  const at = builder.local('i32');
  const out = builder.local('i32');
  const set4 = builder.local('i32');
  const [p, q, m, n, u, held] = [0, 1, 2, 3, 4, 5].map(() => builder.local('v128')) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const input = (part: number) => v128.load(get(at), from + part * quarterBytes);
  const apart = isLast ? quarterBytes : vectorBytes;
  const write = (r: number, value: Code) => v128.store(get(out), value, to + r * apart);
  const sums = sequence(
    set(p, i16x8.add(input(0), input(2))),
    set(m, i16x8.sub(input(0), input(2))),
    set(q, i16x8.add(input(1), input(3))),
    set(n, quarterTurn(i16x8.sub(input(1), input(3)), held)),
  );
  const halved = (value: Code) => i16x8.shrS(value, 1);
  const body = (isTurned: boolean) => {
    const result = (r: number, value: Code) =>
      isTurned
        ? sequence(set(u, value), write(r, turned(u, get(set4), layout.turns + 8 * (r - 1))))
        : write(r, halved(value));
    return sequence(
      set(
        out,
        isLast
          ? i32.load(i32.add(i32.shrS(get(at), i32.const(2)), i32.const(layout.places)))
          : i32.shl(get(at), i32.const(2)),
      ),
      isTurned
        ? set(set4, i32.shl(i32.and(get(at), i32.const(-vectorBytes * 4 ** pass)), i32.const(1)))
        : [],
      sums,
      write(0, halved(i16x8.add(get(p), get(q)))),
      result(1, i16x8.add(get(m), get(n))),
      result(2, i16x8.sub(get(p), get(q))),
      result(3, i16x8.sub(get(m), get(n))),
      set(at, i32.add(get(at), i32.const(vectorBytes))),
    );
  };
  const until = (end: number, isTurned: boolean) =>
    repeat(body(isTurned), i32.ltU(get(at), i32.const(end)));
  const group = pass < 2 ? 0 : vectorBytes * 4 ** pass;
  return sequence(
    set(at, i32.const(0)),
    isLast ? until(quarterBytes, false) : [],
    !isLast && group > 0 ? until(group, false) : [],
    !isLast ? until(quarterBytes, true) : [],
  );
}

function pairsCode({ layout, builder, half }: Site, from: number, to: number): Code {
  const bytes = (vectorBytes * half) / 2;
  const at = builder.local('i32');
  const out = builder.local('i32');
  const input = (part: number) => v128.load(get(at), from + part * bytes);
  return sequence(
    set(at, i32.const(0)),
    repeat(
      sequence(
        set(out, i32.load(i32.add(i32.shrS(get(at), i32.const(2)), i32.const(layout.places)))),
        v128.store(get(out), i16x8.add(input(0), input(1)), to),
        v128.store(get(out), i16x8.sub(input(0), input(1)), to + bytes),
        set(at, i32.add(get(at), i32.const(vectorBytes))),
      ),
      i32.ltU(get(at), i32.const(bytes)),
    ),
  );
}

/** Powers of bins and their mirrors, in place. */
function splitCode({ layout, builder, half }: Site): Code {
  const { powers, splits } = layout;
  const at = builder.local('i32');
  const mirror = builder.local('i32');
  const word = builder.local('i32');
  const [z, c, o, e, t] = [0, 1, 2, 3, 4].map(() => builder.local('v128')) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const last = powers + (vectorBytes * half) / 2;
  const squared = (value: Code, held: number) => {
    return i32x4.dot(tee(held, value), get(held));
  };
  return sequence(
    set(at, i32.const(powers + vectorBytes)),
    set(mirror, i32.const(powers + vectorBytes * (half - 1))),
    set(word, i32.const(splits)),
    repeat(
      sequence(
        set(z, v128.load(get(at))),
        // The conjugate of the mirror.
        set(c, i16x8.sub(v128.xor(v128.load(get(mirror)), highHalf), highHalf)),
        set(o, i16x8.sub(get(z), get(c))),
        // Half of the sum, whose 17th bit does not fit: what both have, and half of what one has.
        set(e, i16x8.add(v128.and(get(z), get(c)), i16x8.shrS(v128.xor(get(z), get(c)), 1))),
        set(t, turned(o, get(word), 0)),
        v128.store(get(at), squared(i16x8.add(get(e), get(t)), o)),
        v128.store(get(mirror), squared(i16x8.sub(get(e), get(t)), o)),
        set(at, i32.add(get(at), i32.const(vectorBytes))),
        set(mirror, i32.sub(get(mirror), i32.const(vectorBytes))),
        set(word, i32.add(get(word), i32.const(8))),
      ),
      i32.ltU(get(at), i32.const(last)),
    ),
    v128.store(i32.const(last), squared(v128.load(i32.const(last)), o)),
  );
}

function bankCode({ frame, layout, builder }: Site): Code {
  const { bank } = frame;
  const at = builder.local('i32');
  const end = builder.local('i32');
  const weight = builder.local('i32');
  const segment = builder.local('i32');
  const out = builder.local('i32');
  const [p, w, sum, rising, before] = [0, 1, 2, 3, 4].map(() => builder.local('v128')) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const zero = v128.const32(0, 0, 0, 0);
  const lowHalf = v128.const32(0xffff, 0xffff, 0xffff, 0xffff);
  const share = i32x4.add(
    i32x4.mul(i32x4.shrS(get(p), 16), get(w)),
    i32x4.shrU(i32x4.mul(v128.and(get(p), lowHalf), get(w)), 16),
  );
  const bins = repeat(
    sequence(
      set(p, v128.load(get(at))),
      set(w, v128.splat32(get(weight))),
      set(sum, i32x4.add(get(sum), get(p))),
      set(rising, i32x4.add(get(rising), share)),
      set(at, i32.add(get(at), i32.const(vectorBytes))),
      set(weight, i32.add(get(weight), i32.const(4))),
    ),
    i32.ltU(get(at), get(end)),
  );
  const value = i32x4.add(i32x4.sub(i32x4.shrS(get(sum), 1), get(rising)), get(before));
  return sequence(
    set(at, i32.const(layout.powers + vectorBytes * bank.firstBin)),
    set(weight, i32.const(layout.weights)),
    set(segment, i32.const(layout.counts)),
    set(out, i32.const(layout.sums - vectorBytes)),
    set(before, zero),
    repeat(
      sequence(
        set(sum, zero),
        set(rising, zero),
        set(end, i32.add(get(at), i32.shl(i32.load(get(segment)), i32.const(4)))),
        when(i32.ltU(get(at), get(end)), bins),
        when(i32.ltU(i32.const(layout.sums - 1), get(out)), v128.store(get(out), value)),
        set(before, get(rising)),
        set(out, i32.add(get(out), i32.const(vectorBytes))),
        set(segment, i32.add(get(segment), i32.const(4))),
      ),
      i32.ltU(get(segment), i32.const(layout.counts + 4 * (bank.bands + 1))),
    ),
  );
}
