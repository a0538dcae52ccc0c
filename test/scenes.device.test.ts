import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { compilePictures } from '../src/compile/compile.ts';
import { type CentreRule, findCentres } from '../src/graph/centres.ts';
import { build } from '../src/pipeline/build.ts';
import type { SourceFile } from '../src/project/source-file.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { proverFor } from '../src/toolchain/prover.ts';
import { runOnHost } from '../src/toolchain/run-host.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { detectorOf } from './detector.ts';
import { discScenes, discSide } from './disc-scenes.ts';

/** Detectors of centres, from pictures with boxes to a proven library. */

test('pictures with boxes become a library that finds the same centres on the device', async () => {
  const { report, files } = await build(
    scenes(40),
    {
      name: 'shapes',
      target: 'arduino',
      board: 'nano33ble',
      seed: 1,
      window: {},
      picture: { width: 32, height: 32 },
      network: { network: 'centres', values: { context: 0, head: 16 } },
      training: { epochs: 60, batchSize: 16 },
      toolVersion: '0.0.0',
    },
    unwatched,
    {
      runtime: await readRuntime(),
      license: 'licence',
      proverFor,
      pause: async () => {},
      nowMs: () => 0,
    },
  );
  const { detection, agreement, data } = report;
  assert.deepEqual(data.labels, ['background', 'bright', 'dark']);
  assert.ok(report.accuracy.int8 > 0.8, `shapes are found: F1 ${report.accuracy.int8}`);
  assert.ok(
    detection!.classes.every(({ f1 }) => f1 > 0.6),
    JSON.stringify(detection!.classes),
  );
  assert.match(String(files.get('report.html')), /<circle /);
  assert.equal(agreement.identical, agreement.windows);
  if (agreement.windows === null) assert.ok(report.device.why, 'the report says why not');
  else assert.equal(agreement.windows, 8);
});

test('C finds the centres that TypeScript finds, wherever they lie', async () => {
  const { tools, rule, request, pictures, network } = await randomDetector();
  if (!tools.has('gcc')) return;
  const build = { language: 'c99', optimise: '-O1', sanitize: true } as const;
  const answers = await runOnHost(request, build, tools, unwatched);
  let most = 0;
  for (const [i, { scores, centres, runEqualsParts }] of answers.entries()) {
    assert.deepEqual(scores, network(pictures[i]!));
    assert.deepEqual(centres, findCentres(rule, scores), `picture ${i}`);
    assert.ok(runEqualsParts);
    most = Math.max(most, centres.length);
  }
  assert.equal(most, rule.most, 'some picture has more centres than there is room for');
});

async function randomDetector() {
  const rule: CentreRule = { rows: 3, columns: 4, classes: 3, cell: 8, threshold: 90, most: 3 };
  const { impulse, run } = detectorOf(rule);
  const header = { toolVersion: '0.0.0', seed: 0 };
  const library = compilePictures(impulse, await readRuntime(), { header });
  const random = new Random(4, 'pictures');
  const pixels = () => Uint8Array.from({ length: 24 * 32 }, () => random.below(256));
  const windows = Array.from({ length: 60 }, () => ({
    width: 32,
    height: 24,
    format: 'grey' as const,
    pixels: pixels(),
  }));
  const { name, files, featureCount, scoreCount, arenaBytes } = library;
  const sizes = { windowValues: 24 * 32, features: featureCount, labels: scoreCount, arenaBytes };
  const request = { name, files, ...sizes, centres: rule.most, windows };
  const pictures = windows.map((one) => Int8Array.from(one.pixels, (value) => value - 128));
  return { tools: await findTools(), rule, request, pictures, network: run };
}

/** As YOLO's files say it. */
function scenes(count: number): SourceFile[] {
  const files: [string, Uint8Array | string][] = [['classes.txt', 'bright\ndark\n']];
  for (const { name, png, boxes } of discScenes(count)) {
    files.push([`${name}.png`, png]);
    const lines = boxes.map(({ label, x, y, width, height }) => {
      const places = [x + width / 2, y + height / 2, width, height];
      const kind = label === 'bright' ? 0 : 1;
      return [kind, ...places.map((place) => place / discSide)].join(' ');
    });
    files.push([`${name}.txt`, lines.join('\n')]);
  }
  return files.map(([path, content]) => ({
    path,
    read: async () => (typeof content === 'string' ? new TextEncoder().encode(content) : content),
  }));
}
