import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileImpulse } from '../src/compile/compile.ts';
import { cores } from '../src/compile/estimate/core.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { requireTool } from '../src/toolchain/find-tools.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { m4Forms, tools } from './m4-forms.ts';
import { tinyImpulse } from './tiny-impulse.ts';

/** The routines of a Cortex-M4 in C as a compiler gets them; ports.device.test.ts has what they answer. */

const { skip } = m4Forms[0]!;
const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror', '-c'];

test('with kernels in C a library has no assembly, and says what boards it is for', {
  skip,
}, async () => {
  const runtime = await readRuntime();
  const compiled = compileImpulse(tinyImpulse(), runtime, {
    strideReadings: 4,
    header: { toolVersion: '0.0.0', seed: 1 },
    kernels: kernelsFor('cortex-m4', 'balanced', 'c'),
  });
  assert.ok(compiled.layers.some(({ choice }) => choice?.name.startsWith('two-row')));
  const files = [...compiled.files.keys()];
  assert.ok(!files.some((file) => /\.(S|inc)$/.test(file)), files.join());
  inFolder([...compiled.files], (folder) => {
    const routines = `thimble_${compiled.name}_routines.c`;
    const build = (core: 'cortex-m4' | 'cortex-m0plus') =>
      spawnSync(gcc(), [...cores[core].gccFlags!, ...strict, '-std=c99', routines], {
        cwd: folder,
        encoding: 'utf8',
      });
    assert.equal(build('cortex-m4').stderr, '');
    assert.match(build('cortex-m0plus').stderr, /make it again for this board/);
  });
});

test('every routine in C is C99 and C++17 without a warning', { skip }, async () => {
  const runtime = await readRuntime();
  const headers = [...runtime.keys()].filter((file) => file.endsWith('_dsp_c.h'));
  const defined = headers.flatMap((file) =>
    Array.from(
      runtime.get(file)!.matchAll(/^#define (THIMBLE_\w+)\(name/gm),
      ([, macro]) => macro!,
    ),
  );
  assert.deepEqual(defined.sort(), Object.keys(routines).sort());
  const uses = Object.entries(routines).flatMap(([macro, each]) =>
    each.map((numbers, i) => `${macro}(${[`${macro.toLowerCase()}_${i}`, ...numbers].join(', ')})`),
  );
  const all = [...headers.map((file) => `#include "${file}"`), ...uses, ''].join('\n');
  inFolder([...runtime, ['all.c', all]], (folder) => {
    const build = (...flags: readonly string[]) =>
      execFileSync(gcc(), [...cores['cortex-m4'].gccFlags!, ...strict, ...flags, 'all.c'], {
        cwd: folder,
      });
    build('-std=c99', '-O2');
    build('-std=c99', '-O0');
    build('-std=c99', '-O2', '-DTHIMBLE_NO_ASSEMBLY');
    build('-x', 'c++', '-std=c++17', '-O2');
  });
});

/** Each macro with numbers for every way through it. */
const routines: Readonly<Record<string, readonly (readonly number[])[]>> = {
  THIMBLE_ADD: [[14]],
  THIMBLE_DENSE: [
    [0, 12, 0],
    [4, 12, 1],
  ],
  THIMBLE_DENSE_S4: [
    [1, 12, 0],
    [4, 12, 1],
  ],
  THIMBLE_DENSE_SUMS: [[7], [8]],
  THIMBLE_DEPTHWISE: [
    [1, 12, 8, 28, 3, 2, 0, 0, 12, 0],
    [2, 5, 8, 24, 2, 1, 1, 1, 12, 1],
    [1, 5, 8, 28, 2, 1, 1, 1, 1, 2],
  ],
  THIMBLE_DEPTHWISE_PIXEL: [
    [3, 3, 8, 96, 12, 0],
    [1, 4, 8, 96, 0, 1],
  ],
  THIMBLE_DEPTHWISE_SPREAD: [
    [12, 8, 1, 28],
    [5, 8, 0, 24],
  ],
  THIMBLE_GATHER: [
    [3, 9, 27],
    [5, 1, 8],
    [2, 3, 12],
  ],
  THIMBLE_GATHER_LONG: [
    [3, 48, 96],
    [1, 17, 17],
  ],
  THIMBLE_LSTM_STEP: [
    [7, 5, 4, 4, -2, 4, 3, 3, 3, 3, 12, 32768, 7],
    [2, 1, 4, 4, 4, 4, 3, 0, -3, 3, 15, 30000, 7],
  ],
  THIMBLE_POINTWISE8: [[16, 12]],
  THIMBLE_SPREAD8: [[]],
  THIMBLE_SVDF: [
    [2, 0],
    [4, 1],
  ],
  THIMBLE_TWO_ROW: [
    [8, 1, 12, 0, 1],
    [3, 0, 12, 1, 0],
  ],
  THIMBLE_WINOGRAD: [
    [1, 16, 512, 16, 4, 12, 0, 0],
    [2, 32, 512, 16, 8, 12, 1, 1],
  ],
  THIMBLE_WINOGRAD1_ALONG: [[16, 576]],
  THIMBLE_WINOGRAD2_ALONG: [[16, 544]],
  THIMBLE_WINOGRAD_MAKE: [[16]],
};

function gcc(): string {
  return requireTool(tools, 'arm-none-eabi-gcc').path;
}

function inFolder(
  files: readonly (readonly [file: string, text: string])[],
  work: (folder: string) => void,
): void {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-c-forms-'));
  try {
    for (const [file, text] of files) writeFileSync(join(folder, file), text);
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
