import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { type Block, planBlock } from '../block.ts';
import { chooseEeg, chooseHeart } from './choose-body.ts';
import { dpss } from './dpss.ts';

const lead = { axes: ['lead'], sampleRateHz: 250, length: 15_000 };

test('heart rate and variability are those of the beats that were drawn', () => {
  const random = new Random(2, 'heart');
  for (const source of ['ecg', 'ppg'] as const) {
    const beats = [0.4];
    while (beats.at(-1)! < 59) {
      const t = beats.at(-1)!;
      beats.push(t + 0.8 + 0.05 * Math.sin(2 * Math.PI * 0.1 * t) + 0.02 * random.normal());
    }
    const width = source === 'ecg' ? 0.012 : 0.12;
    const window = Float32Array.from({ length: lead.length }, (_, i) => {
      const t = i / 250;
      const near = beats.reduce((sum, beat) => sum + Math.exp(-(((t - beat) / width) ** 2)), 0);
      return near + 0.3 * Math.sin(2 * Math.PI * 0.2 * t) + 0.005 * random.normal();
    });
    const { block, reason } = chooseHeart(lead, source);
    assert.match(reason, /variability too/);
    const plan = planBlock(block, lead);
    const [rate, mean, sdnn, rmssd, , lf, hf, ratio] = plan.evaluate(window);
    const inside = beats.filter((beat) => beat < 60);
    const intervals = inside.slice(1).map((beat, i) => 1000 * (beat - inside[i]!));
    const average = intervals.reduce((a, b) => a + b) / intervals.length;
    const spread = deviation(intervals);
    const steps = intervals.slice(1).map((ms, i) => (ms - intervals[i]!) ** 2);
    const step = Math.sqrt(steps.reduce((a, b) => a + b) / steps.length);
    assert.ok(Math.abs(rate! - 60_000 / average) < 0.3, `${source}: ${rate} beats a minute`);
    assert.ok(Math.abs(mean! - average) < 3, `${source}: mean interval ${mean}`);
    assert.ok(Math.abs(sdnn! - spread) < 0.1 * spread + 2, `${source}: SDNN ${sdnn}, ${spread}`);
    assert.ok(Math.abs(rmssd! - step) < 0.25 * step + 2, `${source}: RMSSD ${rmssd}, ${step}`);
    // 50 ms of swing at 0.1 Hz have 1250 ms² there.
    assert.ok(lf! > 800 && lf! < 1700, `${source}: LF ${lf}`);
    assert.ok(hf! < lf! / 2 && Math.abs(ratio! - lf! / hf!) < 1e-3 * ratio!);
  }
});

test('a body is at rest while its acceleration varies by a small share of gravity, in any units', () => {
  const worn = { axes: ['ecg', 'x', 'y', 'z'], sampleRateHz: 250, length: 2500 };
  const { block } = chooseHeart(worn, 'ecg');
  const plan = planBlock(block, worn);
  assert.deepEqual(plan.featureNames, ['ecg heart rate', 'ecg resting']);
  const alone = { ...worn, axes: ['ecg'] };
  for (const gravity of [1, 9.81, 16384]) {
    for (const share of [0, 0.04, 0.06, 0.5]) {
      const window = Float32Array.from({ length: 4 * worn.length }, (_, i) => {
        const n = Math.floor(i / 4);
        if (i % 4 === 0) return Math.exp(-((((n % 200) - 100) / 3) ** 2));
        // Turned by and by, which does not move the magnitude.
        const turned = [0, Math.cos(n / 500), Math.sin(n / 500), 0][i % 4]!;
        const swing = Math.SQRT2 * share * Math.sin((2 * Math.PI * n) / 125);
        return gravity * turned * (1 + swing);
      });
      const [rate, resting] = plan.evaluate(window);
      assert.equal(resting, share <= 0.05 ? 1 : 0, `${share} of ${gravity}`);
      const heart = window.filter((_, i) => i % 4 === 0);
      assert.equal(rate, planBlock(chooseHeart(alone, 'ecg').block, alone).evaluate(heart)[0]);
      assert.ok(Math.abs(rate! - 75) < 0.1);
    }
  }
  const few = { ...worn, axes: ['ecg', 'x', 'y'] };
  assert.throws(() => planBlock(block, few), /of four axes, not 3: choose the one with the ecg/);
});

test('an electrocardiogram with early beats has the rate of its annotations', (context) => {
  const root = process.env.THIMBLE_DATA_DIR;
  if (!root) {
    context.skip('needs the data sets in $THIMBLE_DATA_DIR/data');
    return;
  }
  const folder = join(root, 'data', 'ecg_mitbih_pvc', 'continuous');
  const column = (file: string, index: number) =>
    readFileSync(join(folder, file), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[index]));
  const signal = { axes: ['ecg'], sampleRateHz: 360, length: 3600 };
  const plan = planBlock(chooseHeart(signal, 'ecg').block, signal);
  const errors = ['106', '116', '119', '200'].flatMap((strip) => {
    const readings = Float32Array.from(column(`${strip}.60s.csv`, 1));
    const beats = column(`${strip}.beats.csv`, 0).map((ms) => (360 * ms) / 1000);
    return Array.from({ length: 6 }, (_, k) => {
      const [start, end] = [3600 * k, 3600 * (k + 1)];
      const inside = beats.filter((beat) => beat >= start && beat < end);
      const truth = (21_600 * (inside.length - 1)) / (inside.at(-1)! - inside[0]!);
      return Math.abs(plan.evaluate(readings.slice(start, end))[0]! - truth);
    });
  });
  const mean = errors.reduce((a, b) => a + b) / errors.length;
  assert.ok(mean < 1, `mean error of ${errors.length} windows is ${mean} beats a minute`);
});

