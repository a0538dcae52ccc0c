import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readWav } from '../../src/formats/wav.ts';
import { makeOwner, noBrowser, ownerOf, studioInBrowser } from './studio-in-browser.ts';

const data = process.env.THIMBLE_DATA_DIR;

test('a recording from the microphone arrives as it sounded', async (context) => {
  const why = noBrowser() ?? (data ? null : 'THIMBLE_DATA_DIR is not set');
  if (why) return context.skip(why);
  const folder = join(data!, 'data', 'sound_esc10');
  const played = join(folder, wavIn(folder));
  await using at = await studioInBrowser({
    permissions: ['microphone'],
    flags: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${played}`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Sounds' } });
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/data?open=record`);
  await page.getByRole('combobox', { name: 'Label' }).fill('rain');
  await page.getByRole('textbox', { name: 'Seconds' }).fill('2');
  await page.getByRole('button', { name: 'Record', exact: true }).last().click();
  await page.getByRole('button', { name: 'Keep it' }).click({ timeout: 20_000 });
  await page.getByText(/^rain\..*is in\.$/).waitFor();
  const { items } = await client.listSamples({ params: { project } });
  const [sample] = items;
  assert.equal(sample!.label, 'rain');
  assert.equal(sample!.length, 32_000);
  assert.equal(sample!.sampleRateHz, 16_000);
  const file = await client.getFile({ params: { project, sample: sample!.id } });
  const heard = readWav('heard', new Uint8Array(await file.arrayBuffer())).values;
  const source = readWav('played', new Uint8Array(readFileSync(played)));
  assert.ok(likeness(heard, atRate(source.values, source.sampleRateHz, 16_000)) > 0.8);
  assert.deepEqual(at.complaints, []);
});

test('a board that prints numbers is read, and what it printed is kept', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Board' } });
  const { page } = at;
  await page.addInitScript(boardOf100Hz);
  await page.goto(`${at.studio.serving.address}/p/${project}/data?open=board`);
  await page.getByRole('button', { name: 'Choose the board' }).click();
  await page.getByText(/accX, accY at \d+ Hz/).waitFor();
  await page.getByRole('combobox', { name: 'Label' }).fill('shake');
  await page.getByRole('textbox', { name: 'Seconds' }).fill('2');
  await page.getByRole('button', { name: /^Record 2 seconds/ }).click();
  await page.getByText(/^shake\..*is in\.$/).waitFor();
  const { items } = await client.listSamples({ params: { project } });
  const [sample] = items;
  assert.equal(sample!.label, 'shake');
  assert.deepEqual(
    sample!.axes.map(({ name }) => name),
    ['accX', 'accY'],
  );
  assert.ok(Math.abs(sample!.seconds - 2) < 0.1 && sample!.sampleRateHz! > 30);
  const { least, largest } = await client.getReadings({
    params: { project, sample: sample!.id },
    query: { points: 1 },
  });
  assert.deepEqual([least[1], largest[1]], [[-1], [-1]]);

  await page.getByRole('button', { name: /^Record 2 seconds/ }).click();
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('button', { name: 'Choose the board' }).waitFor();
  assert.equal((await client.listSamples({ params: { project } })).items.length, 1);
  assert.deepEqual(at.complaints, []);
});

/** In the page: a board in the place of the browser's own, which greets and then prints two axes. */
const boardOf100Hz = `
  const words = new TextEncoder();
  const port = {
    open: async () => {
      let n = 0;
      port.readable = new ReadableStream({
        start(stream) {
          stream.enqueue(words.encode('Hello from the board\\n'));
          port.timer = setInterval(() => {
            // pieces that end within a line, as they do on a wire
            const line = 'accX:' + (n % 20) / 10 + ',accY:-1\\n';
            stream.enqueue(words.encode(line.slice(0, 6)));
            stream.enqueue(words.encode(line.slice(6)));
            n++;
          }, 10);
        },
        cancel: () => clearInterval(port.timer),
      });
    },
    close: async () => {},
  };
  Object.defineProperty(navigator, 'serial', { value: { requestPort: async () => port } });
`;

