import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import type { Task } from '../base/task.ts';
import type { Proof, ProofRequest } from '../pipeline/proof.ts';
import { buildFirmware } from './build-firmware.ts';
import { emulate } from './emulate.ts';
import { instructionsOf, machineFor } from './machines.ts';
import { readFirmware } from './runtime-files.ts';
import { inWorkshop } from './workshop.ts';

/** Windows for one run of the emulator: progress is told and a stop is heard between two. */
const windowsPerRun = 50;
/** A window takes milliseconds; a program that takes so long hangs. */
const limitMs = 300_000;

/**
 * Builds a library for an emulated core, runs it on every window, and measures it.
 *
 * Flash and static RAM are those of a whole program that holds one window, one arena and one result
 * and calls `run` (start-up and what it needs of the C library included); the stack is the deepest
 * that `run` used on any window. Instructions are exact but for the few that read the counter.
 */
export async function prove(request: ProofRequest, task: Task): Promise<Proof> {
  const firmware = await readFirmware();
  return inWorkshop(new Map([...firmware, ...request.files]), async (folder) => {
    const sources = [...request.files.keys()].filter((file) => file.endsWith('.c'));
    const defines = definesFor(request);
    const build = (main: string, name: string) =>
      buildFirmware(folder, request.core, [main, ...sources], defines, name, task.signal);
    task.progress('Building for the device', 0, 2);
    const application = await build('application.c', 'application');
    task.progress('Building for the device', 1, 2);
    const prover = await build('prove.c', 'prove');
    task.progress('Building for the device', 2, 2);

    const answers = await runAll(folder, prover.elf, request, task);
    const machine = machineFor(request.core);
    const { compiler, flags, flashBytes, staticBytes } = application;
    const windowBytes = 4 * request.windowValues;
    const stackBytes = Math.max(...answers.map((answer) => answer.stackBytes));
    return {
      core: request.core,
      machine: machine.caveat ? `${machine.name}: ${machine.caveat}` : machine.name,
      compiler: `${compiler.version} ${flags.join(' ')}`,
      flashBytes,
      ramBytes: staticBytes + stackBytes,
      stackBytes,
      windowBytes,
      arenaBytes: request.arenaBytes,
      staticBytes: staticBytes - windowBytes - request.arenaBytes,
      instructions: {
        features: mean(answers.map(({ featureTicks }) => instructionsOf(featureTicks, machine))),
        network: mean(answers.map(({ networkTicks }) => instructionsOf(networkTicks, machine))),
      },
      features: answers.map(({ features }) => features),
      scores: answers.map(({ scores }) => scores),
    };
  });
}

interface Answer {
  readonly features: Float32Array;
  readonly scores: Float32Array;
  readonly featureTicks: number;
  readonly networkTicks: number;
  readonly stackBytes: number;
}

function definesFor({ core, name, windowValues, features, labels }: ProofRequest) {
  const { counterAddress } = machineFor(core);
  return {
    LIBRARY_HEADER: `"thimble_${name}.h"`,
    WINDOW_VALUES: windowValues,
    FEATURES: features,
    LABELS: labels,
    ARENA: `thimble_${name}_arena`,
    RESULT: `thimble_${name}_result`,
    RUN: `thimble_${name}_run`,
    FEATURES_OF: `thimble_${name}_features`,
    NETWORK_OF: `thimble_${name}_network`,
    COUNTER_ADDRESS: `0x${counterAddress.toString(16)}u`,
  };
}

async function runAll(
  folder: string,
  elf: string,
  request: ProofRequest,
  task: Task,
): Promise<Answer[]> {
  const { windows, core } = request;
  assert(windows.length > 0, 'a library is proven on at least one window');
  const answers: Answer[] = [];
  for (let start = 0; start < windows.length; start += windowsPerRun) {
    task.progress('Running on the emulated core', start, windows.length);
    const some = windows.slice(start, start + windowsPerRun);
    await writeFile(join(folder, 'windows.bin'), packed(some));
    await emulate(folder, core, elf, limitMs, task.signal);
    answers.push(...readAnswers(await readFile(join(folder, 'results.bin')), request, some.length));
  }
  task.progress('Running on the emulated core', windows.length, windows.length);
  return answers;
}

function packed(windows: readonly Float32Array[]): Uint8Array {
  return Buffer.concat(windows.map((w) => new Uint8Array(w.buffer, w.byteOffset, w.byteLength)));
}

/** For each window: features, scores, then label, equality, two counts of ticks, stack bytes. */
function readAnswers(
  bytes: Uint8Array,
  { features, labels }: ProofRequest,
  count: number,
): Answer[] {
  const size = 4 * (features + labels + 5);
  if (bytes.length !== count * size) {
    const sentence = `The emulated device answered ${Math.floor(bytes.length / size)} of ${count} windows.`;
    throw new Failure('tool-failed', sentence);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, i) => {
    const floats = (from: number, length: number) =>
      Float32Array.from({ length }, (__, k) => view.getFloat32(i * size + 4 * (from + k), true));
    const fact = (k: number) => view.getInt32(i * size + 4 * (features + labels + k), true);
    if (fact(1) !== 1) {
      const sentence = `On window ${i} run gives other scores than features and network one by one.`;
      throw new Failure('tool-failed', sentence);
    }
    return {
      features: floats(0, features),
      scores: floats(features, labels),
      featureTicks: fact(2) >>> 0,
      networkTicks: fact(3) >>> 0,
      stackBytes: fact(4),
    };
  });
}

function mean(values: readonly number[]): number {
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}
