import { test } from 'node:test';
import { assertGolden, golden, goldenNames, noGoldens } from '../../../test/goldens.ts';

test('published networks answer what TensorFlow Lite answers, in both roundings', {
  skip: noGoldens,
}, async (t) => {
  for (const name of goldenNames()) {
    for (const rounding of ['double', 'single'] as const) {
      await t.test(`${name}, ${rounding} rounding`, () => {
        const one = golden(name, rounding);
        assertGolden(one.graph, one);
      });
    }
  }
});
