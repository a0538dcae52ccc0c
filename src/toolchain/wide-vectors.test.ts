import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { Random } from '../base/random.ts';
import type { Graph } from '../graph/op.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import { autoencoder } from '../train/networks/autoencoder.ts';
import { makeNetwork, parseNetwork } from '../train/networks/makers.ts';
import { Weaver } from '../train/networks/weaver.ts';
import { compileNetwork } from '../train/wasm/compile.ts';
import { compiledTrainer } from '../train/wasm/compiled-trainer.ts';
import { nodeThreads } from './node-threads.ts';
import { joinVectors } from './wide-vectors.ts';

/** Between them every kernel; shapes with columns that do not come in pairs of panels. */
const networks: Readonly<Record<string, Shape>> = {
  mlp: [33],
  'conv:shrink=1': [1, 64, 3],
  'lstm:cells=12,8': [1, 64, 3],
  hybrid: [49, 10, 1],
  dscnn: [49, 10, 1],
  'mobilenet2:stages=4,head=0': [48, 48, 3],
  resnet8: [32, 32, 3],
};

test('vectors joined by the compiler train to the same bytes as those of 128 bits', (t) => {
  // all functions by the optimising compiler at once: it alone joins vectors
  setFlagsFromString('--no-liftoff');
  const cases = Object.entries(networks).map(([choice, shape]) => {
    const frame = { name: 'net', inputs: [{ name: 'x', shape }], labels: 4 };
    return [choice, makeNetwork(parseNetwork(choice), frame, new Random(1))] as const;
  });
  const narrowMiddle = { name: 'net', inputs: 72, hidden: [40, 33], code: 8 };
  const all = [...cases, ['autoencoder', autoencoder(narrowMiddle, new Random(1))] as const];
  // before joining is turned on, which cannot be undone in a process
  const narrow = all.map(([, network]) => trained(network, false));
  if (!joinVectors()) return t.skip('this machine does not join vectors');
  assert.equal(nodeThreads(1).wide, true);
  for (const [i, [choice, network]] of all.entries()) {
    assert.deepEqual(trained(network, true), narrow[i], choice);
  }
});

test('the compiler finds every pair of vectors in products of matrices and what is around them', (t) => {
  if (!joinVectors()) return t.skip('this machine does not join vectors');
  const net = new Weaver('net', new Random(1));
  const hidden = net.relu(net.dense(net.builder.input('x', [33]), 40, 'he'));
  const network = net.classify(hidden, 4);
  const options = { batch: 8, parts: 2, fused: true, wide: true, shared: false } as const;
  const { module } = compileNetwork(network, { ...options, loss: { kind: 'crossEntropy' } });
  const said = joiningOf(module);
  // tiles of pairs that are not joined would have more sums than there are registers
  assert.doesNotMatch(said, /Build tree failed/);
  const joined = said
    .split('Begin revec function')
    .filter((text) => /Decide to vectorize/.test(text));
  // of two layers the way out, weights and bias, one input; a mask; gathering and moving
  assert.ok(joined.length >= 9, `${joined.length} functions have joined vectors`);
});

/** What V8 tells of joining vectors when it compiles a module. */
function joiningOf(module: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'wide-'));
  const file = join(folder, 'step.wasm');
  writeFileSync(file, module);
  const joining = ['--experimental-wasm-revectorize', '--trace-wasm-revectorize'];
  const atOnce = ['--no-liftoff', '--no-wasm-lazy-compilation', '--single-threaded'];
  const program = `new WebAssembly.Module(require('node:fs').readFileSync(${JSON.stringify(file)}))`;
  const { stdout } = spawnSync(process.execPath, [...joining, ...atOnce, '-e', program], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  rmSync(folder, { recursive: true });
  return stdout;
}

/** All that three steps have made, a full batch and two that are not. */
function trained(network: Graph, wide: boolean) {
  const batch = 7;
  const classes = sizeOf(network.values[network.outputs[0]!]!.shape);
  const softmax = network.nodes.some(({ op }) => op.kind === 'softmax');
  const trainer = compiledTrainer(network, {
    batch,
    seed: 1,
    classWeights: new Float64Array(classes).fill(1),
    smoothing: 0.1,
    loss: { kind: softmax ? 'crossEntropy' : 'meanSquared' },
    fused: true,
    threads: { count: 1, wide, start: () => assert.fail('no other thread is wanted') },
  });
  const settings = { learningRate: 0.01, weightDecay: 0.1, lengthMost: 5, lossMost: 1e4 };
  const losses = [batch, 4, 1].map((count, step) => {
    const random = new Random(2, step);
    for (const input of trainer.inputs) {
      for (let i = 0; i < input.length; i++) input[i] = random.normal();
    }
    for (let i = 0; i < trainer.shares.length; i++) trainer.shares[i] = i % classes === 1 ? 1 : 0;
    return trainer.step(count, { ...settings, step, averaging: 0.9 }).loss;
  });
  return { losses, ...trainer.read() };
}
