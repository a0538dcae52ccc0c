import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { unwatched } from '../base/task.ts';
import { planBlock } from '../dsp/block.ts';
import { writeWav } from '../formats/wav.ts';
import { extract } from './extract.ts';
import { blockNamed, blockNames } from './named-block.ts';

const rate = 8_000;

/** Six words of each of two labels: tones of other heights, of 0.6 s. */
const recordings = ['high', 'low'].flatMap((label, k) =>
  Array.from({ length: 6 }, (_, i) => ({
    path: `${label}/${i}.wav`,
    read: async () =>
      writeWav(
        Float32Array.from(
          { length: 4_800 },
          (_, n) => 0.5 * Math.sin(n * (0.9 - 0.5 * k + i / 50)),
        ),
        1,
        rate,
      ),
  })),
);
const settings = { seed: 1, window: {}, block: null, changes: new Map<string, string>() };
const world = { pause: async () => {} };

test('features of every window come as an array, a table with a line for each, and a picture', async () => {
  const { shape, files, block, reasons } = await extract(recordings, settings, unwatched, world);
  assert.equal(block.kind, 'log_mel');
  assert.deepEqual(shape, [12, 49, 40]);
  assert.match(reasons.join(' '), /short sounds .* Log-mel bands/);
  const npy = files.get('features.npy') as Uint8Array;
  assert.equal(npy.length % 64, (4 * 12 * 49 * 40) % 64);
  const lines = (files.get('windows.csv') as string).trim().split('\n');
  assert.equal(lines[0], 'part,label,recording,start_s');
  assert.equal(lines.length, 13);
  assert.match(lines[1]!, /^train,(high|low),(high|low)\/\d\.wav,-0\.200$/);
  const svg = files.get('features.svg') as string;
  assert.equal(svg.match(/<image /g)!.length, 2);
  assert.match(svg, />high</);
});

test('a block may be named and its settings changed', async () => {
  const changes = new Map([['coefficients', '9']]);
  const made = await extract(recordings, { ...settings, block: 'mfcc', changes }, unwatched, world);
  assert.equal(made.shape.at(-1), 9);
  const flat = await extract(recordings, { ...settings, block: 'flatten' }, unwatched, world);
  assert.deepEqual(flat.shape, [12, 7]);
  assert.match(flat.files.get('features.svg') as string, /Mean of each label/);
});

test('every name is a block for a signal that it suits', () => {
  const window = Float32Array.from({ length: 4_000 }, (_, i) => Math.sin(i / 7));
  for (const name of blockNames) {
    const body = ['ecg', 'ppg', 'eeg'].includes(name);
    const signal = { axes: ['audio'], sampleRateHz: body ? 250 : 8_000, length: 4_000 };
    const { block, reason } = blockNamed(name, new Map(), signal, [window]);
    assert.ok(planBlock(block, signal).featureNames.length > 0, name);
    assert.ok(reason.length > 10, name);
  }
});

test('settings that are lists are written with commas, a filter with colons', () => {
  const signal = { axes: ['x'], sampleRateHz: 50, length: 512 };
  const named = (name: string, setting: string, text: string) =>
    blockNamed(name, new Map([[setting, text]]), signal, []).block as unknown as Record<
      string,
      unknown
    >;
  assert.deepEqual(named('spectral', 'powerEdges', '0.5, 1,2,5').powerEdges, [0.5, 1, 2, 5]);
  assert.deepEqual(named('flatten', 'statistics', 'rms,average').statistics, ['rms', 'average']);
  const low = { kind: 'low', cutoffHz: 3, order: 6 };
  assert.deepEqual(named('spectral', 'filter', 'low:3:6').filter, low);
  assert.deepEqual(named('spectral', 'filter', 'none').filter, { kind: 'none' });
  assert.throws(() => named('spectral', 'filter', 'low'), /such as low:3:6/);
  assert.throws(() => named('spectral', 'powerEdges', '1,x'), /numbers with commas/);
  assert.throws(() => named('flatten', 'statistics', 'mean'), /no statistic "mean": take some of/);
});

test('a wrong name or setting is refused with what there is', () => {
  const signal = { axes: ['audio'], sampleRateHz: rate, length: rate };
  const window = new Float32Array(rate).fill(0.1);
  const refused = (name: string, changes: [string, string][], why: RegExp) =>
    assert.throws(
      () => blockNamed(name, new Map(changes), signal, [window]),
      (error) => error instanceof Failure && error.code === 'bad-option' && why.test(error.message),
    );
  refused('mel', [], /no block "mel": take one of log-mel, mfe/);
  refused('mfe', [['filter', '3']], /no setting "filter": it has .*filters/);
  refused('mfe', [['filters', 'many']], /filters is "many"; it must be a number/);
  refused('mfe', [['fftLength', '100']], /FFT of 100/);
  refused('log-mel', [['highHz', '9000']], /nothing above 4000 Hz/);
});
