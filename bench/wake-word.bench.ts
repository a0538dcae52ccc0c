/**
 * Words in a ten-minute stream, before and after calibration: npm run bench -- wake-word [set …].
 * Settings are chosen on a stream of training recordings and told of by one of test recordings.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { folderFiles } from '../src/cli/folder-files.ts';
import { type CompiledImpulse, compileImpulse } from '../src/compile/compile.ts';
import { toQ15 } from '../src/dsp/log-mel/log-mel.ts';
import type { Decoder } from '../src/graph/decoder.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { simplify } from '../src/graph/simplify.ts';
import { partsOf, plainDecoder } from '../src/pipeline/calibrate/calibrate.ts';
import { composeStream, defaultStream } from '../src/pipeline/calibrate/compose-stream.ts';
import { countErrors, type ScoredStream } from '../src/pipeline/calibrate/count-errors.ts';
import {
  balancedPoint,
  pointFor,
  searchDecoder,
} from '../src/pipeline/calibrate/search-decoder.ts';
import { defaultIntegerWish, toIntegers } from '../src/pipeline/integers.ts';
import { prepareLesson } from '../src/pipeline/learn.ts';
import { type CutData, cut } from '../src/pipeline/windows.ts';
import { importFolder } from '../src/project/import-folder.ts';
import { isHeard, withNoiseClass } from '../src/project/sound-classes.ts';
import { chooseWindow } from '../src/project/windows.ts';
import { nodeThreads } from '../src/toolchain/node-threads.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { train } from '../src/train/loop.ts';
import { dataSet, type Measurement } from './measurement.ts';

const seconds = 600;
const seed = 1;
/** What people may bear, an hour. */
const bearable = [6, 30, 120];
const pause = async () => {};

export async function measure(args: readonly string[]): Promise<Measurement> {
  const rows: Record<string, string | number>[] = [];
  for (const set of args.length > 0 ? args : ['kws_arabic_commands']) {
    const { impulse, data } = await learned(set);
    const heard = data.labels.map(isHeard);
    const onTrain = await streamOf(impulse, data, 'train');
    const points = searchDecoder(onTrain, heard);
    const onTest = await streamOf(impulse, data, 'test');
    const settings: [string, Decoder][] = [
      ['each window with half of the score', plainDecoder(heard, onTrain.strideS)],
      ['balanced', balancedPoint(points).decoder],
      ...bearable.map((most): [string, Decoder] => [
        `at most ${most} false accepts an hour`,
        pointFor(points, most).decoder,
      ]),
    ];
    for (const [name, decoder] of settings) {
      rows.push({ set, chosen: name, ...rowOf(decoder, onTrain, onTest) });
    }
  }
  return {
    title: 'Words in a composed stream of ten minutes, int8',
    rows,
    notes: [
      `Words with pauses of ${defaultStream.pauseS.join(' to ')} s over a background ${defaultStream.backgroundDb.join(' to ')} dB weaker; a window every 0.2 s.`,
      'Settings are chosen on training recordings; the columns are of test recordings, and in brackets of training recordings.',
    ],
  };
}

function rowOf(decoder: Decoder, onTrain: ScoredStream, onTest: ScoredStream) {
  const [train, test] = [onTrain, onTest].map((stream) => countErrors(stream, decoder));
  const missed = ({ misses, events }: typeof test & object) =>
    `${misses} of ${events} (${((100 * misses) / events).toFixed(1)} %)`;
  const accepts = ({ falseAccepts, hours }: typeof test & object) => falseAccepts / hours;
  return {
    'average, ms': Math.round(1000 * onTest.strideS * decoder.windows),
    threshold: (decoder.threshold / 256).toFixed(2),
    'silence, ms': Math.round(1000 * onTest.strideS * decoder.suppression),
    'false accepts an hour': `${accepts(test!).toFixed(0)} [${accepts(train!).toFixed(0)}]`,
    'words missed': `${missed(test!)} [${((100 * train!.misses) / train!.events).toFixed(1)} %]`,
  };
}

async function learned(set: string): Promise<{ impulse: Impulse; data: CutData }> {
  const { samples } = await importFolder(await folderFiles(dataSet(set)), {}, unwatched);
  const own = samples.filter(({ split }) => split !== 'test');
  const plan = chooseWindow(own);
  const test = samples.filter(({ split }) => split === 'test');
  const stated = { train: own, validation: [], test, rule: '' };
  const data = cut(withNoiseClass(stated, plan, seed).split, plan);
  const lesson = await prepareLesson(set, data, { seed }, unwatched, { pause });
  const { examples, options, features } = lesson;
  const trained = await train(lesson.first, examples, options, unwatched, {
    threads: nodeThreads(),
  });
  const float = simplify(trained.network);
  const int8 = await toIntegers(float, lesson, defaultIntegerWish, unwatched, { pause });
  const { signal, labels } = data;
  return { impulse: { name: set, signal, labels, features, network: int8.network }, data };
}

/** The scores of every window of a composed stream, from the generated C on this machine. */
async function streamOf(
  impulse: Impulse,
  data: CutData,
  part: 'train' | 'test',
): Promise<ScoredStream> {
  const random = new Random(seed, 'stream', part);
  const stream = composeStream(partsOf(data, part), random, { ...defaultStream, seconds });
  const { stride } = data.plan;
  const compiled = compileImpulse(impulse, await readRuntime(), {
    strideReadings: stride,
    header: { toolVersion: 'bench', seed },
  });
  const packed = listen(compiled, toQ15(stream.audio, 32_768));
  const labels = data.labels.length;
  const scores = Array.from({ length: packed.length / labels }, (_, i) =>
    packed.slice(i * labels, (i + 1) * labels),
  );
  const { sampleRateHz, length } = data.signal;
  const windowS = length / sampleRateHz;
  return {
    scores,
    firstS: windowS,
    strideS: stride / sampleRateHz,
    windowS,
    events: stream.events,
  };
}

function listen({ name, files }: CompiledImpulse, audio: Int16Array): Float32Array {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-wake-'));
  try {
    for (const [file, text] of files) writeFileSync(join(folder, file), text);
    writeFileSync(join(folder, 'main.c'), listenMain(name));
    const sources = [...files.keys()].filter((file) => file.endsWith('.c'));
    const flags = ['-std=c99', '-O2', '-ffp-contract=off', '-o', 'program', 'main.c'];
    execFileSync('gcc', [...flags, ...sources, '-lm'], { cwd: folder });
    const input = new Uint8Array(audio.buffer);
    const bytes = execFileSync(join(folder, 'program'), { input, maxBuffer: 1e9 });
    return new Float32Array(new Uint8Array(bytes).buffer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function listenMain(name: string): string {
  const own = `thimble_${name}`;
  const upper = own.toUpperCase();
  return `#include <stdio.h>
#include "${own}.h"
int main(void) {
    static ${own}_arena arena;
    static ${own}_stream stream;
    ${own}_result result;
    int16_t hop[${upper}_HOP_READINGS];
    ${own}_stream_clear(&stream);
    while (fread(hop, sizeof hop, 1, stdin) == 1) {
        if (${own}_stream_push(&stream, &arena, hop, ${upper}_HOP_READINGS) == 1) {
            ${own}_stream_run(&stream, &arena, &result);
            fwrite(result.score, sizeof result.score, 1, stdout);
        }
    }
    return 0;
}
`;
}
