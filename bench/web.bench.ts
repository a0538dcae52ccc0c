/**
 * How the studio's pages bear much: a list of 20,000 samples that is scrolled, and a recording of an hour
 * at 16 kHz that is zoomed and moved through, in Chromium. Frame times, the longest task and memory.
 */
import type { Page } from 'playwright-core';
import { writeWav } from '../src/formats/wav.ts';
import { newSampleRow } from '../src/studio/data/sample-rows.ts';
import {
  type InBrowser,
  makeOwner,
  ownerOf,
  studioInBrowser,
} from '../test/web/studio-in-browser.ts';
import { costOfChoices } from './cost-of-choices.ts';
import { mapOfMany } from './feature-map.ts';
import { watch, watched } from './frames.ts';
import type { Measurement } from './measurement.ts';

const samples = 20_000;
const hourReadings = 3600 * 16_000;

export async function measure(): Promise<Measurement> {
  await using at = await studioInBrowser({ flags: ['--enable-precise-memory-info'] });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Much' } });
  const { id: hour } = await client.createProject({ body: { name: 'An hour' } });
  await fill(at, project);
  const { samples: brought } = await client.uploadSample({
    params: { project: hour },
    query: { name: 'hour.wav', label: 'room' },
    body: new Blob([Uint8Array.from(hourOfSound())]),
  });
  const address = at.studio.serving.address;
  const { page } = at;
  await page.addInitScript(watch);
  const open = async (path: string, ready: string) => {
    const begun = performance.now();
    await page.goto(address + path);
    await page.getByText(ready).first().waitFor();
    return Math.round(performance.now() - begun);
  };
  const listMs = await open(`/p/${project}/data`, `of ${samples.toLocaleString('en')}`);
  const list = await watched(page, () => scroll(page));
  const gridMs = await open(`/p/${project}/data?view=grid`, `of ${samples.toLocaleString('en')}`);
  const grid = await watched(page, () => scroll(page));
  const hourMs = await open(`/p/${hour}/label?sample=${brought[0]!.id}`, 'hour.wav');
  await page.waitForTimeout(3000);
  const label = await watched(page, () => wander(page));
  const maps = await mapOfMany();
  const choices = await costOfChoices();
  return {
    title: 'The studio’s pages with much in them',
    rows: [
      { page: `Data, list of ${samples}`, 'opens, ms': listMs, ...list },
      { page: `Data, grid of ${samples}`, 'opens, ms': gridMs, ...grid },
      { page: 'Label, 1 h at 16 kHz', 'opens, ms': hourMs, ...label },
      ...maps,
      ...choices.map(({ act, ...times }) => ({ page: `Impulse, ${act}`, ...times })),
    ],
    notes: [
      'Frames: of the animation clock while the list is scrolled by 60 turns of the wheel, or the recording zoomed 12 times, moved 20 times and fitted; without a graphics processor. Longest task: of the main thread, from the browser’s own record of tasks over 50 ms.',
      'The map: 120 moves of the pointer over it, a line of 120 places drawn around half of it, each label left out and brought back, the table scrolled by 60 turns of the wheel. Its opening ends when UMAP is laid out, beside the page.',
      'Times of the costs: from the event of the pointer or key to the frame in which the strip has changed; simulated gestures, six axes.',
      'Opening the hour includes going through the whole file once for its extremes.',
    ],
  };
}

async function scroll(page: Page): Promise<void> {
  await page.mouse.move(600, 500);
  for (let turn = 0; turn < 60; turn++) {
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(40);
  }
  await page.waitForTimeout(500);
}

async function wander(page: Page): Promise<void> {
  const keys = [...Array(12).fill('+'), ...Array(20).fill('PageDown'), 'f'];
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(120);
  }
  await page.waitForTimeout(500);
}

/** Rows without calls: what is measured is reading them. */
async function fill({ studio }: InBrowser, project: string): Promise<void> {
  const { studio: inside } = studio.serving;
  const text = Array.from({ length: 60 }, (_, i) => `${10 * i},${Math.sin(i / 5).toFixed(3)}`);
  const bytes = new TextEncoder().encode(`timestamp,x\n${text.join('\n')}\n`);
  const kept = await inside.contents.keep(bytes);
  const is = {
    kind: 'series' as const,
    axes: [{ name: 'x', unit: '' }],
    sampleRateHz: 100,
    length: 60,
    seconds: 0.6,
    label: null,
    notes: [],
  };
  for (let from = 0; from < samples; from += 500) {
    const rows = Array.from({ length: 500 }, (_, i) => {
      const told = {
        name: `word-${from + i}.csv`,
        label: ['yes', 'no', 'other'][(from + i) % 3]!,
        ...{ part: null, group: null, givenRateHz: null },
      };
      return newSampleRow(project, told, is, kept);
    });
    await inside.writer.write(async (transaction) => {
      await kept.settle(transaction);
      await transaction.insertInto('samples').values(rows).execute();
    });
  }
}

/** Words now and then in a little noise. */
function hourOfSound(): Uint8Array {
  let state = 1;
  const values = new Float32Array(hourReadings);
  for (let i = 0; i < hourReadings; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const speaks = i % 80_000 < 12_000 ? 0.4 * Math.sin(i / 7) : 0;
    values[i] = speaks + (state / 2 ** 32 - 0.5) * 0.02;
  }
  return writeWav(values, 1, 16_000);
}
