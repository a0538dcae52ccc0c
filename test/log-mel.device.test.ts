import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import type { Signal } from '../src/dsp/block.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { type LogMelBlock, planLogMel, toQ15 } from '../src/dsp/log-mel/log-mel.ts';
import { readWav } from '../src/formats/wav.ts';
import { configSource } from './block-program.ts';
import { type CoreProgram, runOnCore } from './core-program.ts';

const runtime = join(import.meta.dirname, '..', 'runtime', 'dsp');
const sources = [
  'thimble_log_mel.c',
  'thimble_spectrum_q15.c',
  'thimble_mel_bands_q15.c',
  'thimble_log2_q16.c',
].map((file) => join(runtime, file));

const machines: readonly { core: CoreProgram['core']; tools: readonly string[] }[] = [
  { core: 'host', tools: ['gcc'] },
  { core: 'cortex-m0plus', tools: ['arm-none-eabi-gcc', 'qemu-system-arm'] },
  { core: 'cortex-m4', tools: ['arm-none-eabi-gcc', 'qemu-system-arm'] },
  { core: 'cortex-m55', tools: ['arm-none-eabi-gcc', 'qemu-system-arm'] },
  { core: 'rv32imc', tools: ['riscv64-unknown-elf-gcc', 'qemu-system-riscv32'] },
];

for (const { core, tools } of machines) {
  test(`log-mel bands have the same bits on ${core} and in the studio, at once and in slices`, {
    skip: missing(tools),
  }, () => {
    for (const { block, signal, windows } of cases()) {
      const plan = planLogMel(block, signal);
      const input = new Uint8Array(Int16Array.from(windows.flatMap((x) => Array.from(x))).buffer);
      const main = program(block, signal, windows.length);
      const { output } = runOnCore({ core, sources, includes: [runtime], main, input });
      const got = new Int16Array(output.buffer);
      const expected = windows.flatMap((x) => {
        const features = plan.evaluateQ15(x);
        const floats = plan.evaluate(Float32Array.from(x, (value) => value / block.scale));
        assert.deepEqual(
          Array.from(floats),
          Array.from(features, (value) => value / 256),
        );
        return [...features, ...features, ...features];
      });
      assert.equal(got.length, expected.length);
      const wrong = expected.findIndex((value, i) => value !== got[i]);
      assert.equal(wrong, -1, `${JSON.stringify(block)}: value ${wrong} is ${got[wrong]}`);
    }
  });
}

test('log-mel features of the sound sets have the same bits in C and in TypeScript', {
  skip: missing(['gcc']),
}, (context) => {
  const root = process.env.THIMBLE_DATA_DIR;
  if (!root) {
    context.skip('needs the data sets in $THIMBLE_DATA_DIR/data');
    return;
  }
  for (const set of ['kws_arabic_commands', 'kws_digits_fsdd', 'sound_esc10']) {
    const folder = join(root, 'data', set, 'test');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.wav'))
      .sort();
    const some = files.filter((_, i) => i % Math.ceil(files.length / 20) === 0);
    const rate = readWav('first', readFileSync(join(folder, some[0]!))).sampleRateHz;
    const signal = { axes: ['audio'], sampleRateHz: rate, length: rate };
    const windows = some.map((file) => {
      const values = readWav(file, readFileSync(join(folder, file))).values.slice(0, rate);
      const padded = new Int16Array(rate);
      padded.set(toQ15(values, 32768));
      return padded;
    });
    const { block } = chooseLogMel(signal);
    const plan = planLogMel(block, signal);
    const input = new Uint8Array(Int16Array.from(windows.flatMap((x) => Array.from(x))).buffer);
    const main = program(block, signal, windows.length);
    const { output } = runOnCore({ core: 'host', sources, includes: [runtime], main, input });
    const expected = windows.flatMap((x) => {
      const features = Array.from(plan.evaluateQ15(x));
      return [...features, ...features, ...features];
    });
    assert.deepEqual(Array.from(new Int16Array(output.buffer)), expected, set);
  }
});

interface Case {
  readonly block: LogMelBlock;
  readonly signal: Signal;
  readonly windows: readonly Int16Array[];
}

