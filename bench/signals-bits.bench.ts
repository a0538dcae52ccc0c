/** Features of every recording there is, in the studio and on every core: npm run bench -- signals-bits */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { planLogMel, toQ15 } from '../src/dsp/log-mel/log-mel.ts';
import { chooseWavelet } from '../src/dsp/wavelet/choose-wavelet.ts';
import { readWav } from '../src/formats/wav.ts';
import { blockOnCore } from '../test/block-on-core.ts';
import { type FrameForm, logMelOnCore } from '../test/log-mel-program.ts';
import { dataSet, type Measurement } from './measurement.ts';

const machines = [
  ['host', 'portable'],
  ['cortex-m0plus', 'portable'],
  ['cortex-m4', 'portable'],
  ['cortex-m4', 'port'],
  ['cortex-m55', 'portable'],
  ['rv32imc', 'portable'],
] as const;

type Row = Record<string, string | number | boolean>;

export async function measure(): Promise<Measurement> {
  const sets = ['kws_arabic_commands', 'kws_digits_fsdd', 'sound_esc10'];
  return {
    title: 'Windows whose features have the same bits in TypeScript and on each machine',
    rows: [
      ...sets.map(soundRow),
      ...motionRows('imu_digit_gestures', 52, 128),
      ...motionRows('vib_ceiling_fan', 200, 200),
    ],
    notes: [
      'Sound: log-mel in whole numbers of every second of every clip. Motion: every window, float32.',
      'M4 twice: portable C, and the routines of the port.',
    ],
  };
}

function soundRow(set: string): Row {
  const files = list(dataSet(set), '.wav');
  const rate = readWav('first', readFileSync(files[0]!)).sampleRateHz;
  const windows = files.flatMap((file) => {
    const { values } = readWav(file, readFileSync(file));
    const x = toQ15(values, 32768);
    return Array.from({ length: Math.ceil(x.length / rate) }, (_, k) => {
      const window = new Int16Array(rate);
      window.set(x.subarray(k * rate, (k + 1) * rate));
      return window;
    });
  });
  const signal = { axes: ['audio'], sampleRateHz: rate, length: rate };
  const { block } = chooseLogMel(signal);
  const plan = planLogMel(block, signal);
  const expected = windows.map((window) => plan.evaluateQ15(window));
  const same = (core: (typeof machines)[number][0], form: FrameForm) => {
    const { features } = logMelOnCore(core, form, { block, signal }, windows);
    return equal(expected, features);
  };
  return row(`${set}, log-mel`, windows.length, same);
}

function motionRows(set: string, rate: number, length: number): Row[] {
  const files = list(dataSet(set), '.csv').filter((file) => /\/(train|test)\//.test(file));
  let axes: string[] = [];
  const windows = files.flatMap((file) => {
    const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
    axes = head!.trim().split(',').slice(1);
    const readings = lines.map((line) => line.split(',').slice(1).map(Number));
    return Array.from({ length: Math.floor(readings.length / length) }, (_, k) =>
      Float32Array.from(readings.slice(k * length, (k + 1) * length).flat()),
    );
  });
  const signal: Signal = { axes, sampleRateHz: rate, length };
  const blocks: Block[] = [
    chooseSpectral(signal).block,
    chooseWavelet(signal).block,
    { kind: 'flatten', version: 1, scale: 1, statistics },
  ];
  return blocks.map((block) => {
    const expected = windows.map((window) => planBlock(block, signal).evaluate(window));
    return row(`${set}, ${block.kind}`, windows.length, (core, form) =>
      form === 'port' ? '' : equal(expected, blockOnCore(core, block, signal, windows)),
    );
  });
}

function row(
  what: string,
  windows: number,
  same: (core: (typeof machines)[number][0], form: FrameForm) => number | string,
): Row {
  const name = (core: string, form: string) => (form === 'port' ? `${core} port` : core);
  const counts = machines.map(([core, form]) => [name(core, form), same(core, form)] as const);
  return { set: what, windows, ...Object.fromEntries(counts) };
}

/** How many windows are equal, value by value. */
function equal(
  expected: readonly (Int16Array | Float32Array)[],
  got: Int16Array | Float32Array,
): number {
  let [at, count] = [0, 0];
  for (const features of expected) {
    const start = at;
    at += features.length;
    if (features.every((value, i) => Object.is(value, got[start + i]))) count++;
  }
  return at === got.length ? count : 0;
}

function list(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => join(folder, file));
}
