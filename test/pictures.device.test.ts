import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { encode } from 'fast-png';
import { unzipSync } from 'fflate';
import jpeg from 'jpeg-js';
import { Random } from '../src/base/random.ts';

/** `thimble build` of a folder of pictures, as a person runs it. */

const main = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
/** Small enough to learn in seconds. */
const small = [
  '--network',
  'residual:stem=4,stemStride=1,channels=6,8,strides=2,2',
  '--size',
  '12',
];

test('pictures of mixed sizes, colours and formats become a proven library', () => {
  inFolder(stripes(), (data, out) => {
    const { code, said, errors } = build(data, out, ...small, '--json');
    assert.equal(code, 0, errors);
    const report = JSON.parse(said);
    assert.ok(report.accuracy.int8 > 0.8, `stripes are told apart: ${report.accuracy.int8}`);
    assert.deepEqual(report.skipped.map(({ file }: { file: string }) => file).sort(), [
      'level/cut.jpg',
      'level/text.txt',
    ]);
    assert.deepEqual(
      [report.data.pictures.width, report.data.pictures.height, report.data.pictures.colour],
      [12, 12, 'grey'],
    );
    assert.match(report.data.notes.join(' '), /16 bits/);
    assert.match(report.data.notes.join(' '), /less than 8 pixels/);

    const page = readFileSync(join(out, 'report.html'), 'utf8');
    assert.ok(page.includes('data:image/png;base64,'), 'pictures are on the page');
    const files = Object.keys(unzipSync(readFileSync(join(out, 'data-arduino.zip'))));
    for (const file of ['thimble_image.c', 'static_frame.ino', 'nano_33_ble_sense_camera.ino']) {
      assert.ok(
        files.some((path) => path.endsWith(`/${file}`)),
        `${file} in ${files}`,
      );
    }
    assert.equal(report.agreement.identical, report.agreement.windows);
    if (report.agreement.windows === null) return; // no emulator, and the report says so
    assert.equal(report.agreement.featureErrorMax, 0, 'every pixel is the same on the device');
  });
});

test('the static sketch of a picture library says match', { skip: isMissing('gcc', 'g++') }, () => {
  inFolder(stripes(), (data, out) => {
    const { code, errors } = build(data, out, '--board', 'pico', ...small);
    assert.equal(code, 0, errors);
    const files = unzipSync(readFileSync(join(out, 'data-arduino.zip')));
    for (const [path, bytes] of Object.entries(files)) write(join(out, path), bytes);
    const library = join(out, 'ThimbleData');
    const at = join(library, 'examples', 'static_frame');
    write(join(at, 'Arduino.h'), board);
    write(join(at, 'main.cpp'), '#include "static_frame.ino"\nint main() { setup(); loop(); }\n');
    const sources = Object.keys(files)
      .filter((path) => path.endsWith('.c'))
      .map((path) => join(out, path));
    const src = join(library, 'src');
    execFileSync('gcc', ['-std=gnu11', '-O1', '-c', ...sources], { cwd: src });
    const objects = sources.map((path) => path.replace(/\.c$/, '.o'));
    const flags = ['-std=gnu++14', '-Wall', '-Wextra', '-Werror', '-include', 'Arduino.h'];
    execFileSync(
      'g++',
      [...flags, '-I', at, '-I', src, 'main.cpp', ...objects, '-lm', '-o', 'sketch'],
      {
        cwd: at,
      },
    );
    assert.match(execFileSync(join(at, 'sketch'), { encoding: 'utf8' }), /^match$/m);
  });
});

for (const [what, files, says] of [
  ['one class alone', () => keep(stripes(), /^level/), /All pictures have the label "level"/],
  ['no picture that can be read', () => broken(), /No file of the folder can be used/],
] as const) {
  test(`${what}: one sentence, exit code 1, nothing written`, () => {
    inFolder(files(), (data, out) => {
      const { code, errors } = build(data, out, ...small);
      assert.equal(code, 1, errors);
      assert.match(errors, says);
      assert.doesNotMatch(errors, /\n\s+at /, 'no stack trace');
      assert.ok(!existsSync(out), 'no folder is left');
    });
  });
}

/** Stripes that lie or stand, with noise: grey and coloured, PNG and JPEG, and some trouble. */
function stripes(): Map<string, Uint8Array> {
  const random = new Random(8, 'stripes');
  const files = new Map<string, Uint8Array>();
  for (const label of ['level', 'upright']) {
    for (let n = 0; n < 30; n++) {
      const [width, height] = [16 + (n % 5), 16 + (n % 3)];
      const channels = n % 4 === 0 ? 3 : 1;
      const phase = random.below(6);
      const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
        const at = Math.floor(i / channels);
        const along = label === 'level' ? Math.floor(at / width) : at % width;
        return ((along + phase) % 6 < 3 ? 60 : 180) + random.below(40);
      });
      files.set(`${label}/${n}.png`, encode({ width, height, data, channels, depth: 8 }));
    }
  }
  const rgba = Uint8Array.from({ length: 20 * 20 * 4 }, (_, i) => ((i >> 2) % 6 < 3 ? 60 : 200));
  const photo = new Uint8Array(jpeg.encode({ width: 20, height: 20, data: rgba }, 90).data);
  files.set('upright/photo.jpg', photo);
  files.set('level/cut.jpg', photo.subarray(0, 200));
  files.set('level/text.txt', new TextEncoder().encode('not a picture'));
  files.set('level/dot.png', encode({ width: 1, height: 1, data: Uint8Array.of(9), channels: 1 }));
  const fine = Uint16Array.from({ length: 256 }, (_, i) => ((i >> 4) % 6 < 3 ? 20_000 : 50_000));
  files.set(
    'level/fine.png',
    encode({ width: 16, height: 16, data: fine, channels: 1, depth: 16 }),
  );
  return files;
}

function broken(): Map<string, Uint8Array> {
  const cut = (files: Map<string, Uint8Array>) =>
    [...files].map(([path, bytes]) => [path, bytes.subarray(0, 40)] as const);
  return new Map(cut(keep(stripes(), /png$/)));
}

function keep(files: Map<string, Uint8Array>, paths: RegExp): Map<string, Uint8Array> {
  return new Map([...files].filter(([path]) => paths.test(path)));
}

function build(data: string, out: string, ...options: string[]) {
  const args = [main, 'build', data, '--out', out, ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { code: status, said: stdout, errors: stderr };
}

function inFolder(
  files: ReadonlyMap<string, Uint8Array>,
  use: (data: string, out: string) => void,
): void {
  const place = mkdtempSync(join(tmpdir(), 'thimble-pictures-'));
  try {
    for (const [path, bytes] of files) write(join(place, 'data', path), bytes);
    use(join(place, 'data'), join(place, 'out'));
  } finally {
    rmSync(place, { recursive: true });
  }
}

function write(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** As much of a board as the sketch needs. */
const board = `#include <cstdint>
#include <cstdio>
struct {
  void begin(long) {}
  void print(const char *text) { std::printf("%s", text); }
  void println(const char *text) { std::printf("\\n%s\\n", text); }
  void print(unsigned long n) { std::printf("%lu", n); }
  void println(int n) { std::printf("%d\\n", n); }
  void print(float x, int) { std::printf("%f", (double)x); }
} Serial;
inline unsigned long micros() { return 0; }
inline void delay(unsigned long) {}
`;

function isMissing(...tools: readonly string[]): string | false {
  if (process.env.THIMBLE_REQUIRE_TOOLS === '1') return false;
  try {
    for (const tool of tools) execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return `${tools.join(' and ')} are not installed`;
  }
}