function cases(): Case[] {
  const some: [rate: number, settings: Partial<LogMelBlock>][] = [
    [16000, {}],
    [8000, { cepstra: 13 }],
    [16000, { frameLength: 400, hop: 161, bands: 80, lowHz: 0, highHz: 8000, rangeDb: 0 }],
    [1000, { frameLength: 33, hop: 7, fftLength: 64, bands: 9 }],
    [44100, { frameLength: 1023, hop: 1500, fftLength: 1024, cepstra: 7, bands: 33 }],
    [48000, { frameLength: 2048, hop: 960, fftLength: 2048, bands: 128 }],
    [500, { frameLength: 32, hop: 16, fftLength: 32, bands: 8, rangeDb: 90 }],
  ];
  return some.map(([sampleRateHz, settings]) => {
    const { block } = chooseLogMel({ axes: ['audio'], sampleRateHz, length: sampleRateHz });
    const own = { ...block, ...settings };
    const signal = { axes: ['audio'], sampleRateHz, length: own.frameLength + 4 * own.hop + 5 };
    return { block: own, signal, windows: windowsFor(signal.length) };
  });
}

/** Silence, extremes, tones, a single click, noise of every size. */
function windowsFor(length: number): Int16Array[] {
  const random = new Random(6, 'windows', length);
  const kinds: ((n: number) => number)[] = [
    () => 0,
    (n) => (n % 2 === 1 ? 32767 : -32768),
    () => -32768,
    (n) => (n === 40 ? 1 : 0),
    (n) => Math.round(32767 * Math.sin(0.3 * n)),
    () => Math.round(random.normal()),
    () => Math.round(60 * random.normal()),
    (n) => Math.round(9000 * random.normal() * Math.sin(n / 500)),
  ];
  return kinds.map((value) =>
    Int16Array.from({ length }, (_, n) => Math.max(-32768, Math.min(32767, value(n)))),
  );
}

/** Each window three times: at once from 16 bits, in slices of many lengths, at once from floats. */
function program(block: LogMelBlock, signal: Signal, windows: number): string {
  const plan = planLogMel(block, signal);
  const { length } = signal;
  const [grid, count] = [plan.frames * block.bands, plan.frames * plan.width];
  return `
#include "core-program.h"
#include "thimble_log_mel.h"

${configSource('config', 'log_mel', plan)}
static int16_t x[${length + 1}] __attribute__((aligned(4)));
static float window[${length}];
static float scratch[${plan.scratchFloats}];
static float values[${count}];
static int16_t features[${grid}], ring[${grid}];
static int16_t held[${block.fftLength}] __attribute__((aligned(4)));

static int in_slices(void) {
    thimble_log_mel_stream stream;
    int32_t at = 0, slice = 1, frames = 0;
    thimble_log_mel_stream_init(&config, &stream, held, ring);
    while (at < ${length}) {
        const int32_t end = at + slice < ${length} ? at + slice : ${length};
        while (at < end) {
            int32_t is_frame;
            at += thimble_log_mel_stream_push(&config, &stream, x + at, end - at,
                                              (thimble_bin_q15 *)(void *)scratch, &is_frame);
            frames += is_frame;
        }
        slice = slice * 3 % 701 + 1;
    }
    return frames == ${plan.frames} && thimble_log_mel_stream_features(&config, &stream, features);
}

int program(void) {
    for (int turn = 0; turn < ${windows}; turn++) {
        if (!host_read(x, ${2 * length})) {
            return 1;
        }
        thimble_log_mel_q15(&config, x, ${length}, (int32_t *)(void *)scratch, features);
        host_write(features, ${2 * count});
        if (!in_slices()) {
            return 2;
        }
        host_write(features, ${2 * count});
        for (int32_t i = 0; i < ${length}; i++) {
            window[i] = (float)x[i] / ${block.scale}.0f;
        }
        thimble_log_mel_f32(&config, window, scratch, values);
        for (int32_t i = 0; i < ${count}; i++) {
            features[i] = (int16_t)(values[i] * 256.0f);
        }
        host_write(features, ${2 * count});
    }
    return 0;
}
`;
}

function missing(tools: readonly string[]): string | false {
  if (process.env.THIMBLE_REQUIRE_TOOLS === '1') return false;
  try {
    for (const tool of tools) execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return `${tools.join(', ')} are not all installed`;
  }
}
