import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { compileImpulse } from '../src/compile/compile.ts';
import type { CompileOptions } from '../src/compile/options.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { arduino } from '../src/targets/arduino.ts';
import { arduinoName } from '../src/targets/arduino-files.ts';
import type { PackOptions } from '../src/targets/target.ts';
import { zipArchive } from '../src/targets/zip.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { blockImpulse } from './block-impulse.ts';
import { answerTo } from './listened.ts';
import { soundImpulse, soundWindows } from './sound-impulse.ts';
import { tinyImpulse } from './tiny-impulse.ts';

/** The Arduino library as a person gets it: unzipped, its sketches built against a small board of our own. */

const skip = missingTools();
const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
const labels = ['at "rest"\\', 'wäve ??/', '*/ knock'];
const impulse = tinyImpulse('tiny', labels);
const window = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i) * 2);
const scores = Float32Array.from(evaluate(impulse.network, [tensor('f32', [24], window)])[0]!.data);
const options: PackOptions = {
  version: '0.1.0',
  axes: ['accX', 'gyrY'].map((name) => ({ name, unit: '' })),
  example: { window, scores, label: labels[0]! },
  license: 'licence\n',
  facts: [],
};

test('the zip is sound by unzip and the static sketch says match', { skip }, () => {
  inLibrary(options, (folder) => {
    const said = runSketch(folder, 'static_buffer', 1);
    assert.match(said, /^match$/m);
    assert.ok(said.includes(`${scores[0]!.toFixed(4)}  ${labels[0]}\n`), said);
  });
});

test('the static sketch says MISMATCH where one score differs', { skip }, () => {
  const example = { ...options.example, scores: scores.with(1, scores[1]! + 1 / 256) };
  inLibrary({ ...options, example }, (folder) => {
    assert.match(runSketch(folder, 'static_buffer', 1), /^MISMATCH/m);
  });
});

test('the inertial sketches recognise at the rate and stride of the impulse', { skip }, () => {
  inLibrary(options, (folder) => {
    for (const sketch of ['nano_33_ble_sense_imu', 'nicla_sense_me_imu']) {
      // Each loop takes 1 ms of the board's time; 50 Hz, windows of 12, a stride of 4.
      const said = runSketch(folder, sketch, 1000).trim().split('\n');
      assert.equal(said.length, 1 + Math.floor((50 - 12) / 4), sketch);
      for (const line of said)
        assert.ok(
          labels.some((label) => line.startsWith(label)),
          line,
        );
    }
  });
});

test('the analog sketch recognises, and a board that is too slow says so', { skip }, () => {
  const axes = ['ecg', 'ppg'].map((name) => ({ name, unit: 'mV' }));
  inLibrary({ ...options, axes }, (folder) => {
    assert.ok(runSketch(folder, 'analog_input', 1000).includes(' microseconds)'));
    assert.match(runSketch(folder, 'analog_input', 100, 300_000), /too slow/);
  });
});

test('the sources of the library are C99 and C++17 without a warning', { skip }, () => {
  inLibrary(options, (folder) => {
    const sources = readdirSync(join(folder, 'src')).filter((file) => file.endsWith('.c'));
    const cwd = join(folder, 'src');
    execFileSync('gcc', ['-std=c99', '-O2', ...strict, '-c', ...sources], { cwd });
    execFileSync('g++', ['-x', 'c++', '-std=c++17', '-O2', ...strict, '-c', ...sources], { cwd });
  });
});

test('a moving average is fed reading by reading by the same sketch', { skip }, () => {
  const signal = { axes: ['heat', 'damp'], sampleRateHz: 50, length: 20 };
  const slow = { kind: 'flatten', version: 1, scale: 1, statistics: ['rms'] } as const;
  const built = blockImpulse([{ ...slow, movingAverage: 4 }], signal);
  const axes = ['heat', 'damp'].map((name) => ({ name, unit: '' }));
  const example = { window: new Float32Array(40), scores: new Float32Array(2), label: 'a' };
  inLibrary(
    { ...options, axes, example },
    (folder) => {
      const said = runSketch(folder, 'analog_input', 2000).trim().split('\n');
      // a reading every 20 ms, of 2 s, and a window every five readings
      assert.equal(said.length, 1 + (100 - 20) / 5);
      assert.ok(said.every((line) => line.endsWith(' microseconds)')));
    },
    built,
    { strideReadings: 5 },
  );
});

