/** Training a step at a time, beside PyTorch on the same machine in the same minutes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Node } from '../src/graph/op.ts';
import { type Slot, slotsOf } from '../src/train/parameters.ts';
import { multiplyAddsOf } from '../src/train/wasm/parts.ts';
import type { Measurement } from './measurement.ts';
import { multiplyAddCeiling } from './multiply-add-ceiling.ts';
import { batchFor, type TrainingCase, trainingCases } from './training-networks.ts';

const rounds = Number(process.env.ROUNDS ?? 5);
const seconds = Number(process.env.SECONDS ?? 1);
const wanted = process.env.NETS?.split(',') ?? Object.keys(trainingCases);
const threadCounts = process.env.THREADS?.split(',').map(Number) ?? [1, 2];

/**
 * Keeps PyTorch's allocator from giving pages back to the system and faulting them in again; and
 * tells OpenBLAS 0.3.21 which kernels to take, as it takes those of 2004 on processors younger than
 * itself (here: five times slower).
 */
const peerEnvironment = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '100000000000',
  ...openBlasKernels(),
};

function openBlasKernels(): Record<string, string> {
  const flags = readFileSync('/proc/cpuinfo', 'utf8');
  if (flags.includes('avx512_bf16')) return { OPENBLAS_CORETYPE: 'Cooperlake' };
  return flags.includes('avx512f') ? { OPENBLAS_CORETYPE: 'SkylakeX' } : {};
}

export async function measure(): Promise<Measurement> {
  const ceiling = multiplyAddCeiling();
  const rows: Measurement['rows'][number][] = [];
  for (const net of wanted) {
    for (const threads of threadCounts) rows.push(await measureOne(net, threads, ceiling));
  }
  const [{ model } = { model: 'unknown' }] = cpus();
  return {
    title: `Training, samples per second beside PyTorch, on ${model.trim()}, ${cpus().length} cores`,
    rows,
    notes: [
      'ratio: our samples per second over those of PyTorch, the median of interleaved rounds; cpuRatio: the same by processor time, which other work on the machine disturbs less. leastRatio: the same of the fastest step of each side, which it disturbs least.',
      'memoryRatio: our peak resident memory over that of PyTorch, each a whole process.',
      `ceiling: multiply-adds of a step, as direct sums would need them, done in a second of processor time, over the ${(ceiling / 1e9).toFixed(1)} thousand million that 128-bit fused multiply-adds reach here on one core; Winograd tiles need fewer, and vectors joined to 256 bits (see THIMBLE_VECTORS in src/toolchain/wide-vectors.ts) do twice as many.`,
      'loss: the largest difference to PyTorch over the first ten steps of Adam from the same weights.',
      'PyTorch: channels last, Adam with foreach, glibc malloc told to keep its pages, OpenBLAS told which kernels to take.',
    ],
  };
}

async function measureOne(net: string, threads: number, ceiling: number) {
  const folder = mkdtempSync(join(tmpdir(), 'training-'));
  const given = trainingCases[net]!();
  const description = describe(given, folder);
  const python = ['/usr/bin/python3', join(import.meta.dirname, 'training-peer.py'), description];
  const ours = new Side([
    process.execPath,
    join(import.meta.dirname, 'training-worker.ts'),
    net,
    `${threads}`,
  ]);
  const peer = new Side([...python, `${threads}`], {
    ...peerEnvironment,
    OMP_NUM_THREADS: `${threads}`,
  });
  const [mine, theirs] = [await ours.ask('losses'), await peer.ask('losses')];
  const away = Math.max(...mine.losses.map((loss, i) => Math.abs(loss - theirs.losses[i]!)));
  for (const side of [ours, peer]) await side.ask('0.5');
  const pairs: [ours: Answer, peer: Answer][] = [];
  for (let round = 0; round < rounds; round++) {
    pairs.push([await ours.ask(`${seconds}`), await peer.ask(`${seconds}`)]);
  }
  const [ourMemory, peerMemory] = [ours.peakBytes(), peer.peakBytes()];
  for (const side of [ours, peer]) side.end();
  rmSync(folder, { recursive: true });
  const ms = median(pairs.map(([our]) => our.ms));
  const cpuMs = median(pairs.map(([our]) => our.cpuMs));
  const ourLeast = Math.min(...pairs.map(([our]) => our.leastMs));
  const multiplyAdds = 3 * given.batch * multiplyAddsOf(given.network);
  return {
    net,
    threads,
    ratio: round(median(pairs.map(([our, theirs]) => theirs.ms / our.ms))),
    cpuRatio: round(median(pairs.map(([our, theirs]) => theirs.cpuMs / our.cpuMs))),
    leastRatio: round(Math.min(...pairs.map(([, theirs]) => theirs.leastMs)) / ourLeast),
    memoryRatio: round(ourMemory / peerMemory),
    'ms a step': round(ms),
    'PyTorch ms': round(median(pairs.map(([, theirs]) => theirs.ms))),
    'samples/s': Math.round((1000 * given.batch) / ms),
    'PyTorch samples/s': Math.round((1000 * given.batch) / median(pairs.map(([, t]) => t.ms))),
    'MB, ours and PyTorch': `${Math.round(ourMemory / 1e6)} / ${Math.round(peerMemory / 1e6)}`,
    'loss, ten steps': away.toExponential(1),
    ceiling: `${Math.round((100 * multiplyAdds) / (cpuMs / 1000) / ceiling)} %`,
  };
}

