import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { compileImpulse, compilePictures } from '../src/compile/compile.ts';
import { cores } from '../src/compile/estimate/core.ts';
import type { CompileOptions } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { imageOf } from '../src/dsp/image.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { c99 } from '../src/targets/c99.ts';
import type { PackOptions } from '../src/targets/target.ts';
import { zipArchive } from '../src/targets/zip.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { detectorOf } from './detector.ts';
import { featuresOf, soundImpulse, soundWindows } from './sound-impulse.ts';
import { tinyImpulse } from './tiny-impulse.ts';

/** The C library as a person gets it: unzipped, and built by CMake alone and inside other projects. */

const skip = missingTools();
const labels = ['at "rest"\\', 'wäve ??/', '*/ knock'];
const impulse = tinyImpulse('tiny', labels);
const window = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i) * 2);
const scores = Float32Array.from(evaluate(impulse.network, [tensor('f32', [24], window)])[0]!.data);
const texts = { version: '0.1.0', license: 'licence\n', facts: ['It was right 9 times of 10.'] };
const options: PackOptions = {
  ...texts,
  axes: ['accX', 'gyrY'].map((name) => ({ name, unit: '' })),
  example: { window, scores, label: labels[0]! },
};
const header = { toolVersion: '0.0.0', seed: 1 };

test('by itself it builds without a warning, and its example says match', { skip }, async () => {
  await inLibrary(await signalZip(impulse, options), (folder) => {
    const said = runExample(folder);
    assert.match(said, /^match$/m);
    assert.ok(said.includes(`${scores[1]!.toFixed(4)}\n`), said);
  });
});

test('the example says MISMATCH where one score differs', { skip }, async () => {
  const example = { ...options.example, scores: scores.with(1, scores[1]! + 1 / 256) };
  await inLibrary(await signalZip(impulse, { ...options, example }), (folder) => {
    assert.match(runExample(folder, 1), /^MISMATCH/m);
  });
});

test('a library for sound says match', { skip }, async () => {
  const listening = soundImpulse();
  const heard = soundWindows(listening.signal.length, 4)[3]!;
  const { shape } = listening.network.values[listening.network.inputs[0]!]!;
  const features = featuresOf(listening.features, heard);
  const [answer] = evaluate(listening.network, [tensor('f32', shape, features)]);
  const example = { window: heard, scores: answer!.data as Float32Array, label: 'one' };
  const sound = { ...options, axes: [{ name: 'audio', unit: '' }], example };
  const decoder = { windows: 1, threshold: 1, suppression: 0, heard: [true, true, true] };
  const zip = await signalZip(listening, sound, { strideReadings: 480, decoder });
  await inLibrary(zip, (folder) => assert.match(runExample(folder), /^match$/m));
});

test('libraries for pictures say match, of the whole and of things in them', { skip }, async () => {
  const rule = { rows: 3, columns: 4, classes: 3, cell: 8, threshold: 90, most: 3 };
  const { impulse: detector } = detectorOf(rule);
  const { centres: _, ...rest } = detector;
  const whole = { ...rest, labels: Array.from({ length: 36 }, (_, i) => `thing ${i}`) };
  const pixels = Uint8Array.from({ length: 3 * 40 * 30 }, (_, i) => (i * 37) % 256);
  const frame = { format: 'rgb888', width: 40, height: 30, pixels } as const;
  for (const looking of [detector, whole]) {
    const { network, image } = looking;
    const { shape } = network.values[network.inputs[0]!]!;
    const [seen] = evaluate(network, [tensor('i8', shape, imageOf(image, frame))]);
    const example = { frame, scores: seen!.data as Float32Array, label: 'cup' };
    const compiled = compilePictures(looking, await readRuntime(), { header });
    const zip = zipArchive(c99.packPictures(compiled, { ...texts, example }));
    await inLibrary(zip, (folder) => assert.match(runExample(folder), /^match$/m));
  }
});

