import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

/** `thimble build` as a person runs it: a folder in, a folder out, an exit code and sentences between. */

const main = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
/** Root may read and write everything, whatever a folder says, unless that power is taken away. */
const withoutPrivilege =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : [];

test('one seed gives one zip, another seed other weights, and every promised figure is there', async () => {
  await inFolder(recordings(), async (data, out) => {
    const wishes = [['1'], ['1'], ['2'], ['1', '--optimise', 'flash']];
    const runs = await Promise.all(
      wishes.map((wish, i) =>
        build(data, join(out, String(i)), '--network', 'conv', '--json', '--seed', ...wish),
      ),
    );
    for (const { code, errors } of runs) assert.equal(code, 0, errors);
    const zips = [0, 1, 2].map((i) => readFileSync(join(out, String(i), 'data-arduino.zip')));
    assert.ok(zips[0]!.equals(zips[1]!), 'the same seed');
    assert.ok(!zips[0]!.equals(zips[2]!), 'another seed');

    const report = JSON.parse(runs[0]!.said);
    assert.deepEqual(
      JSON.parse(readFileSync(join(out, '0', 'report.json'), 'utf8')).accuracy,
      report.accuracy,
    );
    for (const share of [report.accuracy.float, report.accuracy.int8, report.macroF1.int8]) {
      assert.ok(share > 0.5 && share <= 1, `two tones are told apart: ${share}`);
    }
    assert.equal(report.agreement.identical, report.agreement.windows);
    if (report.agreement.windows === null) return; // no emulator on this machine, and the report says so
    assert.equal(report.device.core, 'cortex-m4');
    assert.equal(report.agreement.featureErrorMax, 0);
    const { flashBytes, ramBytes, stackBytes, instructions } = report.device;
    for (const figure of [
      flashBytes,
      ramBytes,
      stackBytes,
      instructions.features,
      instructions.network,
    ]) {
      assert.ok(Number.isInteger(figure) && figure > 0, JSON.stringify(report.device));
    }
    assert.deepEqual(report.skipped, []);

    const spared = JSON.parse(runs[3]!.said);
    assert.deepEqual(spared.accuracy, report.accuracy);
    assert.equal(spared.agreement.identical, spared.agreement.windows);
    assert.ok(
      spared.device.flashBytes < flashBytes,
      `${spared.device.flashBytes} of ${flashBytes}`,
    );
  });
});

test('a training that was killed goes on with --resume to the same bytes', async () => {
  await inFolder(recordings(), async (data, out) => {
    const killed = start(['build', data, '--network', 'mlp', '--out', join(out, 'killed')]);
    const checkpoint = join(out, 'killed', '.thimble', 'training.checkpoint');
    while (!existsSync(checkpoint) && killed.exitCode === null) await pause(2);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    assert.ok(existsSync(checkpoint), 'it was killed in training, after a checkpoint');
    assert.deepEqual(readdirSync(join(out, 'killed')), ['.thimble'], 'no output yet');

    const resumed = await build(data, join(out, 'killed'), '--resume');
    assert.equal(resumed.code, 0, resumed.errors);
    const whole = await build(data, join(out, 'whole'));
    assert.equal(whole.code, 0, whole.errors);
    const zip = (folder: string) => readFileSync(join(out, folder, 'data-arduino.zip'));
    assert.ok(zip('killed').equals(zip('whole')));
    assert.ok(!existsSync(join(out, 'killed', '.thimble')), 'the checkpoint is gone');
  });
});

test('a training that is stopped by hand says how to go on and leaves no half-written output', async () => {
  await inFolder(recordings(), async (data, out) => {
    const stopped = start(['build', data, '--network', 'mlp', '--out', join(out, 'stopped')]);
    let errors = '';
    stopped.stderr!.on('data', (chunk) => (errors += chunk));
    const checkpoint = join(out, 'stopped', '.thimble', 'training.checkpoint');
    while (!existsSync(checkpoint) && stopped.exitCode === null) await pause(2);
    stopped.kill('SIGINT');
    const [code] = await once(stopped, 'close');
    assert.equal(code, 130, errors);
    assert.match(errors, /--resume/);
    assert.deepEqual(readdirSync(join(out, 'stopped')), ['.thimble']);
  });
});

const text = (files: Record<string, string | Uint8Array>) => new Map(Object.entries(files));
const cutWav = new Uint8Array([...'RIFF\x24\0\0\0WAVEfm'].map((letter) => letter.charCodeAt(0)));