interface Answer {
  readonly ms: number;
  readonly leastMs: number;
  readonly cpuMs: number;
  readonly losses: readonly number[];
}

/** A process that trains for as long as each line says. */
class Side {
  readonly #child;
  readonly #answers;

  constructor([command, ...args]: readonly string[], environment: Record<string, string> = {}) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(command!, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async ask(line: string): Promise<Answer> {
    this.#child.stdin.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`${this.#child.spawnargs.join(' ')} ended without an answer.`);
    return JSON.parse(value) as Answer;
  }

  /** The most memory that it has had in use. */
  peakBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
  }

  end(): void {
    this.#child.stdin.end();
  }
}

/** Writes the network, its first weights and a batch where the peer can read them. */
function describe(given: TrainingCase, folder: string): string {
  const { network, loss } = given;
  const { inputs, labels } = batchFor(given);
  const { shape } = network.values[network.inputs[0]!]!;
  const tensors: Record<string, [shape: readonly number[], offset: number]> = {};
  const chunks: Float32Array[] = [];
  let offset = 0;
  const add = (name: string, shape: readonly number[], data: Float32Array) => {
    tensors[name] = [shape, offset];
    chunks.push(data);
    offset += data.byteLength;
  };
  const slots = slotsOf(network);
  for (const { node, field, initial } of slots) {
    add(`${network.nodes[node]!.name}.${field}`, initial.shape, initial.data);
  }
  add('batch inputs', [given.batch, ...shape], inputs);
  add('batch labels', [given.batch], Float32Array.from(labels));
  const data = join(folder, 'network.bin');
  writeFileSync(data, Buffer.concat(chunks.map((chunk) => new Uint8Array(chunk.buffer))));
  const nodes = network.nodes.map((node, i) => described(node, i, slots, network.nodes));
  const text = { nodes, tensors, data, loss: loss.kind, smooth: false };
  const ends = { input: network.inputs[0], output: network.outputs[0] };
  const file = join(folder, 'network.json');
  writeFileSync(file, JSON.stringify({ ...text, ...ends }));
  return file;
}

function described(node: Node, index: number, slots: readonly Slot[], nodes: readonly Node[]) {
  const { op, name, inputs, output } = node;
  const readers = nodes.filter((other) => other.inputs.includes(output));
  // batch norm takes a bias away again; PyTorch's users leave it out
  const vain = readers.every((reader) => reader.op.kind === 'batchNorm') && readers.length > 0;
  const fields = slots
    .filter((slot) => slot.node === index && !(slot.field === 'bias' && vain))
    .map(({ field }) => field);
  const pad = 'pad' in op && !('length' in op.pad) ? [op.pad.top, op.pad.left] : [0, 0];
  const numbers = {
    ...('stride' in op && { stride: op.stride }),
    ...('size' in op && { size: op.size }),
    ...('mode' in op && { mode: op.mode }),
    ...('epsilon' in op && { epsilon: op.epsilon }),
  };
  return { kind: op.kind, name, inputs, output, fields, pad, ...numbers };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
