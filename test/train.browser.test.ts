import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { nodeThreads } from '../src/toolchain/node-threads.ts';
import { gestureTask } from './browser/gesture-task.ts';
import { packed } from './browser/packed.ts';
import { trainInPage } from './browser/train-in-page.ts';
import { runTraining } from './browser/training.ts';

/** Training in a worker of Chromium, with and without memory shared between threads. */

let browser: Browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
});

after(() => browser?.close());

test('the gesture network learns the same bytes in Chromium as in Node, on one thread and on two', async () => {
  const task = await gestureTask(2);
  const here = await runTraining(task, { threads: nodeThreads(2) });
  for (const isolated of [false, true]) {
    const there = await trainInPage(browser, packed(task), isolated);
    assert.equal(there.threads, isolated ? 2 : 1);
    assert.equal(there.arithmetic, here.arithmetic);
    assert.deepEqual(there.losses, here.losses);
    assert.equal(there.hash, here.hash);
  }
});
