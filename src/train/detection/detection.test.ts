import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { augmentPicture, movedPlace, photoAugment } from '../augment-picture.ts';
import { cellsOf, cellWeights, type Thing } from './cells.ts';
import { addCounts, centreReport, inAll, matchCentres } from './match.ts';

const grid = { rows: 2, columns: 3, side: 8 };

test('the cell with its middle shows a thing, the smallest of several', () => {
  const cells = new Uint8Array(6).fill(9);
  const all = [thing(2, 20, 3, 2), thing(1, 18, 5, 9), thing(3, 7.9, 8, 1), thing(1, -0.1, 3, 4)];
  cellsOf(all, grid, cells);
  assert.deepEqual([...cells], [0, 0, 2, 3, 0, 0]);
});

test('cells of things count more, and all together 1 on the average', () => {
  const cells = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1, 2);
  const weights = cellWeights(cells, 3, 5);
  assert.ok(Math.abs(weights[2]! / weights[1]! - 2) < 1e-12, 'a quarter as often, twice as much');
  const things = (4 * weights[1]! + weights[2]!) / 5;
  assert.ok(Math.abs(things / weights[0]! - 5) < 1e-12);
  const mean = cells.reduce((sum, cell) => sum + weights[cell]!, 0) / cells.length;
  assert.ok(Math.abs(mean - 1) < 1e-12);
});

test('each thing is found once, by the surest centre, within its box and half a cell', () => {
  const things = [thing(1, 10, 10, 4), thing(2, 20, 10, 1)];
  const found = [
    { label: 1, x: 11, y: 10, score: 200 },
    { label: 1, x: 10, y: 10, score: 180 },
    { label: 1, x: 20, y: 10, score: 250 },
    { label: 2, x: 25, y: 15, score: 150 },
  ];
  assert.deepEqual(matchCentres(things, found, 3, grid), [
    { there: 1, found: 3, right: 1 },
    { there: 1, found: 1, right: 1 },
  ]);
  const beyond = matchCentres(things, [{ label: 2, x: 25.1, y: 10, score: 9 }], 3, grid);
  assert.equal(beyond[1]!.right, 0);
});

test('precision, recall and F1 are of the things and of what was found', () => {
  const counts = addCounts([
    [{ there: 4, found: 2, right: 1 }],
    [{ there: 0, found: 2, right: 0 }],
  ]);
  assert.deepEqual(centreReport(counts[0]!), { precision: 0.25, recall: 0.25, f1: 0.25, count: 4 });
  assert.deepEqual(inAll([...counts, { there: 1, found: 1, right: 1 }]), {
    there: 5,
    found: 5,
    right: 2,
  });
});

test('a thing moves with the picture, wherever chance moves it', () => {
  const [width, height] = [41, 33];
  const form = { width, height, channels: 1, mean: 0 };
  const options = { ...photoAugment, contrast: 0, brightness: 0, cutOut: 0 };
  for (let seed = 0; seed < 40; seed++) {
    // a hill of light about (17.5, 13.5), seen by its centre of mass
    const [midX, midY] = [17.5, 13.5];
    const picture = Int8Array.from({ length: width * height }, (_, i) => {
      const [x, y] = [(i % width) + 0.5 - midX, Math.floor(i / width) + 0.5 - midY];
      return Math.round(120 * Math.exp(-(x * x + y * y) / 12));
    });
    const moved = new Float32Array(width * height);
    augmentPicture(picture, form, new Random(seed), options, moved);
    let [sum, atX, atY] = [0, 0, 0];
    for (const [i, light] of moved.entries()) {
      sum += light;
      atX += light * ((i % width) + 0.5);
      atY += light * (Math.floor(i / width) + 0.5);
    }
    const { x, y } = movedPlace(form, new Random(seed), options)(midX, midY);
    const away = Math.hypot(x - atX / sum, y - atY / sum);
    assert.ok(away < 0.5, `seed ${seed}: ${away} pixels away`);
  }
});

function thing(label: number, x: number, y: number, half: number): Thing {
  return { label, x, y, halfWidth: half, halfHeight: half };
}
