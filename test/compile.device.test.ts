import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import { type CompiledImpulse, compileImpulse } from '../src/compile/compile.ts';
import type { Optimise } from '../src/compile/options.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { tensor } from '../src/tensor/tensor.ts';
import {
  everyOperation,
  randomNetworks,
  streams,
  tallNetworks,
  withBlocks,
} from './int8-graphs.ts';

/** Generated C against the meaning of the graph, bit for bit, on this machine. */

const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
const hunting = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const skip = missingTools();

test('every int8 operation in C equals evaluate bit for bit at all sizes', { skip }, () => {
  const impulses = everyOperation();
  assert.ok(impulses.length > 150, `${impulses.length} cases`);
  checkAll(impulses, ['gcc', '-std=c99', '-O0', ...strict, ...hunting]);
});

test('random networks in C equal evaluate bit for bit', { skip }, () => {
  checkAll(randomNetworks(60), ['gcc', '-std=c99', '-O0', ...strict, ...hunting]);
});

test('layers that go through their pictures together give the same bits in less memory', {
  skip,
}, () => {
  const impulses = tallNetworks(60);
  const hunters = ['gcc', '-std=c99', '-O0', ...strict, ...hunting];
  const compiled = checkAll(impulses, hunters, 'ram');
  const streamed = compiled.filter(({ files }) => files.has('thimble_lines_s8.h'));
  assert.ok(streamed.length > 10, `${streamed.length} networks have layers that go together`);
  const inColumns = streamed.filter(({ name, files }) =>
    files.get(`thimble_${name}.c`)!.includes('thimble_lines_slide_along'),
  );
  assert.ok(inColumns.length > 3, `${inColumns.length} of them column by column`);
});

test('signal blocks, several branches and a network in C equal evaluate bit for bit', {
  skip,
}, () => {
  checkAll(withBlocks(), ['gcc', '-std=c99', '-O0', ...strict, ...hunting]);
  checkAll(withBlocks(), ['gcc', '-std=gnu11', '-O3', '-march=native', '-ffp-contract=fast']);
});

test('the same sources are C++17 and give the same bits when optimised', { skip }, () => {
  const impulses = [...everyOperation().slice(0, 36), ...randomNetworks(12), ...withBlocks()];
  checkAll(impulses, ['g++', '-x', 'c++', '-std=c++17', '-O1', ...strict]);
  checkAll(impulses.slice(20), ['gcc', '-std=c99', '-O3', '-march=native', ...strict]);
});

test('a stream gives the windows that its stride says', { skip }, () => {
  for (const { impulse, strideReadings } of streams()) {
    const compiled = compileImpulse(impulse, runtime(), { strideReadings, header });
    const readings = 5 * impulse.signal.length + 3;
    const axes = impulse.signal.axes.length;
    const random = new Random(3, 'stream');
    const values = Float32Array.from({ length: readings * axes }, () => random.normal());
    const answer = runProgram([compiled], streamMain(compiled, readings), values, [
      'gcc',
      '-std=c99',
      '-O0',
      ...strict,
      ...hunting,
    ]);
    const expected: number[] = [];
    for (let at = 0; at + impulse.signal.length <= readings; at += strideReadings) {
      const window = values.slice(at * axes, (at + impulse.signal.length) * axes);
      expected.push(...expectedOf(impulse, window).scores);
    }
    assert.deepEqual(Array.from(answer), expected, `stride ${strideReadings}`);
  }
});

const header = { toolVersion: '0.0.0', seed: 7 };

/** Runs every impulse on windows of its own in one program and compares all that it answers. */
function checkAll(
  impulses: readonly Impulse[],
  compiler: readonly string[],
  optimise: Optimise = 'balanced',
): CompiledImpulse[] {
  const compiled = impulses.map((impulse) =>
    compileImpulse(impulse, runtime(), { strideReadings: 1, header, optimise }),
  );
  const windows = impulses.map((impulse) => windowsFor(impulse));
  const input = Float32Array.from(windows.flatMap((each) => each.flatMap((w) => Array.from(w))));
  const answers = runProgram(compiled, batchMain(compiled), input, compiler);
  let at = 0;
  const take = (count: number) => {
    at += count;
    return answers.subarray(at - count, at);
  };
  for (const [i, impulse] of impulses.entries()) {
    for (const window of windows[i]!) {
      const { features, scores } = expectedOf(impulse, window);
      const what = `${impulse.name}: ${impulse.network.name}`;
      assert.deepEqual(take(features.length), features, `${what}, features`);
      assert.deepEqual(take(scores.length), scores, `${what}, network`);
      assert.deepEqual(take(scores.length), scores, `${what}, run`);
      const best = scores.indexOf(Math.max(...scores));
      assert.deepEqual(Array.from(take(2)), [best, best], `${what}, label`);
    }
  }
  assert.equal(at, answers.length);
  return compiled;
}

/** Far too large values, values that are no numbers, halves of steps, which meet the rounding rule. */
function windowsFor({ name, signal, features, network }: Impulse): Float32Array[] {
  const random = new Random(11, name);
  const size = signal.length * signal.axes.length;
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, -1e30, -0];
  const plain = features.nodes.every(({ op }) => op.kind !== 'features');
  const first = network.nodes.find(({ op }) => op.kind === 'quantize')!;
  const step = network.values[first.output]!.quantization!.scales[0]!;
  const values: ((i: number) => number)[] = [
    (i) => (i % 2 ? 1 : -1) * 1000,
    (i) => (plain ? odd[i] : undefined) ?? random.normal(),
    () => (random.below(40) - 19.5) * step,
    () => random.normal(),
  ];
  return values.map((value) => Float32Array.from({ length: size }, (_, i) => value(i)));
}

