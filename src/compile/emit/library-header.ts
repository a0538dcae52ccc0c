import {
  blank,
  type Declaration,
  type Expression,
  float,
  int,
  type Parameter,
  type SourceFile,
  type,
} from '../c/tree.ts';
import { arenaBytesOf } from '../plan/memory-plan.ts';
import { type Library, macro, madeBy, symbol } from './library.ts';
import { soundFormOf, soundStreamCalls, strideFramesOf, windowView } from './sound.ts';

/** The public header: every size, then every call. */
export function libraryHeader(library: Library): SourceFile {
  const sound = soundFormOf(library.impulse);
  return {
    banner: introduction(library),
    guard: `THIMBLE_${library.name.toUpperCase()}_H`,
    includes: [
      { kind: 'include', file: 'thimble_error.h', system: false },
      ...(sound
        ? [{ kind: 'include', file: 'thimble_log_mel_sound.h', system: false } as const]
        : []),
      blank,
      { kind: 'include', file: 'stdint.h', system: true },
    ],
    declarations: [
      ...sizes(library),
      blank,
      ...types(library),
      blank,
      ...wholeCalls(library),
      blank,
      ...(sound ? soundStreamCalls(library, sound) : streamCalls(library)),
    ],
  };
}

function introduction(library: Library): string {
  const { impulse, constantBytes, macs, plan, featureCount } = library;
  const { signal, labels } = impulse;
  const arena = arenaBytesOf(plan);
  return `${madeBy(library)}

${listed('in', `${signal.length} readings at ${hertz(signal.sampleRateHz)} Hz of`, signal.axes)}
${listed('out', `${labels.length} scores:`, labels)}
  size  ${featureCount} features, ${macs} multiply-accumulates, ${constantBytes} bytes of constants
  RAM   an arena of ${arena} bytes that you pass to each call, and the window or a stream

Nothing is allocated, printed or kept between calls; nothing needs to be set up. A call may run in
any thread that has an arena of its own. All calls answer 0, or a THIMBLE_ERR_ of thimble_error.h.`;
}

/** Names behind a word, in lines that stand below each other. */
function listed(word: string, what: string, names: readonly string[]): string {
  const lines = [`  ${word.padEnd(6)}${what}`];
  for (const [i, one] of names.entries()) {
    const text = one.replace(/\s+/g, ' ') + (i < names.length - 1 ? ',' : '');
    if (`${lines.at(-1)} ${text}`.length <= 96) lines[lines.length - 1] += ` ${text}`;
    else lines.push(`${' '.repeat(8)}${text}`);
  }
  return lines.join('\n');
}

function sizes(library: Library): Declaration[] {
  const { impulse, options, featureCount, plan } = library;
  const { axes, length, sampleRateHz } = impulse.signal;
  const sound = soundFormOf(impulse);
  const { strideReadings } = options;
  const stride = sound ? sound.block.hop * strideFramesOf(sound, strideReadings) : strideReadings;
  const one = (what: string, value: Expression, remark: string): Declaration => ({
    kind: 'define',
    name: macro(library, what),
    value,
    remark,
  });
  return [
    one('AXES', int(axes.length), 'values of a reading'),
    one('WINDOW_READINGS', int(length), 'of each axis'),
    one('WINDOW_VALUES', int(length * axes.length), 'readings times axes'),
    ...(sound ? [one('HOP_READINGS', int(sound.block.hop), 'from one frame to the next')] : []),
    one('STRIDE_READINGS', int(stride), 'from one window of a stream to the next'),
    one('SAMPLE_RATE_HZ', float(Math.fround(sampleRateHz)), 'readings a second of each axis'),
    one('FEATURES', int(featureCount), 'between the two stages'),
    one('LABELS', int(impulse.labels.length), 'scores of a result'),
    one('ARENA_BYTES', int(arenaBytesOf(plan)), 'features, network and scratch share them'),
  ];
}

