import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tinyImpulse } from '../../../test/tiny-impulse.ts';
import { portableKernels } from '../emit/portable.ts';
import { makeProgram } from '../program.ts';
import { arrange } from './arrange.ts';
import { drawPlan } from './picture.ts';
import { drawPlanSvg } from './picture-svg.ts';

const { program, storage, plan } = arrange(makeProgram(tinyImpulse(), portableKernels), 'speed');

test('the plan in letters has a row for each block, marked in the steps of its life', () => {
  const [head, ...rows] = drawPlan(program, storage, plan);
  assert.equal(head!.trim().split(/\s+/).length, 2 + program.steps.length);
  assert.equal(rows.length, storage.blocks.length);
  for (const { name, bytes, from, to } of storage.blocks) {
    const row = rows.find((line) => line.endsWith(`   ${name}`))!;
    const [first, last, ...marks] = row.trim().split(/\s+/);
    assert.equal(Number(last) - Number(first) + 1, bytes);
    const steps = marks.slice(0, program.steps.length);
    assert.deepEqual([steps.indexOf('#'), steps.lastIndexOf('#')], [from, to]);
  }
});

test('the plan as a picture draws every block where it lies, to scale', () => {
  const svg = drawPlanSvg(program, storage, plan);
  const scale = 400 / plan.arenaBytes;
  for (const [i, { name, bytes, from, to }] of storage.blocks.entries()) {
    const after = svg.slice(svg.indexOf(`<title>${name}: bytes ${plan.offsets[i]} to`));
    const [, x, y, width, height] = /x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"/.exec(after)!;
    assert.ok(Math.abs(Number(height) - bytes * scale) < 0.1);
    const top = 32 + 400 - (plan.offsets[i]! + bytes) * scale;
    assert.ok(Math.abs(Number(y) - top) < 0.1);
    assert.equal((Number(x) - 64) * (to - from + 1), from * Number(width));
  }
});

test('names in a picture do no harm to it', () => {
  const steps = program.steps.map((step) => ({ ...step, name: 'a<b&"c' }));
  const svg = drawPlanSvg({ ...program, steps }, storage, plan);
  assert.ok(!svg.includes('a<b') && svg.includes('a&#60;b&#38;&#34;c'));
});