for (const [what, block] of [
  ['log-mel', undefined],
  ['MFE', defaultSound().mfe],
] as const) {
  test(`sound as ${what}: the static sketch says match, and the microphone is heard at its rate and stride`, {
    skip,
  }, () => {
    const listening = soundImpulse(1_930, undefined, block);
    const { length } = listening.signal;
    const heard = soundWindows(length, 4)[3]!;
    const { scores } = answerTo(listening, heard);
    const example = { window: heard, scores, label: 'one' };
    const sound = { ...options, axes: [{ name: 'audio', unit: '' }], example };
    const decoder = { windows: 1, threshold: 1, suppression: 0, heard: [true, true, true] };
    inLibrary(sound, work, listening, { strideReadings: 480, decoder });
    function work(folder: string) {
      assert.match(runSketch(folder, 'static_buffer', 1), /^match$/m);
      // each loop takes 5 ms: 40 readings at 8 kHz
      const said = runSketch(folder, 'nano_33_ble_sense_microphone', 400, 5_000).trim().split('\n');
      const readings = 400 * 40;
      const framed = block ? 22 * 80 + 160 : 10 * 160 + 256;
      const windows = 1 + Math.floor((readings - framed) / 480);
      assert.ok(Math.abs(said.length - windows) <= 1, `${said.length} of ${windows} windows`);
      assert.ok(said.every((line) => /^(one|two|noise) {2}\(0 microseconds\)$/.test(line)));
      const slow = runSketch(folder, 'nano_33_ble_sense_microphone', 20, 300_000);
      assert.match(slow, /too slow/);
    }
  });
}

function inLibrary(
  pack: PackOptions,
  work: (folder: string) => void,
  built: Impulse = impulse,
  more: Partial<CompileOptions> = {},
): void {
  const compiled = compileImpulse(built, runtime(), {
    strideReadings: 4,
    header: { toolVersion: '0.0.0', seed: 1 },
    ...more,
  });
  const place = mkdtempSync(join(tmpdir(), 'thimble-arduino-'));
  try {
    const zip = zipArchive(arduino.pack(compiled, pack));
    writeFileSync(join(place, 'library.zip'), zip);
    if (isInstalled('unzip')) execFileSync('unzip', ['-tq', 'library.zip'], { cwd: place });
    for (const [path, bytes] of Object.entries(unzipSync(zip))) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), bytes);
    }
    work(join(place, arduinoName(built.name)));
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** Builds a sketch as the IDE does, runs setup and some loops, and returns what it printed. */
function runSketch(folder: string, sketch: string, loops: number, loopMicros = 1000): string {
  const at = join(folder, 'examples', sketch);
  const board = join(folder, '..', 'board');
  for (const [file, text] of Object.entries(boardHeaders)) {
    mkdirSync(dirname(join(board, file)), { recursive: true });
    writeFileSync(join(board, file), text);
  }
  writeFileSync(join(at, 'main.cpp'), `#include "${sketch}.ino"\n${boardMain(loops, loopMicros)}`);
  const src = join(folder, 'src');
  const sources = readdirSync(src).filter((file) => file.endsWith('.c'));
  const cFlags = ['-std=gnu11', '-O1', '-c'];
  execFileSync('gcc', [...cFlags, ...sources], { cwd: src });
  const flags = ['-std=gnu++14', '-O1', '-Wall', '-Wextra', '-Werror', '-include', 'Arduino.h'];
  const objects = sources.map((file) => join(src, file.replace(/\.c$/, '.o')));
  const build = [...flags, '-I', board, '-I', src, 'main.cpp', ...objects, '-lm', '-o', 'sketch'];
  execFileSync('g++', build, { cwd: at });
  return execFileSync(join(at, 'sketch'), { encoding: 'utf8' });
}

