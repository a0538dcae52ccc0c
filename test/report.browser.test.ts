import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { simulateGestures } from '../src/simulate/gestures.ts';

/** The page of a real build in Chromium: light and dark, at desk and phone width. */

const place = mkdtempSync(join(tmpdir(), 'thimble-report-'));
let browser: Browser;

before(async () => {
  for (const [path, bytes] of simulateGestures(1)) {
    mkdirSync(dirname(join(place, 'wrist', path)), { recursive: true });
    writeFileSync(join(place, 'wrist', path), bytes);
  }
  const main = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
  const args = ['build', join(place, 'wrist'), '--network', 'mlp', '--no-cache', '--out', place];
  execFileSync(process.execPath, [main, ...args], { stdio: 'ignore' });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
});

after(async () => {
  await browser?.close();
  rmSync(place, { recursive: true, force: true });
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`the report is whole and readable, ${colorScheme}, ${width} wide`, async () => {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => requests.push(request.url()));
      const address = pathToFileURL(join(place, 'report.html')).href;
      await page.goto(address);

      assert.deepEqual(complaints, []);
      assert.deepEqual(requests, [address], 'nothing is loaded from elsewhere');
      assert.equal(await page.title(), 'wrist · Thimble report');
      assert.ok((await page.locator('svg .cell').count()) >= 16, 'a confusion matrix');
      assert.ok((await page.locator('svg .curve').count()) === 2, 'two learning curves');
      assert.ok((await page.locator('svg circle').count()) >= 20, 'a point for each test window');
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.equal(overflow, 0, 'the page does not scroll sideways');
      assert.deepEqual(await tooFaint(page), [], 'text stands out by 4.5 to 1');
      await page.close();
    });
  }
}

/** Texts whose contrast with what lies behind them is below WCAG 2.2 AA (1.4.3), drawings aside. */
function tooFaint(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const rgba = (colour: string) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
      const linear = [r, g, b].map((v) => {
        const s = v / 255;
        return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
    };
    const behind = (element: Element | null): number[] => {
      for (let at = element; at; at = at.parentElement) {
        const colour = rgba(getComputedStyle(at).backgroundColor);
        if (colour[3] === 255) return colour;
      }
      return [255, 255, 255, 255];
    };
    const texts = [...document.querySelectorAll('h1,h2,p,dt,dd,small,td,th,li,pre,span')];
    return texts
      .filter((element) => {
        const ink = luminance(rgba(getComputedStyle(element).color));
        const paper = luminance(behind(element));
        const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
        return element.textContent?.trim() && ratio < 4.5;
      })
      .map((element) => element.textContent!);
  });
}
