/** Training of the gesture network in a worker of Chromium, beside Node. */
import { chromium } from 'playwright-core';
import { nodeThreads } from '../src/toolchain/node-threads.ts';
import { gestureTask } from '../test/browser/gesture-task.ts';
import { packed } from '../test/browser/packed.ts';
import { trainInPage } from '../test/browser/train-in-page.ts';
import { runTraining } from '../test/browser/training.ts';
import type { Measurement } from './measurement.ts';

export async function measure(): Promise<Measurement> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const task = await gestureTask(40);
    const rows: Measurement['rows'][number][] = [];
    for (const isolated of [false, true]) {
      const node = await runTraining(task, isolated ? { threads: nodeThreads(2) } : {});
      const page = await trainInPage(browser, packed(task), isolated);
      rows.push({
        page: isolated ? 'isolated' : 'not isolated',
        threads: page.threads,
        'samples/s': Math.round(page.samplesPerSecond),
        'Node samples/s': Math.round(node.samplesPerSecond),
        ratio: Number((page.samplesPerSecond / node.samplesPerSecond).toPrecision(3)),
        'same bytes': page.hash === node.hash,
      });
    }
    return {
      title:
        'Training the network for simulated wrist gestures for 40 epochs, in Chromium and in Node',
      rows,
      notes: ['Whole trainings, compiling and judging each epoch counted in; one after the other.'],
    };
  } finally {
    await browser.close();
  }
}
