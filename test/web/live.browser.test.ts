import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Client } from '../../src/api/client.ts';
import type { CallOf } from '../../src/api/routes.ts';
import { webFolder } from '../../src/cli/commands/studio/web-folder.ts';
import { compileImpulse } from '../../src/compile/compile.ts';
import { kernelsFor } from '../../src/compile/ports/port.ts';
import { readRecording } from '../../src/formats/recording.ts';
import { writeWav } from '../../src/formats/wav.ts';
import type { Decoder } from '../../src/graph/decoder.ts';
import { type SignalModel, unpackModel } from '../../src/pipeline/model.ts';
import { simulateGestures } from '../../src/simulate/gestures.ts';
import { sizeOf } from '../../src/tensor/tensor.ts';
import { proverFor } from '../../src/toolchain/prover.ts';
import { readRuntime } from '../../src/toolchain/runtime-files.ts';
import { ModelStream } from '../../src/web/live/model-stream.ts';
import { readingsOfRecording } from '../../src/web/live/recording-readings.ts';
import {
  type InBrowser,
  makeOwner,
  noBrowser,
  ownerOf,
  studioInBrowser,
} from './studio-in-browser.ts';

const data = process.env.THIMBLE_DATA_DIR;
const quiet = { progress: () => {}, signal: new AbortController().signal };

test('the model in the browser gives the bits of the emulated board on 100 windows', async (context) => {
  const prove = await proverFor('cortex-m4');
  const why = noBrowser() ?? (typeof prove === 'string' ? prove : null);
  if (why || typeof prove === 'string') return context.skip(why!);
  await using at = await studioInBrowser({ workers: 1 });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { project, training } = await trained(client, simulateGestures(1));
  const params = { project, run: training, file: 'model.thimble' };
  const bytes = new Uint8Array(await (await client.getRunFile({ params })).arrayBuffer());
  const model = unpackModel('model', bytes) as SignalModel;
  const windows = randomWindows(model, 100);

  const [proof, answers] = [
    await prove(await libraryOf(model, windows), quiet),
    await inBrowser(at, params, windows),
  ];
  assert.equal(answers.length, 100);
  for (const [i, { features, scores }] of answers.entries()) {
    assert.deepEqual(scores, [...proof.scores[i]!], `scores of window ${i}`);
    assert.deepEqual(features, [...proof.features[i]!], `features of window ${i}`);
  }
  assert.deepEqual(at.complaints, []);
});

