import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tinyImpulse } from '../../test/tiny-impulse.ts';
import { Failure } from '../base/failure.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Impulse } from '../graph/impulse.ts';
import type { Graph, Op } from '../graph/op.ts';
import { tensor } from '../tensor/tensor.ts';
import { compileImpulse } from './compile.ts';

const header = { toolVersion: '1.2.3', seed: 42 };
const options = { strideReadings: 4, header };
/** Only who includes whom matters here. */
const runtime = new Map(
  [
    'error.h',
    'join.h',
    'quantize.h',
    'quantize.c',
    'conv2d_s8.h',
    'conv2d_s8.c',
    'add_s8.h',
    'add_s8.c',
    'pool2d_s8.h',
    'pool2d_s8.c',
    'dense_s8.h',
    'dense_s8.c',
    'softmax_s8.h',
    'softmax_s8.c',
    'requantize_s8.h',
    'requantize_s8.c',
  ].map((file) => [
    `thimble_${file}`,
    file === 'dense_s8.c' ? '#include "thimble_add_s8.h"\n' : '',
  ]),
);

test('the header states every size', () => {
  const compiled = compileImpulse(tinyImpulse(), runtime, options);
  const text = compiled.files.get('thimble_tiny.h')!;
  const stated = new Map(
    Array.from(text.matchAll(/^#define THIMBLE_TINY_(\w+) (\S+)/gm), ([, what, value]) => [
      what,
      value,
    ]),
  );
  assert.deepEqual(Object.fromEntries(stated), {
    AXES: '2',
    WINDOW_READINGS: '12',
    WINDOW_VALUES: '24',
    STRIDE_READINGS: '4',
    SAMPLE_RATE_HZ: '50.0f',
    FEATURES: '24',
    LABELS: '3',
    ARENA_BYTES: String(compiled.arenaBytes),
  });
  assert.match(text, /Thimble 1\.2\.3 from the impulse tiny, seed 42/);
});

test('each layer is reported with its shapes, work and constants', () => {
  const { layers } = compileImpulse(tinyImpulse(), runtime, options);
  const conv = layers.find(({ kind }) => kind === 'conv2d')!;
  assert.deepEqual([conv.inputs, conv.output], [[[1, 12, 2]], [1, 12, 4]]);
  assert.equal(conv.macs, 12 * 4 * 3 * 2);
  assert.equal(conv.scratchBytes, 6);
  // Weights, bias, multiplier, shift; 13 + 3 + 6 fields of the config.
  assert.equal(conv.constantBytes, 24 + 4 * (4 + 4 + 1) + 4 * 22);
  assert.ok(layers.every(({ kind }) => kind !== 'reshape'));
});

test('the arena is the least possible: features, then values in place', () => {
  const { plan, arenaBytes } = compileImpulse(tinyImpulse(), runtime, options);
  // The fullest moment is the quantizing of 24 floats in place.
  assert.equal(arenaBytes, 96);
  assert.equal(plan.lowerBoundBytes, 96);
});

test('only runtime files that are included come along, with their sources', () => {
  const { files, generated } = compileImpulse(tinyImpulse(), runtime, options);
  const used = [...files.keys()].filter((name) => !generated.includes(name));
  assert.ok(used.includes('thimble_conv2d_s8.c'));
  assert.ok(!used.includes('thimble_requantize_s8.c'));
  assert.equal(generated.length, 4);
});

test('the same impulse gives the same bytes', () => {
  const [one, two] = [0, 1].map(() => compileImpulse(tinyImpulse(), runtime, options));
  assert.deepEqual(one!.files, two!.files);
  assert.equal(one!.hash, two!.hash);
});

test('labels and names that mean something to C do no harm', () => {
  const labels = ['a"b\\', 'ü */ ??/', 'line\nbreak'];
  const { files } = compileImpulse(tinyImpulse('Float', labels), runtime, options);
  const source = files.get('thimble_float.c')!;
  assert.match(source, /"a\\"b\\\\",\s+"\\303\\274 \*\/ \\\?\\\?\/",\s+"line\\012break"/);
  for (const text of files.values()) {
    const outside = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/"(\\.|[^"\\])*"/g, '""');
    assert.doesNotMatch(outside, /\*\/|ü|break\b/);
  }
});

test('a layer in float32 is refused with its name and the way out', () => {
  const b = new GraphBuilder('float');
  const x = b.input('x', [24]);
  const weight = tensor('f32', [3, 24], new Float32Array(72));
  const bias = tensor('f32', [3], new Float32Array(3));
  const y = b.add({ kind: 'dense', weight, bias, activation: 'none' }, [x], { name: 'first' });
  refuses(withNetwork(b.graph([y])), /Layer first \(dense\) computes in f32; quantise/);
});

test('a sum that may leave 32 bits is refused with its channel', () => {
  const network = changed('dense', (op) => {
    const bias = Int32Array.from([0, 2 ** 31 - 1, 0]);
    return { ...op, bias: tensor('i32', [3], bias) } as Op;
  });
  refuses({ ...tinyImpulse(), network }, /Layer dense: the sum of output channel 1 may exceed/);
});

test('pooling over nothing but padding is refused', () => {
  const network = changed('pool2d', (op) => {
    const pad = { top: 1, bottom: 0, left: 0, right: 0 };
    return { ...op, pad } as Op;
  });
  refuses({ ...tinyImpulse(), network }, /Layer mean: a frame lies in the padding alone/);
});

test('impulses whose parts do not fit together are refused', () => {
  refuses({ ...tinyImpulse(), labels: ['one'] }, /3 scores for 1 labels/);
  refuses({ ...tinyImpulse(), name: '2 names' }, /its name must begin with a letter/);
  const signal = { ...tinyImpulse().signal, length: 5 };
  refuses({ ...tinyImpulse(), signal }, /one window of 5 readings of 2 axes/);
  const b = new GraphBuilder('other');
  const x = b.input('x', [7]);
  refuses(withNetwork(b.graph([x])), /features give 24 values, its network takes 7/);
});

test('a stride that is no count of readings is refused', () => {
  for (const strideReadings of [0, -1, 1.5, Number.NaN]) {
    assert.throws(
      () => compileImpulse(tinyImpulse(), runtime, { ...options, strideReadings }),
      (error) => error instanceof Failure && error.code === 'bad-option',
    );
  }
});

function withNetwork(network: Graph): Impulse {
  return { ...tinyImpulse(), network };
}

function changed(kind: Op['kind'], change: (op: Op) => Op): Graph {
  const { network } = tinyImpulse();
  const nodes = network.nodes.map((node) =>
    node.op.kind === kind ? { ...node, op: change(node.op) } : node,
  );
  return { ...network, nodes };
}

function refuses(impulse: Impulse, why: RegExp): void {
  assert.throws(
    () => compileImpulse(impulse, runtime, options),
    (error) => error instanceof Failure && error.code === 'bad-graph' && why.test(error.message),
  );
}
