import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'fast-png';
import type { Page } from 'playwright-core';
import { type ImageBlock, imageOf } from '../../src/dsp/image.ts';
import { writeWav } from '../../src/formats/wav.ts';
import { simulateGestures } from '../../src/simulate/gestures.ts';
import { formOf } from '../studio/studio-under-test.ts';
import { makeOwner, noBrowser, ownerOf, studioInBrowser } from './studio-in-browser.ts';

test('a block is looked at, chosen, set, undone, and trained with', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Gestures' } });
  const params = { project };
  await client.uploadFiles({ params, body: formOf(simulateGestures(1)) });
  const settings = async () => (await client.getOverview({ params })).impulse?.settings ?? null;
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/impulse`);
  const pipe = page.getByRole('navigation', { name: 'The impulse' });
  await pipe.getByText('Raw and Spectral').waitFor();
  await pipe.getByText('every 2 s, 200 readings').waitFor();
  await page.getByRole('img', { name: /273 features as bars/ }).waitFor();

  await page.getByRole('radio', { name: /^Flatten/ }).click();
  await pipe.getByText('Raw and Flatten').waitFor();
  assert.deepEqual(await settings(), { block: { name: 'flatten', settings: {} } });
  await page.getByRole('textbox', { name: 'Scale' }).fill('2');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Scale' }).and(page.locator('[value="2"]')).waitFor();
  assert.deepEqual(await settings(), { block: { name: 'flatten', settings: { scale: '2' } } });

  await pipe.getByRole('link', { name: /^Window/ }).click();
  await page.getByRole('textbox', { name: 'Length, ms' }).fill('50');
  await page.keyboard.press('Enter');
  await pipe.getByText(/5 readings/).waitFor();
  await page.locator('body').click({ position: { x: 700, y: 880 } });
  await page.keyboard.press('Control+z');
  await pipe.getByText('every 2 s, 200 readings').waitFor();

  await page.getByRole('button', { name: 'Train' }).click();
  await page.getByText('Waiting for its turn').waitFor();
  const { items } = await client.listRuns({ params });
  assert.deepEqual(items[0]!.lineage.settings.block, {
    name: 'flatten',
    settings: { scale: '2' },
  });
  assert.deepEqual(at.complaints, []);
});

test('how a picture is seen is chosen by looking at its very pixels and at what they cost', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Rooms' } });
  const params = { project };
  const form = new FormData();
  for (let n = 0; n < 8; n++) {
    form.append(
      'file',
      new Blob([encode(scene(n)) as BlobPart]),
      `${n % 2 ? 'in' : 'out'}/${n}.png`,
    );
  }
  await client.uploadFiles({ params, body: form });
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/impulse`);
  const pipe = page.getByRole('navigation', { name: 'The impulse' });
  await pipe.getByText('48 × 48, colour').waitFor();
  const automatic: ImageBlock = {
    ...{ kind: 'image', version: 1, width: 48, height: 48, colour: 'rgb' },
    ...{ fit: 'fit-short', anchor: 'middle-centre', method: 'area' },
  } as const;
  const { items } = await client.exampleSamples({ params, query: {} });
  const first = scene(Number(/(\d)\.png/.exec(items[0]!.name)![1]));
  const frame = { ...first, format: 'rgb888', pixels: first.data } as const;
  const seenAs = (block: ImageBlock) => [...imageOf(block, frame)].map((value) => value + 128);
  assert.deepEqual(await pixelsSeen(page), seenAs(automatic));

  const strip = page.getByRole('complementary', { name: 'What the model takes of the board' });
  await strip.getByText('≈ Estimated').waitFor();
  await page.getByRole('radio', { name: '32', exact: true }).hover();
  await strip.getByRole('button', { name: /^Time.*[+−]/ }).waitFor();
  await page.getByRole('img', { name: /network sees it, 32 by 32/ }).waitFor();
  await page.getByRole('radio', { name: /^Whole/ }).click();
  await page.mouse.move(0, 0);
  await page.getByRole('radio', { name: /^Whole/, checked: true }).waitFor();
  await page.getByText('Nearest').click();
  await page.mouse.move(0, 0);
  await page.getByRole('radio', { name: /^Nearest/, checked: true }).waitFor();
  const chosen = { fit: 'fit-long', method: 'nearest' } as const;
  assert.deepEqual(await pixelsSeen(page), seenAs({ ...automatic, ...chosen }));
  await page.getByText('The impulse is changed.').first().waitFor();
  const { impulse } = await client.getOverview({ params });
  assert.deepEqual(impulse?.settings, { picture: chosen });

  // with boxes the same pictures are ones in which things are found, and are seen whole
  await page.keyboard.press('Control+z');
  await page.getByRole('radio', { name: /^Mean/, checked: true }).waitFor();
  await page.keyboard.press('Control+z');
  await page.getByRole('radio', { name: /^Fill/, checked: true }).waitFor();
  const boxes = [{ label: 'lamp', x: 8, y: 8, width: 30, height: 20 }];
  for (const { id } of items) {
    const body = { label: null, annotations: { segments: [], boxes } };
    await client.changeSample({ params: { project, sample: id }, body });
  }
  await page.reload();
  await pipe.getByText('96 × 96, colour').waitFor();
  await pipe.getByText('Finds things in pictures').waitFor();
  await pipe.getByText('lamp').waitFor();
  assert.deepEqual(at.complaints, []);
});

test('what becomes of sound is looked at, and its features are chosen', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Whistles' } });
  const params = { project };
  const form = new FormData();
  for (let n = 0; n < 6; n++) {
    const hertz = n % 2 ? 440 : 1200;
    const wave = Float32Array.from({ length: 16_000 }, (_, i) => {
      return 0.4 * Math.sin((2 * Math.PI * hertz * i) / 16_000 + n);
    });
    const file = new Blob([writeWav(wave, 1, 16_000) as BlobPart]);
    form.append('file', file, `${n % 2 ? 'low' : 'high'}/${n}.wav`);
  }
  await client.uploadFiles({ params, body: form });
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/impulse`);
  const pipe = page.getByRole('navigation', { name: 'The impulse' });
  await pipe.getByText('Log-mel', { exact: true }).waitFor();
  await page.getByRole('img', { name: /frames of \d+ bands/ }).waitFor();
  const strip = page.getByRole('complementary', { name: 'What the model takes of the board' });
  await page.getByRole('radio', { name: /^MFCC/ }).hover();
  await strip.getByRole('button', { name: /^Flash.*[+−]/ }).waitFor();
  await page.getByRole('radio', { name: /^MFCC/ }).click();
  await pipe.getByText('MFCC', { exact: true }).waitFor();
  await page.getByRole('heading', { name: /^MFCC, .* features/ }).waitFor();
  assert.deepEqual(at.complaints, []);
});

/** A frame of 96 by 64 with colours that change everywhere. */
function scene(n: number) {
  const [width, height] = [96, 64];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return (i % 3 === 0 ? 2 * x + 9 * n : i % 3 === 1 ? 3 * y : x * y) % 256;
  });
  return { width, height, data, channels: 3 as const };
}

/** Red, green and blue of what stands on the page as the network's picture. */
function pixelsSeen(page: Page): Promise<number[]> {
  const picture = page.getByRole('img', { name: /^As the network sees it/ });
  return picture.evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const context = new OffscreenCanvas(width, height).getContext('2d')!;
    context.drawImage(canvas as HTMLCanvasElement, 0, 0);
    return [...context.getImageData(0, 0, width, height).data].filter((_, i) => i % 4 < 3);
  });
}