test('Slepian windows are orthonormal and hold their energy in the band', () => {
  for (const [length, halfBandwidth, count] of [
    [64, 2.5, 4],
    [256, 4, 7],
    [500, 1, 1],
  ] as const) {
    const windows = dpss(length, halfBandwidth, count);
    const held = windows.map((w) => concentration(w, halfBandwidth / length));
    for (const [i, a] of windows.entries()) {
      for (const [j, b] of windows.entries()) {
        const dot = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
        assert.ok(Math.abs(dot - (i === j ? 1 : 0)) < 1e-9, `${i} with ${j}: ${dot}`);
      }
      assert.ok(i === 0 || held[i]! < held[i - 1]!, 'each holds less than the one before');
    }
    // Slepian 1978, table: 0.99999 and more for the first of bandwidth 2.5 and 4, 0.981 for 1.
    assert.ok(halfBandwidth === 1 ? Math.abs(held[0]! - 0.981) < 1e-3 : held[0]! > 0.9999);
  }
});

test('EEG bands have the power of the waves in them, and epochs with blinks are left out', () => {
  const random = new Random(4, 'eeg');
  const signal = { axes: ['O1', 'O2'], sampleRateHz: 256, length: 2560 };
  const window = Float32Array.from({ length: 5120 }, (_, i) => {
    const t = Math.floor(i / 2) / 256;
    const alpha = i % 2 === 0 ? 20 : 2;
    return (
      alpha * Math.sin(2 * Math.PI * 10 * t) + 8 * Math.sin(2 * Math.PI * 50 * t) + random.normal()
    );
  });
  const { block, reason } = chooseEeg(signal, [window]);
  assert.equal(block.notchHz, 50);
  assert.match(reason, /mains stand out at 50 Hz/);
  const plan = planBlock(block, signal);
  const features = new Map(plan.featureNames.map((name, i) => [name, plan.evaluate(window)[i]!]));
  // A wave of amplitude 20 has the power 200, over the 5 Hz of its band.
  assert.ok(Math.abs(features.get('O1 log alpha density')! - Math.log10(40)) < 0.06);
  assert.ok(features.get('O1 alpha share')! > 0.9);
  // White noise of variance 1 has the density 2/256.
  assert.ok(Math.abs(features.get('O2 log beta density')! - Math.log10(2 / 256)) < 0.25);
  assert.equal(features.get('O1 epochs used'), 1);
  const blinking = Float32Array.from(window, (value, i) => (i > 1200 && i < 1300 ? 300 : value));
  const left = planBlock({ ...block, rejectAbove: 100 }, signal);
  const kept = left.evaluate(blinking);
  assert.equal(kept[left.featureNames.indexOf('O1 epochs used')], Math.fround(0.8));
  assert.ok(
    Math.abs(kept[left.featureNames.indexOf('O1 log alpha density')]! - Math.log10(40)) < 0.1,
  );
});

test('silence and what is no number give finite features or none', () => {
  const eeg = { axes: ['a'], sampleRateHz: 128, length: 512 };
  const { block: spectra } = chooseEeg(eeg, [new Float32Array(512)]);
  const blocks: [Block, typeof lead][] = [
    [chooseHeart(lead, 'ecg').block, lead],
    [spectra, eeg],
  ];
  for (const [block, signal] of blocks) {
    const plan = planBlock(block, signal);
    assert.ok(plan.evaluate(new Float32Array(signal.length)).every(Number.isFinite), block.kind);
    const nothing = new Float32Array(signal.length).fill(Number.NaN);
    if (block.kind === 'heart') assert.ok(plan.evaluate(nothing).every((value) => value === 0));
  }
});

test('impossible settings are refused with the way out', () => {
  const { block: heart } = chooseHeart(lead, 'ecg');
  const { block: eeg } = chooseEeg(lead, [new Float32Array(15_000)]);
  const refused: [Block, Partial<typeof lead>, RegExp][] = [
    [heart, { length: 1 }, /too short for heart rate variability: take 30 s/],
    [{ ...heart, variability: false }, { length: 1 }, /too short for heart rate: take 4 s/],
    [heart, { sampleRateHz: 20 }, /too few for ecg: record 33 or more/],
    [{ ...heart, sensitivity: 2 }, {}, /A sensitivity of 2/],
    [heart, { axes: ['a', 'b'] }, /of one axis, not 2/],
    [eeg, { length: 1 }, /too short for EEG: take 1 s or more/],
    [{ ...eeg, epochSeconds: 100 }, {}, /Epochs of 100 s.*1 to 32\.77 s/],
    [{ ...eeg, tapers: 5 }, {}, /5 tapers are not possible: a half bandwidth of 2\.5 has 1 to 4/],
    [{ ...eeg, notchHz: 125 }, {}, /A notch at 125 Hz.*below 125 Hz/],
    [{ ...eeg, lowPassHz: 200 }, {}, /below 125 Hz/],
    [{ ...eeg, rejectAbove: -1 }, {}, /beyond -1/],
  ];
  for (const [block, some, message] of refused) {
    assert.throws(() => planBlock(block, { ...lead, ...some }), { code: 'bad-option', message });
  }
});

function deviation(x: readonly number[]): number {
  const mean = x.reduce((a, b) => a + b) / x.length;
  return Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1));
}

/** The share of a window's energy within ±w cycles a reading: Σ v[n] v[m] sin 2πw(n−m) / π(n−m). */
function concentration(v: Float64Array, w: number): number {
  let sum = 0;
  for (const [n, a] of v.entries()) {
    for (const [m, b] of v.entries()) {
      sum += a * b * (n === m ? 2 * w : Math.sin(2 * Math.PI * w * (n - m)) / (Math.PI * (n - m)));
    }
  }
  return sum;
}