function types(library: Library): Declaration[] {
  return [
    {
      kind: 'comment',
      text: 'Working memory for the time of one call; what it holds before and after means nothing.',
    },
    {
      kind: 'type',
      form: 'union',
      name: symbol(library, 'arena'),
      members: [
        { type: { base: 'unsigned char' }, name: 'bytes', size: macro(library, 'ARENA_BYTES') },
        { type: { base: 'float' }, name: 'align_float', remark: 'these two only align the bytes' },
        { type: { base: 'int32_t' }, name: 'align_int' },
      ],
    },
    blank,
    {
      kind: 'type',
      form: 'struct',
      name: symbol(library, 'result'),
      members: [
        {
          type: type.int32,
          name: 'label',
          remark: 'the index of the largest score, the first of equals',
        },
        {
          type: { base: 'float' },
          name: 'score',
          size: macro(library, 'LABELS'),
          remark: 'probabilities, one for each label',
        },
      ],
    },
    blank,
    { kind: 'comment', text: 'Names in UTF-8, by index.' },
    {
      kind: 'table',
      element: { base: 'char', constant: true, pointer: true },
      name: symbol(library, 'labels'),
      values: library.impulse.labels,
      local: false,
      external: true,
    },
  ];
}

function wholeCalls(library: Library): Declaration[] {
  const { signal } = library.impulse;
  const sound = soundFormOf(library.impulse);
  const units = sound
    ? '16-bit readings of a microphone'
    : 'the units of the recordings that the impulse was trained on';
  const windowInput: Parameter = { type: windowView(library), name: 'window' };
  const order = signal.axes.length > 1 ? ` (${signal.axes.join(', ')}, then the next reading)` : '';
  return [
    {
      kind: 'comment',
      text: `From a window to scores. window holds WINDOW_VALUES values, axes interleaved${order},
in ${units}.`,
    },
    prototype(library, 'run', [windowInput, arenaInput(library), resultInput(library)]),
    blank,
    {
      kind: 'comment',
      text: 'The two stages of run one by one: the same bits come out. features holds FEATURES values and\nlies outside the arena.',
    },
    prototype(library, 'features', [windowInput, arenaInput(library), featuresOutput]),
    prototype(library, 'network', [featuresInput, arenaInput(library), resultInput(library)]),
  ];
}

function streamCalls(library: Library): Declaration[] {
  const stream: Parameter = { type: type.pointer(symbol(library, 'stream')), name: 'stream' };
  const reading: Parameter = { type: type.view('float'), name: 'reading' };
  return [
    {
      kind: 'comment',
      text: `Continuous mode: readings go in one by one, a window is ready every STRIDE_READINGS of them. The
stream is the window itself: what the next window shares with this one is moved to the front
once a stride, so that features read it in place and no second copy is held.`,
    },
    {
      kind: 'type',
      form: 'struct',
      name: symbol(library, 'stream'),
      members: [
        { type: { base: 'float' }, name: 'window', size: macro(library, 'WINDOW_VALUES') },
        {
          type: type.int32,
          name: 'filled',
          remark: 'readings in the window; below 0: readings to skip before it begins',
        },
      ],
    },
    blank,
    { kind: 'comment', text: 'Makes a stream empty; also what makes a new one ready for use.' },
    prototype(library, 'stream_clear', [stream]),
    blank,
    {
      kind: 'comment',
      text: 'Takes one reading of all axes. Answers 1 when a window is ready, else 0. A window that was not\nrun by the next reading is missed: the stream slides on.',
    },
    prototype(library, 'stream_push', [stream, reading]),
    blank,
    { kind: 'comment', text: 'Runs the window that is ready and slides the stream by one stride.' },
    prototype(library, 'stream_run', [stream, arenaInput(library), resultInput(library)]),
  ];
}

const featuresInput: Parameter = { type: type.view('float'), name: 'features' };
const featuresOutput: Parameter = { type: type.pointer('float'), name: 'features' };

function arenaInput(library: Library): Parameter {
  return { type: type.pointer(symbol(library, 'arena')), name: 'arena' };
}

function resultInput(library: Library): Parameter {
  return { type: type.pointer(symbol(library, 'result')), name: 'result' };
}

function prototype(library: Library, what: string, parameters: readonly Parameter[]): Declaration {
  const answer = what === 'stream_clear' ? type.void : type.int;
  return { kind: 'function', type: answer, name: symbol(library, what), parameters, local: false };
}

function hertz(rate: number): string {
  return String(Number(rate.toFixed(3)));
}