function expectedOf(impulse: Impulse, window: Float32Array) {
  const shape = [impulse.signal.length, impulse.signal.axes.length];
  const features = evaluate(impulse.features, [tensor('f32', shape, window)]);
  const inputs = impulse.network.inputs.map((id, i) =>
    tensor('f32', impulse.network.values[id]!.shape, features[i]!.data),
  );
  const [scores] = evaluate(impulse.network, inputs);
  return {
    features: Float32Array.from(features.flatMap(({ data }) => Array.from(data))),
    scores: Float32Array.from(scores!.data),
  };
}

/** For each impulse: windows in, features, both kinds of scores and both labels out. */
function batchMain(compiled: readonly CompiledImpulse[]): string {
  const cases = compiled.map(({ name }) => {
    const upper = `THIMBLE_${name.toUpperCase()}`;
    return `
static void try_${name}(void)
{
    static thimble_${name}_arena arena;
    static float window[${upper}_WINDOW_VALUES];
    static float features[${upper}_FEATURES];
    thimble_${name}_result parts;
    thimble_${name}_result whole;
    for (int turn = 0; turn < 4; turn++) {
        take(window, ${upper}_WINDOW_VALUES);
        memset(&arena, 0x55, sizeof(arena));
        check(thimble_${name}_features(window, &arena, features));
        memset(&arena, 0xAA, sizeof(arena));
        check(thimble_${name}_network(features, &arena, &parts));
        memset(&arena, 0x5A, sizeof(arena));
        check(thimble_${name}_run(window, &arena, &whole));
        check(thimble_${name}_run(NULL, &arena, &whole) - THIMBLE_ERR_NULL);
        give(features, ${upper}_FEATURES);
        give(parts.score, ${upper}_LABELS);
        give(whole.score, ${upper}_LABELS);
        const float labels[2] = {(float)parts.label, (float)whole.label};
        give(labels, 2);
    }
}`;
  });
  const calls = compiled.map(({ name }) => `    try_${name}();`);
  return `${cases.join('\n')}\nint main(void)\n{\n${calls.join('\n')}\n    return 0;\n}\n`;
}

function streamMain({ name }: CompiledImpulse, readings: number): string {
  const upper = `THIMBLE_${name.toUpperCase()}`;
  return `
int main(void)
{
    static thimble_${name}_arena arena;
    static thimble_${name}_stream stream;
    thimble_${name}_result result;
    float reading[${upper}_AXES];
    thimble_${name}_stream_clear(&stream);
    check(thimble_${name}_stream_run(&stream, &arena, &result) - THIMBLE_ERR_NOT_READY);
    for (int i = 0; i < ${readings}; i++) {
        take(reading, ${upper}_AXES);
        const int ready = thimble_${name}_stream_push(&stream, reading);
        check(ready < 0);
        if (ready == 1) {
            check(thimble_${name}_stream_run(&stream, &arena, &result));
            give(result.score, ${upper}_LABELS);
        }
    }
    return 0;
}
`;
}

/** Builds one program of all libraries, whose generated files are one unit so that gcc runs once. */
function runProgram(
  compiled: readonly CompiledImpulse[],
  main: string,
  input: Float32Array,
  [compiler, ...flags]: readonly string[],
): Float32Array {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-compile-'));
  try {
    const sources = new Set<string>(['main.c']);
    const units = compiled.map(({ name, files, generated }) => {
      for (const [file, text] of files) {
        writeFileSync(join(folder, file), text);
        if (file.endsWith('.c') && !generated.includes(file)) sources.add(file);
      }
      const hidden = ['compute_features', 'compute_network', 'best_label', 'slide'];
      const hide = hidden.map((one) => `#define ${one} ${name}_${one}`).join('\n');
      const show = hidden.map((one) => `#undef ${one}`).join('\n');
      const own = generated.filter((file) => file.endsWith('.c'));
      return `${hide}\n${own.map((file) => `#include "${file}"`).join('\n')}\n${show}`;
    });
    writeFileSync(join(folder, 'main.c'), `${prelude}\n${units.join('\n')}\n${main}`);
    const build = [...flags, '-o', 'program', ...sources, '-lm'];
    execFileSync(compiler!, build, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
    const bytes = execFileSync(join(folder, 'program'), {
      input: new Uint8Array(input.buffer, input.byteOffset, input.byteLength),
      maxBuffer: 1e9,
    });
    return new Float32Array(new Uint8Array(bytes).buffer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const prelude = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(int wrong)
{
    if (wrong != 0) {
        fprintf(stderr, "a call answered %d\\n", wrong);
        exit(1);
    }
}

static void take(float *values, size_t count)
{
    check(fread(values, sizeof(float), count, stdin) != count);
}

static void give(const float *values, size_t count)
{
    check(fwrite(values, sizeof(float), count, stdout) != count);
}
`;

function runtime(): Map<string, string> {
  const folder = join(import.meta.dirname, '..', 'runtime');
  return new Map(
    ['nn', 'dsp']
      .flatMap((part) => {
        const names = readdirSync(folder).includes(part) ? readdirSync(join(folder, part)) : [];
        return names.map((name) => [name, join(folder, part, name)] as const);
      })
      .map(([name, path]) => [name, readFileSync(path, 'utf8')]),
  );
}

function missingTools(): string | false {
  if (process.env.THIMBLE_REQUIRE_TOOLS === '1') return false;
  try {
    for (const tool of ['gcc', 'g++']) execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'gcc and g++ are not installed';
  }
}