function boardMain(loops: number, loopMicros: number): string {
  return `
int main() {
  setup();
  for (int i = 0; i < ${loops}; i++) {
    board_micros += ${loopMicros};
    if (board_interrupt) board_interrupt();
    loop();
  }
  return 0;
}
`;
}

/** As much of the Arduino world as the sketches use: a clock that only the test moves, and waves. */
const boardHeaders = {
  'Arduino.h': `#pragma once
#include <math.h>
#include <stdint.h>
#include <stdio.h>
static unsigned long board_micros = 0;
static void (*board_interrupt)() = nullptr;
static inline unsigned long micros() { return board_micros; }
static inline void delay(unsigned long ms) { board_micros += ms * 1000; }
static inline void analogReadResolution(int) {}
static inline int analogRead(int pin) { return (int)(board_micros / 100 + (unsigned)pin) % 4096; }
enum { A0, A1, A2, A3, A4, A5 };
struct BoardSerial {
  void begin(long) {}
  void print(const char *text) { fputs(text, stdout); }
  void print(int value) { printf("%d", value); }
  void print(unsigned long value) { printf("%lu", value); }
  void print(float value, int digits) { printf("%.*f", digits, (double)value); }
  template <typename T> void println(T value) { print(value); puts(""); }
  void println() { puts(""); }
};
static BoardSerial Serial;
`,
  'Arduino_BMI270_BMM150.h': `#pragma once
struct BoardImu {
  int begin() { return 1; }
  int accelerationAvailable() { return 1; }
  int gyroscopeAvailable() { return 1; }
  int readAcceleration(float &x, float &y, float &z) {
    x = sinf((float)board_micros * 1e-5f);
    y = z = 1.0f;
    return 1;
  }
  int readGyroscope(float &x, float &y, float &z) {
    x = y = z = 90.0f;
    return 1;
  }
};
static BoardImu IMU;
`,
  'PDM.h': `#pragma once
struct BoardMicrophone {
  unsigned long given = 0;
  void onReceive(void (*interrupt)()) { board_interrupt = interrupt; }
  void setBufferSize(int) {}
  int begin(int channels, int rate) { return channels == 1 && rate == 16000; }
  int available() { return (int)(2 * (board_micros * 16 / 1000 - given)); }
  int read(void *buffer, int bytes) {
    int16_t *readings = (int16_t *)buffer;
    for (int i = 0; i < bytes / 2; i++) {
      readings[i] = (int16_t)(8000.0 * sin((double)given++ * 0.2));
    }
    return bytes;
  }
};
static BoardMicrophone PDM;
`,
  'Arduino_BHY2.h': `#pragma once
enum { SENSOR_ID_ACC = 4, SENSOR_ID_GYRO = 13 };
struct SensorXYZ {
  explicit SensorXYZ(int) {}
  bool begin(float, uint32_t) { return true; }
  int setRange(uint16_t) { return 0; }
  int16_t x() { return (int16_t)(board_micros / 50); }
  int16_t y() { return 4096; }
  int16_t z() { return -4096; }
};
struct BoardHub {
  bool begin() { return true; }
  void update() {}
};
static BoardHub BHY2;
`,
};

function runtime(): Map<string, string> {
  const folder = join(import.meta.dirname, '..', 'runtime');
  return new Map(
    ['nn', 'dsp'].flatMap((part) =>
      readdirSync(join(folder, part)).map((name) => [
        name,
        readFileSync(join(folder, part, name), 'utf8'),
      ]),
    ),
  );
}

function missingTools(): string | false {
  if (process.env.THIMBLE_REQUIRE_TOOLS === '1') return false;
  return isInstalled('gcc') && isInstalled('g++') ? false : 'gcc and g++ are not both installed';
}

function isInstalled(tool: string): boolean {
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined;
}
