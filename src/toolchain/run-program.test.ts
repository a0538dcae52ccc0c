import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { type RunOptions, runProgram } from './run-program.ts';

/**
 * Programs of a shell. Where one would sleep, it sleeps for much longer than a test may take: a
 * program that is not killed makes the test run out of time.
 */
const skip = process.platform === 'win32' ? 'there is no /bin/sh' : false;
const timeout = 30_000;

const place = mkdtempSync(join(tmpdir(), 'thimble-run-'));
test.after(() => rmSync(place, { recursive: true }));

function shell(script: string, options: Partial<RunOptions> = {}) {
  return runProgram('/bin/sh', ['-c', script], { cwd: place, silenceMs: 600_000, ...options });
}

test('a program gives its code and all that it said, and reads its input', { skip }, async () => {
  const heard: string[] = [];
  const onText = (part: string) => void heard.push(part);
  const ended = await shell('cat; echo fine >&2; exit 3', { input: 'asked ', onText });
  assert.equal(ended.code, 3);
  assert.match(ended.text, /^(asked fine\n|fine\nasked )$/);
  assert.equal(heard.join(''), ended.text);
});

test('a stop kills a program with the programs that it started', { skip, timeout }, async () => {
  const stop = new AbortController();
  const onText = () => stop.abort();
  const run = shell('sleep 900 & echo started; wait', { signal: stop.signal, onText });
  await assert.rejects(run, failure('cancelled', /Stopped/));
});

test('after a stop no program is started', { skip }, async () => {
  const run = shell('touch started', { signal: AbortSignal.abort() });
  await assert.rejects(run, failure('cancelled', /Stopped/));
  assert.ok(!existsSync(join(place, 'started')));
});

test('a silent program is stopped, one that goes on talking is not', {
  skip,
  timeout,
}, async () => {
  const silent = shell('sleep 900', { silenceMs: 200 });
  await assert.rejects(silent, failure('tool-failed', /hung: nothing for 0.2 s/));
  const talk = 'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.5; done';
  assert.equal((await shell(talk, { silenceMs: 2500 })).code, 0);
});

test('a program that prints without end is not kept whole', { skip, timeout }, async () => {
  const { text } = await shell('head -c 3000000 /dev/zero | tr "\\0" "a"; echo end');
  assert.ok(text.length < 2_000_000 && text.endsWith('aend\n'));
});

test('a program that is not there is a failure that names it', async () => {
  const run = runProgram(join(place, 'nothing'), [], { cwd: place, silenceMs: 1000 });
  await assert.rejects(run, failure('tool-failed', /nothing cannot be run/));
});

function failure(code: Failure['code'], sentence: RegExp) {
  return (error: unknown) =>
    error instanceof Failure && error.code === code && sentence.test(error.message);
}