test('it is a subdirectory of another project, in assembly for a Cortex-M4, too', {
  skip,
}, async () => {
  const zip = await signalZip(impulse, options, { kernels: kernelsFor('cortex-m4') });
  await inLibrary(zip, (folder) => {
    const parent = dirname(folder);
    writeFileSync(
      join(parent, 'main.c'),
      '#include "thimble_tiny.h"\nint main(void) { return 0; }\n',
    );
    writeFileSync(
      join(parent, 'CMakeLists.txt'),
      `cmake_minimum_required(VERSION 3.16)
project(product LANGUAGES C)
add_subdirectory(thimble_tiny)
add_executable(product main.c)
target_link_libraries(product PRIVATE thimble_tiny)
`,
    );
    const flags = [...cores['cortex-m4'].gccFlags!, '--specs=nosys.specs'].join(' ');
    const cross = [
      ...['-DCMAKE_SYSTEM_NAME=Generic', '-DCMAKE_SYSTEM_PROCESSOR=arm'],
      ...['-DCMAKE_C_COMPILER=arm-none-eabi-gcc', '-DCMAKE_ASM_COMPILER=arm-none-eabi-gcc'],
      ...['-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY', `-DCMAKE_C_FLAGS=${flags}`],
      `-DCMAKE_ASM_FLAGS=${flags}`,
    ];
    build(parent, cross);
    const archive = join(parent, 'build', 'thimble_tiny', 'libthimble_tiny.a');
    const symbols = execFileSync('arm-none-eabi-nm', [archive], { encoding: 'utf8' });
    assert.match(symbols, / T thimble_tiny_run$/m);
    assert.match(symbols, / T thimble_tiny_dense_/m);
  });
});

test('a library for a PC with Linux has kernels of vectors and says match', { skip }, async () => {
  const zip = await signalZip(impulse, options, { kernels: kernelsFor('x86-64') });
  await inLibrary(zip, (folder) => {
    assert.match(readFileSync(join(folder, 'README.md'), 'utf8'), /for AVX2/);
    assert.ok(existsSync(join(folder, 'src', 'thimble_rows_s8_vector.c')));
    assert.match(runExample(folder), /^match$/m);
  });
});

test('ESP-IDF is told its sources and its headers', { skip }, async () => {
  await inLibrary(await signalZip(impulse, options), (folder) => {
    const parent = dirname(folder);
    // the two things that ESP-IDF gives a component
    writeFileSync(
      join(parent, 'CMakeLists.txt'),
      `cmake_minimum_required(VERSION 3.16)
project(product LANGUAGES C)
macro(idf_component_register)
  cmake_parse_arguments(given "" "" "SRCS;INCLUDE_DIRS" \${ARGN})
  set(COMPONENT_LIB component)
  add_library(component STATIC \${given_SRCS})
  target_include_directories(component PUBLIC \${given_INCLUDE_DIRS})
endmacro()
set(ESP_PLATFORM 1)
add_subdirectory(thimble_tiny)
add_executable(product thimble_tiny/example/main.c)
target_link_libraries(product PRIVATE component m)
`,
    );
    build(parent);
    const said = execFileSync(join(parent, 'build', 'product'), { encoding: 'utf8' });
    assert.match(said, /^match$/m);
  });
});

test('the same impulse gives the same zip', async () => {
  assert.deepEqual(await signalZip(impulse, options), await signalZip(impulse, options));
});

async function signalZip(
  built: Impulse,
  pack: PackOptions,
  more: Partial<CompileOptions> = {},
): Promise<Uint8Array> {
  const compiled = compileImpulse(built, await readRuntime(), {
    strideReadings: 4,
    header,
    ...more,
  });
  return zipArchive(c99.pack(compiled, pack));
}

async function inLibrary(zip: Uint8Array, work: (folder: string) => void): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'thimble-c99-'));
  try {
    const files = Object.entries(unzipSync(zip));
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), bytes);
    }
    work(join(place, files[0]![0].split('/')[0]!));
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** Builds as a person does, with every warning an error, and returns what the example prints. */
function runExample(folder: string, code = 0): string {
  build(folder, ['-DCMAKE_C_FLAGS=-Wall -Wextra -Wconversion -pedantic -Werror']);
  const { stdout, status } = spawnSync(join(folder, 'build', 'example'), { encoding: 'utf8' });
  assert.equal(status, code, stdout);
  return stdout;
}

function build(folder: string, flags: readonly string[] = []): void {
  const quiet = { cwd: folder, stdio: 'pipe' } as const;
  execFileSync('cmake', ['-B', 'build', ...flags], quiet);
  execFileSync('cmake', ['--build', 'build', '--parallel', '2'], quiet);
}

function missingTools(): string | false {
  if (process.env.THIMBLE_REQUIRE_TOOLS === '1') return false;
  const missing = ['cmake', 'gcc', 'arm-none-eabi-gcc'].filter(
    (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined,
  );
  return missing.length === 0 ? false : `${missing.join(', ')} not installed`;
}
