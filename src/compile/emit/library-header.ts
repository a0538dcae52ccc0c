import { channelsOf } from '../../dsp/image.ts';
import type { PictureImpulse } from '../../graph/impulse.ts';
import {
  blank,
  type Declaration,
  type Expression,
  float,
  int,
  type Member,
  type Parameter,
  type SourceFile,
  type,
} from '../c/tree.ts';
import { arenaBytesOf } from '../plan/memory-plan.ts';
import { centreMembers, centreSizes, centresOf } from './centres.ts';
import { decoderCalls } from './decoder.ts';
import { framedFormOf, streamFormOf } from './framed-form.ts';
import { framedCalls } from './framed-stream.ts';
import {
  type AnyLibrary,
  callForm,
  isPictures,
  type Library,
  macro,
  madeBy,
  planText,
  symbol,
} from './library.ts';

/** The public header: every size, then every call. */
export function libraryHeader(library: AnyLibrary): SourceFile {
  return {
    banner: `${introduction(library)}\n\n${planText(library)}`,
    guard: `THIMBLE_${library.name.toUpperCase()}_H`,
    includes: [
      { kind: 'include', file: 'thimble_error.h', system: false },
      ...inputHeaders(library),
      ...(library.options.decoder && !isPictures(library)
        ? [{ kind: 'include', file: 'thimble_decoder.h', system: false } as const]
        : []),
      blank,
      { kind: 'include', file: 'stdint.h', system: true },
    ],
    declarations: [
      ...(isPictures(library) ? pictureSizes(library) : signalSizes(library)),
      blank,
      ...types(library),
      blank,
      ...wholeCalls(library),
      ...(isPictures(library) ? [] : [blank, ...continuousCalls(library)]),
    ],
  };
}

/** What declares the types of the calls. */
function inputHeaders(library: AnyLibrary): Declaration[] {
  const include = (file: string) => [{ kind: 'include', file, system: false } as const];
  if (isPictures(library)) {
    const found = centresOf(library) ? include('thimble_centres.h') : [];
    return [...found, ...include('thimble_image.h')];
  }
  const form = framedFormOf(library.impulse, library.options.strideReadings);
  return form ? include(form.calls.header) : [];
}

function continuousCalls(library: Library): Declaration[] {
  const framed = framedFormOf(library.impulse, library.options.strideReadings);
  const { decoder } = library.options;
  const stream = framed ? framedCalls(library, framed) : streamCalls(library);
  return decoder ? [...stream, blank, ...decoderCalls(library, decoder)] : stream;
}

function introduction(library: AnyLibrary): string {
  const { constantBytes, macs, plan, featureCount } = library;
  const { labels } = library.impulse;
  const arena = arenaBytesOf(plan);
  const what = isPictures(library) ? 'values of a picture' : 'features';
  const source = isPictures(library) ? "the camera's frame" : 'the window or a stream';
  return `${madeBy(library)}

${isPictures(library) ? pictureInput(library) : signalInput(library)}
${listed('out', outOf(library), labels)}
  size  ${featureCount} ${what}, ${macs} multiply-accumulates, ${constantBytes} bytes of constants
  RAM   an arena of ${arena} bytes that you pass to each call, and ${source}

Nothing is allocated, printed or kept between calls; nothing needs to be set up. A call may run in
any thread that has an arena of its own. All calls answer 0, or a THIMBLE_ERR_ of thimble_error.h.`;
}

function outOf(library: AnyLibrary): string {
  const { labels } = library.impulse;
  const centres = centresOf(library);
  if (!centres) return `${labels.length} scores:`;
  return `at most ${centres.most} centres, of ${centres.rows} by ${centres.columns} cells with ${labels.length} scores each:`;
}

function signalInput({ impulse: { signal } }: Library): string {
  const what = `${signal.length} readings at ${hertz(signal.sampleRateHz)} Hz of`;
  return listed('in', what, signal.axes);
}

