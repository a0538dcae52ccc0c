import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { noBrowser } from '../web/studio-in-browser.ts';

const begin = 'ip link set lo up && exec "$0" "$@"';
/** Chromium feels for version 6 by an address of its maker's whenever it looks up a name: here there is none. */
const withoutSix = 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6';
const alone = (...steps: readonly string[]) => ['-n', 'sh', '-c', [...steps, begin].join('; ')];

test('in a network without a route the whole trip goes through, and no packet is tried outward', (context) => {
  const why = noNetworkOfItsOwn();
  if (why) return context.skip(why);
  runAlone('studio/offline-trip.ts', alone());
});

test('nor does the browser, which goes from an empty page to a downloaded library', (context) => {
  const why = noNetworkOfItsOwn() ?? noBrowser();
  if (why) return context.skip(why);
  runAlone('web/offline-trip.ts', alone(withoutSix));
});

function runAlone(file: string, how: readonly string[]): void {
  const trip = join(import.meta.dirname, '..', file);
  const ended = spawnSync('unshare', [...how, process.execPath, trip], { encoding: 'utf8' });
  assert.equal(ended.status, 0, ended.stderr);
  const { before, after, outward } = JSON.parse(ended.stdout.trim().split('\n').at(-1)!);
  assert.equal(after, before, 'packets had nowhere to go');
  assert.ok(outward > after, 'the count sees a call outward');
}

function noNetworkOfItsOwn(): string | null {
  if (spawnSync('unshare', [...alone(), 'true']).status === 0) return null;
  return 'no network of its own can be made here: it takes Linux and root';
}
