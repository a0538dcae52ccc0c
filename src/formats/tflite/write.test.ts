import assert from 'node:assert/strict';
import { test } from 'node:test';
import { golden, goldenNames, noGoldens } from '../../../test/goldens.ts';
import { meantAnswers } from '../../../test/network-programs.ts';
import { randomCases, randomNetwork } from '../../../test/random-networks.ts';
import { Failure } from '../../base/failure.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { graphOfTflite } from './read.ts';
import { writeTflite } from './write.ts';

test('published networks come back as they went', { skip: noGoldens }, () => {
  for (const name of goldenNames()) {
    const { graph } = golden(name, 'double');
    assert.deepEqual(graphOfTflite(`${name}.tflite`, writeTflite(graph), 'double'), graph, name);
  }
});

test('random networks answer the same after they were written and read', () => {
  let written = 0;
  for (let seed = 0; seed < 120; seed++) {
    const graph = randomNetwork(seed);
    let bytes: Uint8Array;
    try {
      bytes = writeTflite(graph);
    } catch (error) {
      assert.ok(error instanceof Failure && /neither SAME nor VALID/.test(error.message));
      continue;
    }
    written++;
    const cases = randomCases(graph, seed, 2);
    const again = graphOfTflite('random.tflite', bytes);
    const [before, after] = [meantAnswers(graph, cases), meantAnswers(again, cases)];
    for (const [i, outputs] of before.entries()) {
      for (const [k, { data }] of outputs.entries()) {
        assert.deepEqual(after[i]![k]!.data, data, `network ${seed}`);
      }
    }
  }
  assert.ok(written > 80, `${written} networks written`);
});

test('a layer that TensorFlow Lite has no operator for is named', () => {
  const builder = new GraphBuilder('net');
  const gamma = { type: 'f32', shape: [3], data: new Float32Array(3) } as const;
  const x = builder.input('x', [2, 3]);
  const y = builder.add({ kind: 'layerNorm', gamma, beta: gamma, epsilon: 1e-3 }, [x]);
  assert.throws(
    () => writeTflite(builder.graph([y])),
    /Layer layerNorm_1 \(layerNorm\) cannot be written/,
  );
});
