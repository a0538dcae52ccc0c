import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

test('in a network without a route the whole trip goes through, and no packet is tried outward', (context) => {
  const alone = ['-n', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"'];
  if (spawnSync('unshare', [...alone, 'true']).status !== 0) {
    return context.skip('no network of its own can be made here: it takes Linux and root');
  }
  const trip = join(import.meta.dirname, 'offline-trip.ts');
  const ended = spawnSync('unshare', [...alone, process.execPath, trip], { encoding: 'utf8' });
  assert.equal(ended.status, 0, ended.stderr);
  const { before, after, outward } = JSON.parse(ended.stdout.trim().split('\n').at(-1)!);
  assert.equal(after, before, 'packets had nowhere to go');
  assert.ok(outward > after, 'the count sees a call outward');
});
