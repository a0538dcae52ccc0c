import type { Browser } from 'playwright-core';
import { servePages } from './serve.ts';
import type { TrainingOutcome } from './training.ts';

/** Runs a packed training in a worker of a page, with memory shared between threads where it is isolated. */
export async function trainInPage(browser: Browser, task: string, isolated: boolean) {
  const pages = await servePages(isolated);
  const page = await browser.newPage();
  try {
    await page.goto(pages.url);
    const outcome = await page.evaluate(async (text) => {
      const worker = new Worker('/test/browser/train-worker.ts', { type: 'module' });
      return new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message, filename, lineno }) =>
          reject(new Error(`${message} in ${filename}:${lineno}`));
        worker.postMessage(text);
      });
    }, task);
    return outcome as TrainingOutcome & { threads: number };
  } finally {
    await page.close();
    pages.close();
  }
}
