import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildReport } from '../../state/budget.ts';
import { checksOf } from './checks.ts';

const report: BuildReport = {
  accuracy: { float: 1, int8: 1 },
  library: { arenaBytes: 100, weightBytes: 200 },
  device: {
    verified: true,
    why: null,
    core: 'Cortex-M4',
    machine: 'an386',
    compiler: 'gcc 12',
    flashBytes: 20_480,
    ramBytes: 4096,
    stackBytes: 100,
    windowBytes: 100,
    arenaBytes: 100,
    staticBytes: 0,
    instructions: { features: 1000, network: 500 },
  },
  estimate: { milliseconds: 4.1, microjoules: 41, how: '' },
  agreement: { windows: 120, identical: 120, featureErrorMax: 0 },
  files: [],
};
const states = (of: BuildReport | null) => checksOf(of).map(({ state }) => state);

test('a proven library passes every check', () => {
  assert.deepEqual(states(report), ['passed', 'passed', 'passed', 'passed', 'passed']);
});

test('one window that differs fails the check of answers and no other', () => {
  const off = { ...report, agreement: { ...report.agreement, identical: 119 } };
  assert.deepEqual(states(off), ['failed', 'passed', 'passed', 'passed', 'passed']);
});

test('features off by more than is allowed fail theirs', () => {
  const off = { ...report, agreement: { ...report.agreement, featureErrorMax: 2e-5 } };
  assert.equal(states(off)[1], 'failed');
});

test('a library that was not run waits for all of them', () => {
  const unproven = { ...report, device: { ...report.device, verified: false } };
  assert.deepEqual(new Set(states(unproven)), new Set(['waiting']));
  assert.deepEqual(new Set(states(null)), new Set(['waiting']));
});
