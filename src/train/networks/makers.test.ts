import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { checkGraph } from '../../graph/check.ts';
import { parameterCount } from '../../graph/print.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { InputForm, NetworkInput } from './maker.ts';
import { makeNetwork, parseNetwork } from './makers.ts';

test('a network is asked for by name, and by those of its options that are to differ', () => {
  assert.deepEqual(parseNetwork('mlp'), { network: 'mlp', values: {} });
  assert.deepEqual(parseNetwork('mlp:hidden=48,24,dropout=0.3,batchNorm=no'), {
    network: 'mlp',
    values: { hidden: [48, 24], dropout: 0.3, batchNorm: false },
  });
  assert.deepEqual(parseNetwork(' conv : kernel=7, segments = 2').values, {
    kernel: 7,
    segments: 2,
  });
});

test('a wish that makes no sense is told with what is allowed', () => {
  const told = new Map([
    ['', /There is no network "": take one of mlp, conv/],
    ['resnet99', /There is no network "resnet99": take one of mlp, conv/],
    ['toString', /There is no network "toString"/],
    ['mlp:width=3', /Network mlp has no option "width": it has hidden, inputDropout, dropout, /],
    [
      'mlp:hidden=0',
      /Option hidden of network mlp is "0"; it must be whole numbers from 1 to 4096/,
    ],
    ['mlp:hidden=', /Option hidden of network mlp is ""; it must be whole numbers/],
    ['mlp:dropout=1', /Option dropout of network mlp is "1"; it must be a number from 0 to 0.95/],
    ['mlp:batchNorm=2', /Option batchNorm of network mlp is "2"; it must be yes or no/],
    ['conv:kernel=2.5', /Option kernel of network conv is "2.5"; it must be a whole number/],
    ['mlp:48', /"48" says nothing to network mlp: write its options as name=value/],
  ]);
  for (const [text, message] of told) {
    assert.throws(() => parseNetwork(text), { code: 'bad-option', message });
  }
});

test('what is left open is a default, and what is told is done', () => {
  const row = frame({ name: 'row', shape: [10] });
  const plain = makeNetwork(parseNetwork('mlp'), row, new Random(1));
  assert.equal(parameterCount(plain), 10 * 48 + 5 * 48 + 48 * 24 + 5 * 24 + 24 * 3 + 3);
  const bare = makeNetwork(parseNetwork('mlp:hidden=5,batchNorm=no'), row, new Random(1));
  assert.equal(parameterCount(bare), 10 * 5 + 5 + 5 * 3 + 3);
});

test('every network makes a sound graph of inputs of its form, from rows to scores', () => {
  for (const [text, form] of Object.entries(small)) {
    for (const inputs of inputsOf[form]) {
      const graph = makeNetwork(parseNetwork(text), frame(...inputs), new Random(1));
      assert.deepEqual(checkGraph(graph), [], text);
      const sizes = graph.inputs.map((id) => graph.values[id]!.shape);
      assert.deepEqual(
        sizes,
        inputs.map(({ shape }) => [sizeOf(shape)]),
        text,
      );
      const scores = form === 'scene' ? [5, 4, 3] : [3];
      assert.deepEqual(graph.values[graph.outputs[0]!]!.shape, scores, text);
    }
  }
});

const small: Readonly<Record<string, InputForm>> = {
  mlp: 'features',
  conv: 'time',
  lstm: 'time',
  'lstm:cells=8,5,stem=0,shrink=4,segments=1': 'time',
  temporal: 'time',
  'temporal:channels=8,blocks=1': 'time',
  hybrid: 'picture',
  'hybrid:blocks=0,front=4': 'picture',
  'dscnn:channels=8': 'picture',
  mobilenet1: 'picture',
  'mobilenet1:blocks=3': 'picture',
  mobilenet2: 'picture',
  'mobilenet2:stages=4,head=0': 'picture',
  'resnet8:channels=4,8': 'picture',
  centres: 'scene',
  'centres:context=0,head=8': 'scene',
  'conv:shrink=4,stem=0,channels=8,residual=no': 'time',
};

const inputsOf: { readonly [K in InputForm]: readonly (readonly NetworkInput[])[] } = {
  features: [[{ name: 'features', shape: [17] }]],
  time: [
    [{ name: 'window', shape: [1, 61, 3] }],
    [
      { name: 'window', shape: [1, 64, 6] },
      { name: 'features', shape: [9] },
    ],
    [{ name: 'frames', shape: [49, 10, 1] }],
  ],
  picture: [[{ name: 'picture', shape: [33, 31, 3] }], [{ name: 'frames', shape: [49, 10, 1] }]],
  scene: [[{ name: 'picture', shape: [33, 31, 3] }]],
};

function frame(...inputs: NetworkInput[]) {
  return { name: 'net', inputs, labels: 3 };
}