test('a file is tried live, window by window, and the page says what it hears', async (context) => {
  const why = noBrowser();
  if (why) return context.skip(why);
  await using at = await studioInBrowser({ workers: 1 });
  await makeOwner(at);
  const { project } = await trained(await ownerOf(at), simulateGestures(1));
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/test?live=file`);
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  const [path, bytes] = [...simulateGestures(2)].find(([name]) => name.includes('circle'))!;
  await page.getByLabel('File to try').setInputFiles({
    name: path.split('/').at(-1)!,
    mimeType: 'text/csv',
    buffer: Buffer.from(bytes),
  });
  await page.getByRole('region', { name: 'Live' }).getByText('circle').waitFor();
  await page.getByLabel('File to try').setInputFiles({
    name: 'other.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('timestamp,a\n0,1\n20,2\n40,3\n60,4\n'),
  });
  await page
    .getByRole('alert')
    .getByText(/The model looks at accX/)
    .waitFor();
  await page.addInitScript(boardOfSixAxes);
  await page.goto(`${at.studio.serving.address}/p/${project}/test?live=board`);
  await page.getByRole('button', { name: 'Choose the board' }).click();
  await page.getByText(/in this browser; the same bits as on the device/).waitFor();
  assert.deepEqual(at.complaints, []);
});

/** In the page: a board that prints six numbers a hundred times a second. */
const boardOfSixAxes = `
  const port = {
    open: async () => {
      port.readable = new ReadableStream({
        start(stream) {
          const words = new TextEncoder();
          port.timer = setInterval(() => stream.enqueue(words.encode('0,0,1,0,0,0\\n')), 10);
        },
        cancel: () => clearInterval(port.timer),
      });
    },
    close: async () => {},
  };
  Object.defineProperty(navigator, 'serial', { value: { requestPort: async () => port } });
`;

test('a microphone is heard at the rate of the model', async (context) => {
  const why = noBrowser() ?? (data ? null : 'THIMBLE_DATA_DIR is not set');
  if (why) return context.skip(why);
  const words = wordFiles(join(data!, 'data', 'kws_digits_fsdd'), ['zero', 'seven'], 24);
  await using at = await studioInBrowser({
    workers: 1,
    permissions: ['microphone'],
    flags: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${words[0]![2]}`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  await makeOwner(at);
  const client = await ownerOf(at);
  const { project, training } = await trained(
    client,
    words.map(([path, bytes]) => [path, bytes] as const),
    { epochs: 30, network: 'temporal:channels=8,blocks=2' },
  );
  const { page } = at;
  await page.goto(`${at.studio.serving.address}/p/${project}/test?live=microphone`);
  await page.getByRole('button', { name: 'Start the microphone' }).click();
  await page.getByText('listening').waitFor();
  await page.getByText(/in this browser; the same bits as on the device/).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();

  // a file of words with pauses: what is told of is what the device's decoder tells of
  const params = { project, run: training, file: 'model.thimble' };
  const bytes = new Uint8Array(await (await client.getRunFile({ params })).arrayBuffer());
  const model = unpackModel('model', bytes) as SignalModel;
  const spoken = inPauses(words.filter((_, i) => i % 4 === 0).map(([, wav]) => wav));
  const points = model.listening!.points;
  const most = points.length - 1;
  const told = heardIn(model, points[most]!.decoder, spoken);
  assert.ok(told.length > 2, `${told.length} words are heard`);
  await page.goto(`${at.studio.serving.address}/p/${project}/test?live=file&point=${most}`);
  await page.getByLabel('Told of when').waitFor();
  await page.getByLabel('File to try').setInputFiles({
    name: 'spoken.wav',
    mimeType: 'audio/wav',
    buffer: Buffer.from(spoken),
  });
  const found = page.getByRole('region', { name: 'Heard' });
  await found.getByRole('heading', { name: `Heard ${told.length}` }).waitFor();
  const listed = await found.getByRole('listitem').allTextContents();
  assert.deepEqual(
    listed.map((text) => text.replace(/^\W+/, '')),
    told.toReversed().slice(0, listed.length),
  );
  // another setting begins anew
  await page.getByLabel('Told of when').selectOption(String(0));
  await page.getByRole('region', { name: 'Heard' }).waitFor({ state: 'detached' });
  assert.deepEqual(at.complaints, []);
});

/** "seven at 3.4 s" for each word that the model's stream tells of, as in the C of the device. */
function heardIn(model: SignalModel, decoder: Decoder, wav: Uint8Array): string[] {
  const { sampleRateHz } = model.signal;
  const readings = readingsOfRecording(readRecording('spoken.wav', wav, {}), model.signal);
  return [...new ModelStream(model, decoder).push(readings)].flatMap(({ heard, end }) =>
    heard === null ? [] : [`${model.labels[heard]}at ${(end / sampleRateHz).toFixed(1)} s`],
  );
}

/** One WAV of many, with a second and a half of silence around each. */
function inPauses(files: readonly Uint8Array[]): Uint8Array {
  const recordings = files.map((bytes) => readRecording('word.wav', bytes, {}));
  const { sampleRateHz } = recordings[0]!;
  const pause = new Float32Array(1.5 * sampleRateHz);
  const values = recordings.flatMap((one) => [...pause, ...one.values]);
  return writeWav(Float32Array.from([...values, ...pause]), 1, sampleRateHz);
}