/** Each is a folder that cannot become a library, and what the sentence about it must name. */
const hopeless: readonly [what: string, files: Map<string, string | Uint8Array>, says: RegExp][] = [
  ['an empty folder', text({}), /no|empty/i],
  [
    'one class alone',
    new Map([...recordings()].filter(([path]) => path.startsWith('slow'))),
    /slow/,
  ],
  ['two windows in a class', new Map([...recordings(), ...few('rare', 2)]), /rare/],
  [
    'nothing that can be read',
    text({ 'a/1.csv': 'time,x\n0,1\n20,2,3\n', 'b/1.wav': cutWav }),
    /1\.csv|1\.wav/,
  ],
];
for (const [what, files, says] of hopeless) {
  test(`${what}: one sentence, exit code 1, nothing written`, async () => {
    await inFolder(files, async (data, out) => {
      const { code, errors } = await build(data, join(out, 'none'));
      assert.equal(code, 1, errors);
      assert.match(errors, says);
      assert.doesNotMatch(errors, /\n\s+at /, 'no stack trace');
      assert.ok(!existsSync(join(out, 'none')), 'no folder is left');
    });
  });
}

test('bad files among good ones are named with line or byte and left out', async () => {
  const files = new Map([
    ...recordings(),
    ['slow/ragged.csv', 'timestamp,x\n0,1\n20,2,3\n40,1\n'],
    ['slow/hole.csv', 'timestamp,x\n0,1\n20,nan\n40,1\n'],
    ['fast/cut.wav', cutWav],
  ] as [string, string | Uint8Array][]);
  await inFolder(files, async (data, out) => {
    const { code, said, errors } = await build(data, join(out, 'built'), '--json');
    assert.equal(code, 0, errors);
    const skipped: { file: string; reason: string }[] = JSON.parse(said).skipped;
    const reasonOf = (name: string) =>
      skipped.find((entry) => JSON.stringify(entry).includes(name)) ??
      assert.fail(`${name} is not in ${JSON.stringify(skipped)}`);
    assert.match(JSON.stringify(reasonOf('ragged.csv')), /line 3/i);
    assert.match(JSON.stringify(reasonOf('hole.csv')), /line 3/i);
    assert.match(JSON.stringify(reasonOf('cut.wav')), /header|cut|ends/i);
    assert.equal(skipped.length, 3);
  });
});

test('a label with spaces and quotes goes all the way into the library', async () => {
  const odd = `it's "odd" — 50 %`;
  const files = new Map(
    [...recordings()].map(([path, content]) => [path.replace('slow', odd), content]),
  );
  await inFolder(files, async (data, out) => {
    const { code, said, errors } = await build(data, join(out, 'built'), '--json');
    assert.equal(code, 0, errors);
    const { agreement, data: told } = JSON.parse(said);
    assert.ok(told.labels.includes(odd));
    assert.equal(agreement.identical, agreement.windows);
  });
});

test('a folder that may not be read or written is named', async () => {
  await inFolder(recordings(), async (data, out) => {
    chmodSync(join(data, 'slow'), 0);
    const unread = await build(data, join(out, 'none'));
    chmodSync(join(data, 'slow'), 0o755);
    assert.equal(unread.code, 1, unread.errors);
    assert.match(unread.errors, /permission to read/i);
    chmodSync(out, 0o555);
    const unwritten = await build(data, join(out, 'none'));
    chmodSync(out, 0o755);
    assert.equal(unwritten.code, 1, unwritten.errors);
    assert.match(unwritten.errors, /permission to write/i);
  });
});

/** Two tones with noise, 12 recordings each: seconds to learn, and not to be mixed up. */
function recordings(): Map<string, string | Uint8Array> {
  return new Map([...few('slow', 12), ...few('fast', 12)]);
}

function few(label: string, count: number): [string, string][] {
  const hertz = label === 'fast' ? 11 : 3;
  return Array.from({ length: count }, (_, n) => {
    const rows = Array.from({ length: 100 }, (_, i) => {
      const phase = (2 * Math.PI * hertz * i) / 50 + n;
      const noise = (((i * 7919 + n * 104729) % 1000) / 1000 - 0.5) * 0.2;
      return `${i * 20},${(Math.sin(phase) + noise).toFixed(4)},${(Math.cos(phase * 2) - noise).toFixed(4)}`;
    });
    return [`${label}/${n}.csv`, `timestamp,x,y\n${rows.join('\n')}\n`];
  });
}

async function inFolder(
  files: ReadonlyMap<string, string | Uint8Array>,
  use: (data: string, out: string) => Promise<void>,
): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'thimble-build-'));
  try {
    const data = join(place, 'data');
    const out = join(place, 'out');
    mkdirSync(data);
    mkdirSync(out);
    for (const [path, content] of files) {
      mkdirSync(dirname(join(data, path)), { recursive: true });
      writeFileSync(join(data, path), content);
    }
    await use(data, out);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** With the smallest of networks, unless told: most of these are not about what is learned. */
async function build(data: string, out: string, ...options: string[]) {
  const child = start(['build', data, '--network', 'mlp', '--out', out, ...options]);
  let said = '';
  let errors = '';
  child.stdout!.on('data', (chunk) => (said += chunk));
  child.stderr!.on('data', (chunk) => (errors += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said, errors };
}

function start(args: readonly string[]): ChildProcess {
  const command = [...withoutPrivilege, process.execPath, main, ...args, '--no-cache'];
  return spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
