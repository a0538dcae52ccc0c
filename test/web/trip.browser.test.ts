import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { makeOwner, noBrowser, studioInBrowser } from './studio-in-browser.ts';

const data = process.env.THIMBLE_DATA_DIR;

test('from an empty browser to a proven library of real gestures that compiles', async (context) => {
  const why = noBrowser() ?? (data ? null : 'THIMBLE_DATA_DIR is not set');
  if (why) return context.skip(why);
  const scratch = mkdtempSync(join(tmpdir(), 'thimble-trip-'));
  await using at = await studioInBrowser({ workers: 1 });
  const { page } = at;
  try {
    const begun = performance.now();
    await makeOwner(at);
    await page.getByRole('button', { name: /^Gesture/ }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Digits in the air');
    await page.getByRole('button', { name: 'Make it' }).click();

    await page.getByRole('heading', { name: 'Drop recordings here' }).waitFor();
    await page.getByLabel('Folder to add').setInputFiles(join(data!, 'data', 'imu_digit_gestures'));
    await page.getByText('500 samples came in').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^digit_0 50/ }).click();
    await page
      .getByRole('row', { name: /digit_0/ })
      .first()
      .waitFor();
    await page.waitForURL(/label=digit_0/);

    await train(page);
    await judge(page);
    const zip = join(scratch, 'library.zip');
    await deploy(page, zip);
    context.diagnostic(
      `${((performance.now() - begun) / 1000).toFixed(0)} s from the empty browser`,
    );

    compile(zip, scratch);
    await anotherFormat(page, join(scratch, 'plain.zip'));
    assert.deepEqual(at.complaints, []);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

/** A few epochs are enough to see the page at work. */
async function train(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Train/ }).click();
  await page.getByLabel('Epochs').fill('12');
  await page.keyboard.press('Tab');
  await page.getByText('The impulse is changed.').waitFor();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByText(/Epoch \d+ of 12/).waitFor({ timeout: 60_000 });
  await page.getByRole('region', { name: 'Confusion matrix' }).waitFor({ timeout: 120_000 });
  await page.getByRole('region', { name: 'Learned' }).getByText('12 epochs').waitFor();
  // a cell of the matrix opens its windows, and its address says so
  await page
    .getByRole('button', { name: /answered .* window/ })
    .first()
    .click();
  await page.waitForURL(/truth=\d+&answer=\d+|answer=\d+&truth=\d+/);
  await page
    .getByRole('link', { name: /digit_\d.*from \d/ })
    .first()
    .waitFor();
}

async function judge(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Test/ }).click();
  await page.getByRole('button', { name: /^Test/ }).click();
  await page.getByRole('region', { name: 'Confusion matrix' }).waitFor({ timeout: 60_000 });
}

async function deploy(page: Page, zip: string): Promise<void> {
  await page.getByRole('link', { name: /^Deploy/ }).click();
  await page.getByRole('button', { name: 'Build and prove' }).click();
  await page.getByRole('heading', { name: /Proven on an emulated/ }).waitFor({ timeout: 120_000 });
  const same = page.getByRole('listitem').filter({ hasText: 'Same answers, bit for bit' });
  const [, identical, windows] = /(\d+) of (\d+)/.exec((await same.textContent())!)!;
  assert.equal(identical, windows);
  assert.ok(Number(windows) > 50);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download library' }).click();
  await (await download).saveAs(zip);
}

/** The same model as plain C that spares flash: built and proven anew. */
async function anotherFormat(page: Page, zip: string): Promise<void> {
  await page.getByRole('radio', { name: /^C library/ }).click();
  await page.getByRole('radio', { name: /^C library/, checked: true }).waitFor();
  await page.getByRole('combobox', { name: 'Spare' }).click();
  await page.getByRole('option', { name: 'flash' }).click();
  await page.getByRole('button', { name: 'Build and prove' }).click();
  await page.getByText(/digits_in_the_air-c\.zip/).waitFor({ timeout: 120_000 });
  await page.getByText('add_subdirectory').waitFor();
  await page.getByRole('cell', { name: 'c, spares flash' }).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download library' }).click();
  await (await download).saveAs(zip);
  const listed = execFileSync('unzip', ['-l', zip], { encoding: 'utf8' });
  assert.match(listed, / thimble_digits_in_the_air\/CMakeLists\.txt$/m);
}

/** Every file of the library, by a compiler that lets no warning through. */
function compile(zip: string, folder: string): void {
  execFileSync('unzip', ['-q', zip, '-d', folder]);
  const library = readdirSync(folder).find((name) => !name.endsWith('.zip'))!;
  const src = join(folder, library, 'src');
  const sources = (readdirSync(src, { recursive: true }) as string[]).filter((name) =>
    name.endsWith('.c'),
  );
  assert.ok(sources.length > 3);
  for (const source of sources) {
    const args = [
      '-mcpu=cortex-m4',
      '-mthumb',
      '-mfloat-abi=hard',
      '-mfpu=fpv4-sp-d16',
      '-std=c99',
    ];
    execFileSync('arm-none-eabi-gcc', [
      ...args,
      ...['-Wall', '-Wextra', '-pedantic', '-Werror', '-O2', '-c', `-I${src}`],
      ...['-o', '/dev/null', join(src, source)],
    ]);
  }
}
