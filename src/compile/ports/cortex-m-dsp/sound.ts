import { contentHash } from '../../../base/hash.ts';
import { twiddles } from '../../../dsp/fft.ts';
import type { CallKernel, LayerField, LayerTable, Routine } from '../../emit/kernel.ts';

/**
 * Frames of sound in float32 for a Cortex-M with DSP extension and floating-point unit: the powers of
 * a frame by a routine made for its length, and where the triangles of a mel bank overlap in twos,
 * their sums as straight code. The same bits as the portable kernel.
 */
export function floatSound(portable: CallKernel): CallKernel {
  const { tables, config } = portable.data;
  const frames = structOf(config!.fields, 'frames');
  const fftLength = intOf(frames, 'fft_length');
  if (fftLength < 32 || fftLength > 1024) return portable;
  const powers = powersRoutine(fftLength, tableOf(tables, 'frames_window').length > 0);
  const has = (name: string) => config!.fields.some(({ comment }) => comment === name);
  const bank = has('bank') ? bankRoutine(tables) : null;
  // Powers lie behind the frame: it is still read while they are written.
  const room = fftLength + fftLength / 2 + 1;
  const made = new Map<string, LayerField>([
    ['room', { comment: 'room', int: room }],
    ['powers', { comment: 'powers', routine: powers.name }],
    ['levels', { comment: 'levels', routine: levels.name }],
    ...(bank ? [['energies', { comment: 'energies', routine: bank.name }] as const] : []),
  ]);
  // The routines hold these themselves; weights of readings that there are not are 0.
  const held = new Set(['frames_twiddles', ...(bank ? ['bank_weights', 'bank_counts'] : [])]);
  const left = tables.map((table): LayerTable => {
    if (held.has(table.suffix)) return { ...table, values: table.values.slice(0, 0) };
    return table.suffix === 'frames_window' ? laidOut(table, fftLength) : table;
  });
  const { bytes } = portable.scratch!;
  return {
    ...portable,
    data: { tables: left, config: { ...config!, fields: replaced(config!.fields, made) } },
    scratch: { element: 'float', bytes: bytes + 4 * (room - fftLength) },
    routines: [powers, ...(bank ? [bank] : []), ...(has('decibels') ? [levels] : [])],
    choice: {
      name: 'spectra in assembly',
      reason: `an FFT of ${fftLength} in float32${bank ? ' and its mel bank in straight code' : ''}`,
      instructions: null,
    },
  };
}

const levels: Routine = {
  name: 'decibels',
  file: 'thimble_decibels_dsp.inc',
  macro: 'thimble_decibels',
  parameters: [],
  type: 'thimble_levels_routine',
};

function powersRoutine(fftLength: number, hasWindow: boolean): Routine {
  const shape = [fftLength / 2, hasWindow ? 1 : 0];
  return {
    name: `frame_powers_${shape.join('_')}`,
    file: 'thimble_powers_dsp.inc',
    macro: 'thimble_frame_powers',
    parameters: [...shape, ...turnWords(fftLength)],
    type: 'thimble_frame_powers_routine',
  };
}

/** The words of thimble_powers_dsp.inc, in the order in which its passes take them. */
function turnWords(fftLength: number): number[] {
  const half = fftLength / 2;
  const table = twiddles(fftLength);
  const radices = [Math.log2(half) % 2 === 0 ? 4 : 2];
  const words: number[] = [];
  let groups = radices[0]!;
  for (; 4 * groups < half; groups *= 4) {
    for (let g = 1; g < groups; g++) {
      words.push(...turnsOf(table, placeOf(g, radices), half / (4 * groups)));
    }
    radices.push(4);
  }
  const place = Array.from({ length: groups }, () => 0);
  for (let g = 0; g < groups; g++) place[placeOf(g, radices)] = 32 * g;
  const bins = (...all: number[]) => all.flatMap((bin) => bitsOf(turn(table, bin)));
  for (let k = 1; k < groups / 2; k++) {
    const mirror = groups - k;
    words.push(place[k]! + 65536 * place[mirror]!, ...turnsOf(table, k, 1));
    words.push(...turnsOf(table, mirror, 1), ...bins(k, groups + k, mirror, 2 * groups - k));
  }
  const middle = groups / 2;
  words.push(place[middle]!, ...turnsOf(table, middle, 1));
  words.push(...bins(groups, middle, 3 * middle));
  return words;
}

