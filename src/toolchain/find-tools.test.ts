import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import {
  deviceTools,
  findTools,
  installers,
  missingTools,
  requireTool,
  type ToolName,
} from './find-tools.ts';

const unix = process.platform === 'win32' ? 'the programs of this test are shell scripts' : false;

test('a tool is what runs: not a folder, a file without rights, or a program that fails', {
  skip: unix,
}, async () => {
  const place = mkdtempSync(join(tmpdir(), 'thimble-tools-'));
  try {
    const folders = ['first', 'second'].map((name) => join(place, name));
    for (const folder of folders) mkdirSync(folder);
    mkdirSync(join(folders[0]!, 'g++'));
    program(join(folders[0]!, 'gcc'), 'exit 1');
    program(join(folders[0]!, 'qemu-system-arm'), 'echo old', 0o600);
    program(join(folders[1]!, 'qemu-system-arm'), 'echo "emulator 1.2"; echo "more"');
    const tools = await findTools(folders);
    assert.deepEqual([...tools.keys()], ['qemu-system-arm']);
    const found = requireTool(tools, 'qemu-system-arm');
    assert.deepEqual(found, {
      path: join(folders[1]!, 'qemu-system-arm'),
      version: 'emulator 1.2',
    });
  } finally {
    rmSync(place, { recursive: true });
  }
});

test('a compiler without its C library lacks newlib', { skip: unix }, async () => {
  const place = mkdtempSync(join(tmpdir(), 'thimble-tools-'));
  try {
    const named = 'case "$*" in *print-file-name*) echo libc_nano.a;; *) echo "gcc 1";; esac';
    program(join(place, 'arm-none-eabi-gcc'), named);
    assert.deepEqual([...(await findTools([place])).keys()], ['arm-none-eabi-gcc']);
    program(join(place, 'arm-none-eabi-gcc'), named.replace('libc_nano.a', '/lib/libc_nano.a'));
    assert.ok((await findTools([place])).has('newlib'));
    const noHeaders = 'case "$*" in *-E*) exit 1;; *) echo /lib/libc_nano.a;; esac';
    program(join(place, 'arm-none-eabi-gcc'), noHeaders);
    assert.ok(!(await findTools([place])).has('newlib'));
  } finally {
    rmSync(place, { recursive: true });
  }
});

test('one command installs all that is missing, and nothing that is there', () => {
  const has = (...names: ToolName[]) =>
    new Map(names.map((name) => [name, { path: name, version: '1' }]));
  const { debian, macos } = installers;
  assert.equal(
    missingTools(has(), deviceTools, debian),
    'arm-none-eabi-gcc, arm-none-eabi-size, arm-none-eabi-addr2line, newlib and qemu-system-arm are not installed: sudo apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm',
  );
  assert.equal(
    missingTools(has('arm-none-eabi-gcc', 'newlib'), ['newlib', 'qemu-system-arm'], macos),
    'qemu-system-arm is not installed: brew install qemu',
  );
  assert.equal(missingTools(has(...deviceTools), deviceTools, debian), null);
  assert.throws(
    () => requireTool(has(), 'gcc'),
    (error) =>
      error instanceof Failure && error.code === 'tool-missing' && /gcc/.test(error.message),
  );
});

function program(path: string, body: string, mode = 0o700): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, mode);
}
