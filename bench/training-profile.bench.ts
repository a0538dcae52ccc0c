/**
 * Where the time of a training step goes: npm run bench -- training-profile [network …].
 * Every phase is called for itself over the whole batch, on one thread.
 */

import { joinVectors } from '../src/toolchain/wide-vectors.ts';
import { type CompiledNetwork, compileNetwork } from '../src/train/wasm/compile.ts';
import { control } from '../src/train/wasm/control.ts';
import { packInto } from '../src/train/wasm/packing.ts';
import { partsFor } from '../src/train/wasm/parts.ts';
import { fusesMultiplyAdd } from '../src/train/wasm/probe.ts';
import type { Measurement } from './measurement.ts';
import { batchFor, type TrainingCase, trainingCases } from './training-networks.ts';

const rounds = 40;

export async function measure(args: readonly string[]): Promise<Measurement> {
  const rows: Measurement['rows'][number][] = [];
  for (const net of args.length > 0 ? args : Object.keys(trainingCases)) {
    const given = trainingCases[net]!();
    const times = phaseTimes(given);
    const whole = times.reduce((sum, { ms }) => sum + ms, 0);
    rows.push({ net, phases: 'all', count: times.length, ms: whole.toFixed(2), share: '100 %' });
    for (const [phases, all] of Map.groupBy(times, ({ phase }) => kindOf(phase))) {
      const ms = all.reduce((sum, time) => sum + time.ms, 0);
      const share = `${((100 * ms) / whole).toFixed(1)} %`;
      rows.push({ net, phases, count: all.length, ms: ms.toFixed(2), share });
    }
  }
  return {
    title: 'Phases of a training step, one thread',
    rows,
    notes: [
      `The least of ${rounds} rounds; phases of the same kind together.`,
      'Alone, a phase finds less of what it reads in the caches than within a step.',
    ],
  };
}

/** `12 conv2d_3 weights` → `conv2d weights` */
function kindOf(phase: string): string {
  return phase.replace(/^\d+ /, '').replace(/_\d+/, '');
}

interface PhaseTime {
  readonly phase: string;
  readonly ms: number;
}

type Phase = (from: number, to: number, own: number, part: number) => void;

function phaseTimes(given: TrainingCase): PhaseTime[] {
  const { network, batch, loss } = given;
  const parts = partsFor(batch);
  const options = {
    fused: fusesMultiplyAdd(),
    wide: joinVectors(),
    shared: false,
    loss,
    profiled: true,
  };
  const compiled = compileNetwork(network, { batch, parts, ...options });
  const memory = new WebAssembly.Memory({ initial: compiled.pages });
  fill(compiled, given, memory);
  const module = new WebAssembly.Module(compiled.module);
  const { exports } = new WebAssembly.Instance(module, { engine: { memory } });
  const times = compiled.phases.map((phase) => ({ phase, ms: [] as number[] }));
  (exports.prepare as (thread: number) => void)(0);
  for (let round = 0; round < rounds; round++) {
    for (const { phase, ms } of times) {
      const run = exports[phase] as Phase;
      const start = performance.now();
      for (let part = 0; part < parts; part++) {
        const begins = (number: number) => Math.floor((batch * number) / parts);
        run(begins(part), begins(part + 1), compiled.ownAt + part * compiled.ownBytes, part);
      }
      ms.push(performance.now() - start);
    }
  }
  return times.map(({ phase, ms }) => ({ phase, ms: Math.min(...ms) }));
}

/** The memory as it is before the first step. */
function fill(compiled: CompiledNetwork, given: TrainingCase, memory: WebAssembly.Memory): void {
  const floats = new Float32Array(memory.buffer);
  const words = new Int32Array(memory.buffer);
  const length = compiled.slots.reduce((sum, { initial }) => sum + initial.data.length, 0);
  const numbers = new Float32Array(length);
  for (const { offset, initial } of compiled.slots) numbers.set(initial.data, offset);
  packInto(compiled.packing, numbers, floats.subarray(compiled.holdings.numbers / 4));
  for (const { address, values } of compiled.constants) floats.set(values, address / 4);
  const { inputs, targets } = batchFor(given);
  floats.set(inputs, compiled.inputs[0]!.address / 4);
  floats.set(targets, compiled.shares / 4);
  floats.fill(1, compiled.classWeights / 4, compiled.classWeights / 4 + compiled.classes);
  for (const [at, value] of [
    [control.count, given.batch],
    [control.training, 1],
    [control.threads, 1],
  ] as const) {
    words[at / 4] = value;
  }
}