test('pictures are taken by the camera, each with its label', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser({
    permissions: ['camera'],
    flags: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Camera' } });
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/data?open=camera`);
  await page.getByRole('combobox', { name: 'Label' }).fill('clock');
  await page.getByRole('button', { name: 'Take it' }).click();
  await page.getByText('1 picture in the project').waitFor();
  await page.getByRole('button', { name: 'Take it' }).click();
  await page.getByText('2 pictures in the project').waitFor();
  const { items } = await client.listSamples({ params: { project } });
  assert.deepEqual(
    items.map(({ label, kind, axes }) => [label, kind, axes.length, axes[0]!.unit]),
    Array(2).fill(['clock', 'picture', 3, '320 × 240']),
  );
  assert.deepEqual(at.complaints, []);
});

test('a phone with the address of its code records into the project, and sees nothing of it', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser({
    permissions: ['microphone'],
    flags: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    viewport: { width: 390, height: 844 },
  });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Phone' } });
  const body = { name: 'Phone', role: 'device' } as const;
  const { key } = await client.createKey({ params: { project }, body });
  const phone = await at.browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['microphone'],
  });
  const page = await phone.newPage();
  await page.goto(`${at.studio.serving.address}/record#${project}.${key}`);
  await page.getByText('Microphone').click();
  await page.getByRole('textbox', { name: 'Label' }).fill('beep');
  await page.getByRole('button', { name: 'Record' }).click();
  await page.getByRole('button', { name: 'Keep it' }).click({ timeout: 20_000 });
  await page.getByText('1 in the studio').waitFor();
  const { items } = await client.listSamples({ params: { project } });
  assert.deepEqual(
    items.map(({ label, length }) => [label, length]),
    [['beep', 16_000]],
  );
  const asked = await page.request.get(`${at.studio.serving.address}/api/projects/${project}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  assert.equal(asked.status(), 403);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
});

test('a table comes in by the wizard with its columns chosen', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser();
  await makeOwner(at);
  const client = await ownerOf(at);
  const { id: project } = await client.createProject({ body: { name: 'Soil' } });
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/data`);
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i};${(i % 7) / 2};${20 + i};${i < 20 ? 'dry' : 'wet'}`,
  );
  const text = `t;moisture;heat;state\n${rows.join('\n')}\n`.replaceAll('.', ',');
  await page.getByLabel('Table to add').setInputFiles({
    name: 'soil.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(text),
  });
  const wizard = page.getByRole('dialog', { name: 'Table: soil.csv' });
  await wizard.getByText('3,5').or(wizard.getByText('0,5')).first().waitFor();
  await choose(page, 'Time', 't');
  await choose(page, 'What each row is', 'state');
  await choose(page, 'Time is in', 's');
  await page.getByRole('button', { name: 'Bring 2 recordings' }).click();
  await page.getByText('2 recordings of soil.csv came in.').waitFor();
  const { items } = await client.listSamples({ params: { project }, query: { sort: 'label' } });
  assert.deepEqual(
    items.map(({ label, length, axes }) => [label, length, axes.map(({ name }) => name)]),
    [
      ['dry', 20, ['moisture', 'heat']],
      ['wet', 20, ['moisture', 'heat']],
    ],
  );
  assert.deepEqual(at.complaints, []);
});

async function choose(page: import('playwright-core').Page, label: string, option: string) {
  const field = page.getByRole('combobox', { name: label, exact: true });
  if ((await field.inputValue()) === option) return;
  await field.click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

function wavIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith('.wav')).sort()[0]!;
}

/** Nearest readings: enough to compare by. */
function atRate(values: Float32Array, from: number, to: number): Float32Array {
  const length = Math.floor((values.length * to) / from);
  return Float32Array.from({ length }, (_, i) => values[Math.round((i * from) / to)]!);
}

/** The best correlation of any half second of what was heard with any place of what was played. */
function likeness(heard: Float32Array, played: Float32Array): number {
  const span = 8000;
  const piece = heard.subarray(12_000, 12_000 + span);
  const energy = (of: Float32Array) => of.reduce((sum, value) => sum + value * value, 0);
  const own = energy(piece);
  // the file goes round and round
  const twice = new Float32Array(2 * played.length);
  twice.set(played);
  twice.set(played, played.length);
  let best = 0;
  for (let at = 0; at + span <= twice.length; at++) {
    let sum = 0;
    // a coarse look first: most places are not even like
    for (let i = 0; i < span; i += 16) sum += piece[i]! * twice[at + i]!;
    if (Math.abs(sum) * 16 < 0.5 * own) continue;
    const other = twice.subarray(at, at + span);
    let product = 0;
    for (let i = 0; i < span; i++) product += piece[i]! * other[i]!;
    best = Math.max(best, product / Math.sqrt(own * energy(other)));
  }
  return best;
}
