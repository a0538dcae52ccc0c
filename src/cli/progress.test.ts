import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar, terminalTask } from './progress.ts';

test('a bar shows the share done and the time that is left at this speed', () => {
  assert.match(
    bar('training', 25, 100, 10_000),
    /^training +█{6}░{18} {2}25 % {2}about 30 s left$/,
  );
  assert.match(bar('training', 1, 10, 60_000), /about 9 min left$/);
});

test('a quick stage shows nothing, a slow one is drawn and then cleared', () => {
  const written: string[] = [];
  let time = 0;
  const screen = { write: (text: string) => written.push(text), isTTY: true, columns: 80 };
  const task = terminalTask(screen, new AbortController().signal, () => time);
  task.progress('reading', 1, 2);
  time = 100;
  task.progress('reading', 2, 2);
  assert.equal(written.length, 0);
  task.progress('training', 0, 100);
  time = 1000;
  task.progress('training', 50, 100);
  assert.match(written.join(''), /training.*50 %.*about 1 s left/);
  task.progress('training', 100, 100);
  assert.ok(written.at(-1)!.endsWith('\x1b[2K'));
});

test('where lines cannot be drawn over, a slow stage is one line when it ends', () => {
  const written: string[] = [];
  let time = 0;
  const task = terminalTask(
    { write: (text: string) => written.push(text) },
    new AbortController().signal,
    () => time,
  );
  for (const done of [0, 1, 2]) {
    task.progress('training', done, 2);
    time += 2000;
  }
  assert.deepEqual(written, ['training: 4.0 s\n']);
});
