import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphOfTflite } from '../src/formats/tflite/read.ts';
import { evaluateNext } from '../src/graph/evaluate.ts';
import type { Graph, Rounding } from '../src/graph/op.ts';
import { initialState } from '../src/graph/state.ts';
import { type Tensor, tensor } from '../src/tensor/tensor.ts';

/** A published network with what TensorFlow Lite answers to some inputs, one after another. */
export interface Golden {
  readonly name: string;
  readonly rounding: Rounding;
  readonly bytes: Uint8Array;
  readonly graph: Graph;
  readonly cases: readonly GoldenCase[];
}

export interface GoldenCase {
  readonly name: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** Where published networks and their answers are: THIMBLE_DATA_DIR/goldens. */
export const goldensFolder = join(process.env.THIMBLE_DATA_DIR ?? '', 'goldens');
export const noGoldens = existsSync(join(goldensFolder, 'models'))
  ? false
  : 'set THIMBLE_DATA_DIR to a folder with goldens/ to run this test';

export function goldenNames(): string[] {
  if (noGoldens) return [];
  return readdirSync(join(goldensFolder, 'vectors')).map((file) => file.replace('.json', ''));
}

export function golden(name: string, rounding: Rounding): Golden {
  const folder = rounding === 'double' ? 'vectors' : 'vectors_single_rounding';
  const { cases } = JSON.parse(readFileSync(join(goldensFolder, folder, `${name}.json`), 'utf8'));
  const bytes = readFileSync(join(goldensFolder, 'models', `${name}.tflite`));
  return { name, rounding, bytes, graph: graphOfTflite(`${name}.tflite`, bytes, rounding), cases };
}

/** Each case through a graph, its state carried from one to the next. */
export function answersOf(graph: Graph, cases: readonly GoldenCase[]): Tensor[] {
  const { type, shape } = graph.values[graph.inputs[0]!]!;
  let state = initialState(graph);
  return cases.map(({ input }) => {
    const next = evaluateNext(graph, [tensor(type, shape, input)], state);
    state = next.state;
    return next.outputs[0]!;
  });
}

export function assertGolden(graph: Graph, { name, rounding, cases }: Golden): void {
  for (const [i, answer] of answersOf(graph, cases).entries()) {
    const one = cases[i]!;
    assert.deepEqual(Array.from(answer.data), one.output, `${name}, ${rounding}: ${one.name}`);
  }
}
