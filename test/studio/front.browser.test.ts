import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { formOf, ownerAccount, studioUnderTest, twoTones } from './studio-under-test.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

test('the printed link makes the owner, who then sees projects, their runs and their files', async (context) => {
  if (!existsSync(executablePath) && !process.env.THIMBLE_REQUIRE_TOOLS) {
    return context.skip('Chromium is not installed');
  }
  await using studio = await studioUnderTest({ workers: 1 });
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(studio.serving.address)) elsewhere.push(request.url());
    });
    await page.goto(studio.serving.address);
    await page.getByText('Open the link that its terminal shows').waitFor();
    await page.goto(studio.serving.setupLink!);
    await page.reload(); // another hash alone loads nothing
    await page.getByLabel('Your name').fill(ownerAccount.name);
    await page.getByLabel('Email').fill(ownerAccount.email);
    await page.getByLabel(/Password/).fill(ownerAccount.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the token is gone from the address');

    const { client } = await signedIn(studio);
    const { id: project } = await client.createProject({ body: { name: 'Two tones' } });
    await client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
    const { job } = await client.startTraining({ params: { project }, body: {} });
    await (await client.watchJob({ params: { project, job } })).text();
    await page.reload();
    const row = page.getByRole('row', { name: /training done/ });
    const download = page.waitForEvent('download');
    await row.getByRole('link', { name: 'network.tflite' }).click();
    assert.equal((await download).suggestedFilename(), 'network.tflite');
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Email').fill(ownerAccount.email);
    await page.getByLabel('Password').fill('a guess of ten');
    await page.keyboard.press('Enter');
    await page
      .getByRole('alert')
      .filter({ hasText: /wrong|not/i })
      .waitFor();
    // the browser itself tells of every answer that refuses
    assert.deepEqual(
      said.filter((text) => !/status of 401/.test(text)),
      [],
    );
    assert.deepEqual(elsewhere, []);
  } finally {
    await browser.close();
  }
});

async function signedIn(studio: Awaited<ReturnType<typeof studioUnderTest>>) {
  const person = studio.stranger();
  const { email, password } = ownerAccount;
  person.use(await person.client.signIn({ body: { email, password } }));
  return person;
}