/** Which frequency the group at place g belongs to: its digits reversed, the first radix the highest. */
function placeOf(g: number, radices: readonly number[]): number {
  let rest = radices.reduce((product, radix) => product * radix, 1);
  let weight = 1;
  let frequency = 0;
  for (const radix of radices) {
    rest /= radix;
    frequency += (Math.floor(g / rest) % radix) * weight;
    weight *= radix;
  }
  return frequency;
}

/** Cos and −sin of one, two and three turns of frequency k among `step` times as few. */
function turnsOf(table: Float32Array, k: number, step: number): number[] {
  return [1, 2, 3].flatMap((turns) => bitsOf(turn(table, 2 * turns * k * step)));
}

/** Of the angle 2πk/length: the table ends at half a turn; beyond it signs change. */
function turn(table: Float32Array, k: number): [number, number] {
  const isBeyond = 2 * k >= table.length;
  const at = isBeyond ? 2 * k - table.length : 2 * k;
  const sign = isBeyond ? -1 : 1;
  return [sign * table[at]!, sign * table[at + 1]!];
}

/** Straight code for the bank; null where more or fewer than two triangles meet in a bin. */
function bankRoutine(tables: readonly LayerTable[]): Routine | null {
  const [firsts, counts] = [tableOf(tables, 'bank_firsts'), tableOf(tables, 'bank_counts')];
  const weights = tableOf(tables, 'bank_weights');
  const bands = firsts.length;
  if (bands < 2) return null;
  // Segment g lies between the peaks of triangles g − 1 and g: one falls, the other rises.
  const segments = [firsts[1]! - firsts[0]!];
  for (let band = 0; band < bands; band++) segments.push(counts[band]! - segments[band]!);
  const parameters: number[] = [];
  let [bin, at] = [firsts[0]!, 0];
  for (const [g, bins] of segments.entries()) {
    const isRegular = bins >= 0 && (g === bands || (bin === firsts[g] && counts[g]! > 0));
    if (!isRegular) return null;
    const rising = g > 0 ? at + counts[g - 1]! : 0;
    parameters.push(bins);
    for (let i = 0; i < bins; i++) {
      const falling = g > 0 ? weights[at + segments[g - 1]! + i]! : 0;
      parameters.push(...bitsOf([falling, g < bands ? weights[rising + i]! : 0]));
    }
    at = rising;
    bin += bins;
  }
  const bins = segments.reduce((sum, count) => sum + count, 0);
  return {
    name: `mel_energies_${contentHash(parameters.join()).slice(0, 8)}`,
    file: 'thimble_mel_energies_dsp.inc',
    macro: 'thimble_mel_energies',
    parameters: [firsts[0]!, bins, bands, ...parameters],
    type: 'thimble_mel_energies_routine',
  };
}

function bitsOf(values: readonly number[]): number[] {
  return [...new Uint32Array(Float32Array.from(values).buffer)];
}

/** Weights in the order in which the first pass takes them: of each of its runs some, sixteen in all. */
function laidOut(table: LayerTable, fftLength: number): LayerTable {
  if (table.values.length === 0) return table;
  const runs = Math.log2(fftLength / 2) % 2 === 0 ? 4 : 2;
  const each = 16 / runs;
  const values = Float32Array.from({ length: fftLength }, (_, i) => {
    const [turn, run] = [Math.floor(i / 16), Math.floor((i % 16) / each)];
    return table.values[run * (fftLength / runs) + turn * each + (i % each)] ?? 0;
  });
  return { ...table, values };
}

/** Fields with some of them, in structs too, replaced. */
function replaced(
  fields: readonly LayerField[],
  made: ReadonlyMap<string, LayerField>,
): LayerField[] {
  return fields.map((field) =>
    'struct' in field
      ? { ...field, struct: replaced(field.struct, made) }
      : (made.get(field.comment) ?? field),
  );
}

function structOf(fields: readonly LayerField[], name: string): readonly LayerField[] {
  const field = fields.find(({ comment }) => comment === name);
  return field && 'struct' in field ? field.struct : [];
}

function intOf(fields: readonly LayerField[], name: string): number {
  const field = fields.find(({ comment }) => comment === name);
  return field && 'int' in field ? field.int : 0;
}

function tableOf(tables: readonly LayerTable[], suffix: string): LayerTable['values'] {
  return tables.find((table) => table.suffix === suffix)?.values ?? new Float32Array(0);
}
