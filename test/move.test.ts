import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findTools, missingTools, requireTool } from '../src/toolchain/find-tools.ts';

const tools = await findTools();
const skip = missingTools(tools, ['gcc']) ?? false;

/** Every pair of places and lengths within some words, each against memmove. */
const program = `#include "thimble_move.h"
static uint32_t words[2][40];
int main(void)
{
    int8_t *own = (int8_t *)words[0];
    int8_t *want = (int8_t *)words[1];
    for (int32_t from = 0; from < 48; from++) {
        for (int32_t to = 0; to < 48; to++) {
            for (int32_t bytes = 0; bytes < 100; bytes++) {
                for (int32_t i = 0; i < 160; i++) {
                    own[i] = want[i] = (int8_t)(i * 7 + bytes);
                }
                memmove(want + to, want + from, (size_t)bytes);
                thimble_move(own + from, own + to, bytes);
                if (memcmp(want, own, 160) != 0) {
                    return 1;
                }
            }
        }
    }
    return 0;
}
`;

test('values that overlap are moved as memmove moves them, by words or bytes', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-move-'));
  try {
    writeFileSync(join(folder, 'main.c'), program);
    const runtime = join(import.meta.dirname, '../runtime/nn');
    const strict = ['-std=c99', '-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
    const hunting = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
    const flags = ['-O2', ...strict, ...hunting, `-I${runtime}`];
    const built = join(folder, 'program');
    execFileSync(requireTool(tools, 'gcc').path, [...flags, join(folder, 'main.c'), '-o', built]);
    assert.equal(execFileSync(built).length, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