async function trained(
  client: Client,
  files: Iterable<readonly [string, string | Uint8Array<ArrayBuffer>]>,
  settings: ImpulseSettings = { epochs: 12 },
) {
  const { id: project } = await client.createProject({ body: { name: 'Live' } });
  const params = { project };
  const form = new FormData();
  for (const [path, content] of files) form.append('file', new Blob([content]), path);
  await client.uploadFiles({ params, body: form });
  const body = { name: 'Impulse', settings };
  const impulse = await client.createImpulse({ params, body });
  const run = await client.startTraining({ params, body: { impulse: impulse.id } });
  await (await client.watchJob({ params: { project, job: run.job } })).text();
  return { project, training: run.id };
}

/** Noise of a size that sensors give: what no rounding was made for. */
function randomWindows({ signal }: SignalModel, count: number): Float32Array[] {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 4;
  };
  const size = signal.length * signal.axes.length;
  return Array.from({ length: count }, () => Float32Array.from({ length: size }, next));
}

async function libraryOf(model: SignalModel, windows: readonly Float32Array[]) {
  const { signal, labels, learned, strideReadings } = model;
  const { features, int8 } = learned;
  const impulse = { name: 'live', signal, labels, features, network: int8.network };
  const library = compileImpulse(impulse, await readRuntime(), {
    header: { toolVersion: '0', seed: 1 },
    kernels: kernelsFor('cortex-m4'),
    strideReadings,
  });
  return {
    core: 'cortex-m4' as const,
    name: 'live',
    files: library.files,
    windowValues: windows[0]!.length,
    features: features.outputs.reduce((sum, id) => sum + sizeOf(features.values[id]!.shape), 0),
    labels: labels.length,
    arenaBytes: library.arenaBytes,
    windows,
  };
}

/** What the very worker that the page uses answers. */
async function inBrowser(
  { page }: InBrowser,
  { project, run, file }: { project: string; run: string; file: string },
  windows: readonly Float32Array[],
): Promise<{ scores: number[]; features: number[] }[]> {
  const worker = readdirSync(join(webFolder(), 'assets')).find((name) =>
    /^live-worker/.test(name),
  )!;
  const model = `/api/projects/${project}/runs/${run}/files/${file}`;
  const rows = windows.map((window) => [...window]);
  return page.evaluate(askWorker, { worker: `/assets/${worker}`, model, rows });
}

function askWorker(asked: { worker: string; model: string; rows: number[][] }) {
  return new Promise<{ scores: number[]; features: number[] }[]>((resolve, reject) => {
    const worker = new Worker(asked.worker, { type: 'module' });
    const answers: { scores: number[]; features: number[] }[] = [];
    worker.onmessage = ({ data }) => {
      if (data.kind === 'failed') reject(new Error(data.sentence));
      if (data.kind === 'opened') {
        for (const row of asked.rows) {
          worker.postMessage({ kind: 'window', values: Float32Array.from(row) });
        }
      }
      if (data.kind === 'answer') {
        answers.push({ scores: [...data.scores], features: [...data.features] });
        if (answers.length === asked.rows.length) resolve(answers);
      }
    };
    worker.onerror = (event) => reject(new Error(event.message));
    void fetch(asked.model)
      .then((response) => response.arrayBuffer())
      .then((bytes) => worker.postMessage({ kind: 'open', model: new Uint8Array(bytes) }));
  });
}

type ImpulseSettings = NonNullable<CallOf<'createImpulse'>['body']['settings']>;
type Word = readonly [path: string, bytes: Uint8Array<ArrayBuffer>, file: string];

function wordFiles(folder: string, labels: readonly string[], each: number): Word[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.wav'),
  );
  return labels.flatMap((label) =>
    all
      .filter((name) => name.includes(label))
      .slice(0, each)
      .map((name): Word => {
        const file = join(folder, name);
        return [`${label}/${name.split('/').at(-1)}`, new Uint8Array(readFileSync(file)), file];
      }),
  );
}
