/** Features of every recording there is, in the studio and on every core: npm run bench -- signals-bits */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { planLogMel, toQ15 } from '../src/dsp/log-mel/log-mel.ts';
import { chooseSpectralQ15 } from '../src/dsp/motion/choose-motion.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { chooseWavelet } from '../src/dsp/wavelet/choose-wavelet.ts';
import { readWav } from '../src/formats/wav.ts';
import { blockByPort, blockOnCore } from '../test/block-on-core.ts';
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

type Core = (typeof machines)[number][0];
type Row = Record<string, string | number | boolean>;

export async function measure(): Promise<Measurement> {
  return {
    title: 'Windows whose features have the same bits in TypeScript and on each machine',
    rows: [
      ...(await soundRows('kws_arabic_commands')),
      ...(await soundRows('kws_digits_fsdd')),
      ...(await soundRows('sound_esc10')),
      ...(await motionRows('imu_digit_gestures', 52, 128)),
      ...(await motionRows('vib_ceiling_fan', 200, 200)),
    ],
    notes: [
      'Sound: every second of every clip; MFE in float32 on cores that have it. Motion: every window.',
      'M4 twice: portable C, and the routines of the port.',
    ],
  };
}

async function soundRows(set: string): Promise<Row[]> {
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
  const fixed = await row(`${set}, log-mel`, windows.length, (core, form) => {
    const { features } = logMelOnCore(core, form, { block, signal }, windows);
    return equal(expected, features);
  });
  const floats = windows.map((x) => Float32Array.from(x, (value) => value / 32768));
  return [fixed, await blockRow(`${set}, MFE`, defaultSound().mfe, signal, floats, isQuick)];
}

/** Float32 without a floating-point unit takes hours for all sound. */
function isQuick(core: Core): boolean {
  return core !== 'cortex-m0plus' && core !== 'rv32imc';
}

async function motionRows(set: string, rate: number, length: number): Promise<Row[]> {
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
    chooseSpectralQ15(signal, windows).block,
    chooseWavelet(signal).block,
    { kind: 'flatten', version: 1, scale: 1, statistics },
  ];
  const rows: Row[] = [];
  for (const block of blocks) {
    rows.push(await blockRow(`${set}, ${block.kind}`, block, signal, windows, () => true));
  }
  return rows;
}

async function blockRow(
  what: string,
  block: Block,
  signal: Signal,
  windows: readonly Float32Array[],
  isRun: (core: Core) => boolean,
): Promise<Row> {
  const plan = planBlock(block, signal);
  const expected = windows.map((window) => plan.evaluate(window));
  return row(what, windows.length, async (core, form) => {
    if (!isRun(core)) return '';
    if (form === 'portable' || core === 'host') {
      return equal(expected, blockOnCore(core, block, signal, windows));
    }
    const { features } = await blockByPort(core, block, signal, windows);
    return equal(expected, Float32Array.from(features.flatMap((row) => [...row])));
  });
}

async function row(
  what: string,
  windows: number,
  same: (core: Core, form: FrameForm) => Promise<number | string> | number,
): Promise<Row> {
  const counts: [string, number | string][] = [];
  for (const [core, form] of machines) {
    counts.push([form === 'port' ? `${core} port` : core, await same(core, form)]);
  }
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
