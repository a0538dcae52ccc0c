import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statistics } from '../../dsp/flatten.ts';
import type { CompiledImpulse } from '../compile.ts';
import { boardById, boards } from './board.ts';
import { cores } from './core.ts';
import { estimateTime, guessInstructions } from './estimate-time.ts';

const signal = { axes: ['x'], sampleRateHz: 100, length: 100 };
const block = { kind: 'flatten', version: 1, scale: 1, statistics };

const compiled = {
  layers: [
    {
      ...{ name: 'flatten', kind: 'features', stage: 'features', step: 0, choice: null },
      ...{ features: { kind: 'features', block, signal }, callee: 'thimble_flatten_f32' },
      ...{ inputs: [[100, 1]], output: [7], macs: 0, constantBytes: 640 },
    },
    {
      ...{ name: 'dense', kind: 'dense', stage: 'network', step: 1, choice: null, features: null },
      ...{ inputs: [[500]], output: [10], macs: 5000, constantBytes: 6400 },
      ...{
        callee: 'thimble_dense_s8',
        weights: [{ shape: [10, 500], type: 'i8' }],
        slide: null,
        lines: null,
      },
    },
  ],
} as unknown as CompiledImpulse;

test('time is instructions by cycles and waits over the clock, energy is time by power', () => {
  const board = boardById('nano33ble');
  const core = cores[board.core];
  const counted = { features: 640_000, network: 64_000 };
  const answer = estimateTime(compiled, counted, board);
  const close = (a: number, b: number) => assert.ok(Math.abs(a / b - 1) < 1e-9, `${a} ${b}`);
  close(answer.featuresMilliseconds, 10 * core.cyclesPerInstruction.features + 0.005);
  close(answer.networkMilliseconds, 1 * core.cyclesPerInstruction.network + 0.05);
  close(answer.milliseconds, answer.featuresMilliseconds + answer.networkMilliseconds);
  close(answer.microjoules, answer.milliseconds * 10);
  assert.match(answer.how, /were counted on an emulated core/);
  assert.match(answer.how, /not measured on the board/);
});

test('an estimate without a count says how it was got', () => {
  const board = boardById('pico');
  const answer = estimateTime(compiled, null, board);
  assert.match(answer.how, /No instructions were counted/);
  const guess = guessInstructions(compiled, cores[board.core]);
  assert.ok(guess.network > 5000 && guess.features > 100);
});

test('every board has a core, room and a name of its own', () => {
  assert.equal(new Set(boards.map(({ id }) => id)).size, boards.length);
  for (const board of boards) {
    assert.equal(cores[board.core].id, board.core);
    assert.ok(board.ramBytes >= 32_768 && board.flashBytes > board.ramBytes);
    assert.ok(board.activeMilliwatts > 0 && board.clockMHz > 0);
  }
});

test('an unknown board is refused with the list of those that are known', () => {
  assert.throws(() => boardById('toaster'), /no board "toaster".*nano33ble/);
});
