import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../src/base/random.ts';

/** A training in a process of its own, which is killed at any moment and begun again. */

test('a training that is killed again and again ends with the bytes of one that is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-killed-'));
  try {
    const whole = await trainIn(folder, 'whole', null);
    assert.equal(whole.killed, false);
    const random = new Random(Date.now(), 'moments');
    const said: string[] = [];
    let kills = 0;
    for (let run = 0; ; run++) {
      const again = await trainIn(folder, 'killed', run < 3 ? random.between(0, 60) : null);
      if (again.killed) kills++;
      else {
        said.push(again.said);
        break;
      }
    }
    assert.ok(kills > 0, 'it was killed at least once');
    assert.equal(said[0], '', 'no checkpoint was set aside');
    const bytes = (name: string) => readFileSync(join(folder, `${name}.result`));
    assert.ok(bytes('killed').equals(bytes('whole')), `after ${kills} kills`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Trains on from the checkpoint of that name; kills it so long after a checkpoint is first there. */
async function trainIn(folder: string, name: string, killAfterMs: number | null) {
  const checkpoint = join(folder, `${name}.checkpoint`);
  const program = join(import.meta.dirname, 'killed-training.ts');
  const flags = ['--experimental-strip-types', '--no-warnings'];
  const child = spawn(process.execPath, [
    ...flags,
    program,
    checkpoint,
    join(folder, `${name}.result`),
  ]);
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ended = once(child, 'close');
  if (killAfterMs !== null) {
    while (!existsSync(checkpoint) && child.exitCode === null) await pause(2);
    await pause(killAfterMs);
    child.kill('SIGKILL');
  }
  await ended;
  return { killed: child.signalCode === 'SIGKILL', said: said.trim() };
}