function pictureInput({ impulse: { image } }: Library<PictureImpulse>): string {
  const { width, height, colour, fit, method, anchor } = image;
  const seen = `${width} by ${height} pixels in ${colour === 'grey' ? 'grey' : 'colour'}`;
  return `  in    a frame of any size, of which ${seen} are made (${fit}, ${anchor}, ${method})`;
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

function signalSizes(library: Library): Declaration[] {
  const { impulse, options, featureCount, plan } = library;
  const { axes, length, sampleRateHz } = impulse.signal;
  const framed = framedFormOf(impulse, options.strideReadings);
  const { stride } = streamFormOf(impulse, options.strideReadings);
  const one = sizeIn(library);
  return [
    one('AXES', int(axes.length), 'values of a reading'),
    one('WINDOW_READINGS', int(length), 'of each axis'),
    one('WINDOW_VALUES', int(length * axes.length), 'readings times axes'),
    ...(framed ? [one('HOP_READINGS', int(framed.hop), 'from one frame to the next')] : []),
    one('STRIDE_READINGS', int(stride), 'from one window of a stream to the next'),
    one('SAMPLE_RATE_HZ', float(Math.fround(sampleRateHz)), 'readings a second of each axis'),
    one('FEATURES', int(featureCount), 'between the two stages'),
    one('LABELS', int(impulse.labels.length), 'scores of a result'),
    one('ARENA_BYTES', int(arenaBytesOf(plan)), 'features, network and scratch share them'),
  ];
}

function pictureSizes(library: Library<PictureImpulse>): Declaration[] {
  const { impulse, featureCount, plan } = library;
  const { width, height, colour } = impulse.image;
  const { centres } = impulse;
  const one = sizeIn(library);
  return [
    one('WIDTH', int(width), 'of the picture that the network sees'),
    one('HEIGHT', int(height), ''),
    one('CHANNELS', int(channelsOf(colour)), '1: grey, 3: red, green, blue'),
    one('FEATURES', int(featureCount), 'between the two stages: height times width times channels'),
    one('LABELS', int(impulse.labels.length), `scores of a ${centres ? 'cell' : 'result'}`),
    ...(centres ? centreSizes(library, centres) : []),
    one('ARENA_BYTES', int(arenaBytesOf(plan)), 'picture, network and scratch share them'),
  ];
}

function sizeIn(library: AnyLibrary) {
  return (what: string, value: Expression, remark: string): Declaration => ({
    kind: 'define',
    name: macro(library, what),
    value,
    ...(remark && { remark }),
  });
}

function types(library: AnyLibrary): Declaration[] {
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
      members: centresOf(library) ? centreMembers(library) : scoreMembers(library),
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

function scoreMembers(library: AnyLibrary): Member[] {
  return [
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
  ];
}

function wholeCalls(library: AnyLibrary): Declaration[] {
  const { source, features } = callForm(library);
  const [arena, result] = [arenaInput(library), resultInput(library)];
  const into: Parameter = { type: features.out, name: 'features' };
  const from: Parameter = { type: features.in, name: 'features' };
  return [
    { kind: 'comment', text: isPictures(library) ? frameRemark : windowRemark(library) },
    prototype(library, 'run', [source, arena, result]),
    blank,
    {
      kind: 'comment',
      text: `The two stages of run one by one: the same bits come out. features holds FEATURES values and
lies outside the arena.`,
    },
    prototype(library, 'features', [source, arena, into]),
    prototype(library, 'network', [from, arena, result]),
  ];
}

function windowRemark({ impulse, options }: Library): string {
  const { signal } = impulse;
  const units =
    framedFormOf(impulse, options.strideReadings)?.element === 'int16_t'
      ? '16-bit readings of a microphone'
      : 'the units of the recordings that the impulse was trained on';
  const order = signal.axes.length > 1 ? ` (${signal.axes.join(', ')}, then the next reading)` : '';
  return `From a window to scores. window holds WINDOW_VALUES values, axes interleaved${order},
in ${units}.`;
}

const frameRemark = `From a camera's frame to scores. The frame may have any size and format of thimble_image.h; it is
only read, and may be overwritten by the next one as soon as features or run have returned.`;

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

function arenaInput(library: AnyLibrary): Parameter {
  return { type: type.pointer(symbol(library, 'arena')), name: 'arena' };
}

function resultInput(library: AnyLibrary): Parameter {
  return { type: type.pointer(symbol(library, 'result')), name: 'result' };
}

function prototype(
  library: AnyLibrary,
  what: string,
  parameters: readonly Parameter[],
): Declaration {
  const answer = what === 'stream_clear' ? type.void : type.int;
  return { kind: 'function', type: answer, name: symbol(library, what), parameters, local: false };
}

function hertz(rate: number): string {
  return String(Number(rate.toFixed(3)));
}
