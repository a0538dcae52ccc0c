import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import type { Task } from '../base/task.ts';
import type { AnyProofRequest, Proof } from '../pipeline/proof.ts';
import { readMeasured, type Taken, writeWindows } from './answers.ts';
import {
  compileObjects,
  compilerFlags,
  type Firmware,
  type FirmwareBuild,
  linkFirmware,
  type Optimise,
} from './build-firmware.ts';
import { emulateEach } from './emulate.ts';
import { requireTool, type Tools } from './find-tools.ts';
import { headerFor, libraryUnderProof } from './library-under-proof.ts';
import type { FlashParts } from './link-map.ts';
import { instructionsBetween, machineFor } from './machines.ts';
import { readFirmware } from './runtime-files.ts';
import { inWorkshop } from './workshop.ts';

/** A proof with everything that was measured for it. */
export interface MeasuredProof extends Proof {
  readonly flashParts: FlashParts;
  /** Executed in one window, from a function's first instruction to its return, both included. */
  readonly instructionsByCall: { readonly [K in Call]: Range };
  /** The deepest that each call went below its caller on any window. */
  readonly stackBytesByCall: { readonly [K in Call]: number };
}

type Call = 'features' | 'network' | 'run';

interface Range {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface ProveOptions {
  readonly optimise?: Optimise;
  /** A window that takes so long hangs. */
  readonly silenceMs?: number;
}

/**
 * Builds a library for an emulated core, runs it on every window, and measures it.
 *
 * Flash and static RAM are those of a whole program that holds one window, one arena and one result
 * and calls run: vectors, start-up and what it needs of the C library included, nothing of the proof
 * in it. RAM adds the deepest stack of run. The stack is what was written below the caller; bytes
 * that a function reserves at its deepest and never writes are not seen. Instructions are exact: an
 * empty call is measured the same way and taken off.
 *
 * A Failure names what does not build or fit, and the window on which the library faults, hangs or
 * answers otherwise as a whole than in parts.
 */
export async function prove(
  request: AnyProofRequest,
  tools: Tools,
  task: Task,
  options: ProveOptions = {},
): Promise<MeasuredProof> {
  const { core } = request;
  const { counterAddress, slowCounterAddress, toolchain } = machineFor(core);
  assert(request.windows.length > 0, 'a library is proven on at least one window');
  const header = headerFor(request, {
    COUNTER_ADDRESS: `${counterAddress}u`,
    SLOW_COUNTER_ADDRESS: `${slowCounterAddress}u`,
  });
  const files = new Map<string, string | Uint8Array>([
    ...(await readFirmware(toolchain.headers)),
    ...request.files,
    [libraryUnderProof, header],
    ['windows.bin', writeWindows(request)],
  ]);
  return inWorkshop(files, async (folder) => {
    const { optimise = '-O2', silenceMs = 120_000 } = options;
    const build = { folder, core, tools, optimise, signal: task.signal };
    const { application, prover } = await buildBoth(build, request, task);
    const measured = await runWindows(build, prover, request, task, silenceMs);
    return proofOf(request, application, compilerOf(build), measured);
  });
}

/** The program whose size counts, and the one that measures, of the same objects. */
async function buildBoth(
  build: FirmwareBuild,
  request: AnyProofRequest,
  task: Task,
): Promise<{ application: Firmware; prover: Firmware }> {
  const step = (done: number) => task.progress('Building for the device', done, 3);
  step(0);
  const sources = [...request.files.keys()].filter((file) => /\.[cS]$/.test(file));
  const { startUp } = machineFor(build.core).toolchain;
  const programs = [
    ...startUp,
    request.framed ? 'application_stream.c' : 'application.c',
    'silent_end.c',
    'prove.c',
    'reported_end.c',
    'measure.c',
  ];
  const objects = await compileObjects(build, [...programs, ...sources]);
  const start = objects.slice(0, startUp.length);
  const [plain, silent, proving, reported, measuring] = objects.slice(startUp.length) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const library = objects.slice(programs.length);
  step(1);
  const application = await linkFirmware(build, 'application', [...start, plain, silent], library);
  step(2);
  const measured = [...start, proving, reported, measuring];
  const prover = await linkFirmware(build, 'prove', measured, library);
  step(3);
  return { application, prover };
}

function compilerOf(build: FirmwareBuild): string {
  const { version } = requireTool(build.tools, machineFor(build.core).toolchain.compiler);
  return `${version} ${compilerFlags(build).join(' ')}`;
}

async function runWindows(
  { folder, core, tools }: FirmwareBuild,
  prover: Firmware,
  request: AnyProofRequest,
  task: Task,
  silenceMs: number,
): Promise<ReturnType<typeof readMeasured>> {
  const { windows } = request;
  const run = { folder, core, elf: prover.elf, tools, silenceMs };
  await emulateEach(run, 'Window', windows.length, task);
  const measured = readMeasured(
    await readFile(join(folder, 'results.bin')),
    request,
    windows.length,
  );
  const other = measured.answers.findIndex(({ runEqualsParts }) => !runEqualsParts);
  if (other < 0) return measured;
  const sentence = `On window ${other} run gives other scores than features and network one by one.`;
  throw new Failure('tool-failed', sentence);
}

function proofOf(
  request: AnyProofRequest,
  application: Firmware,
  compiler: string,
  { byNothing, answers }: ReturnType<typeof readMeasured>,
): MeasuredProof {
  const machine = machineFor(request.core);
  const count = ({ ticks, slowTicks }: Taken) => instructionsBetween(ticks, slowTicks, machine);
  const instructions = (taken: Taken) => count(taken) - count(byNothing) + emptyInstructions;
  const ranges = (read: (taken: Taken) => number) => ({
    features: rangeOf(answers.map(({ byFeatures }) => read(byFeatures))),
    network: rangeOf(answers.map(({ byNetwork }) => read(byNetwork))),
    run: rangeOf(answers.map(({ byRun }) => read(byRun))),
  });
  const executed = ranges(instructions);
  const stack = ranges(({ stackBytes }) => stackBytes);
  const { flashBytes, flashParts, staticBytes } = application;
  // of a frame only what describes it: its pixels are in the camera's own memory
  const { framed } = request;
  const bytesEach = framed?.element === 'int16_t' ? 2 : 4;
  const ofHop = framed && framed.hopReadings * framed.axes;
  const ofSeries = bytesEach * (ofHop ?? request.windowValues);
  const windowBytes = request.windows[0] instanceof Float32Array ? ofSeries : frameHeadBytes;
  return {
    core: request.core,
    machine: machine.caveat ? `${machine.name}: ${machine.caveat}` : machine.name,
    compiler,
    flashBytes,
    flashParts,
    ramBytes: staticBytes + stack.run.max,
    stackBytes: stack.run.max,
    windowBytes,
    arenaBytes: request.arenaBytes,
    staticBytes: staticBytes - windowBytes - request.arenaBytes,
    instructions: { features: executed.features.mean, network: executed.network.mean },
    instructionsByCall: executed,
    stackBytesByCall: {
      features: stack.features.max,
      network: stack.network.max,
      run: stack.run.max,
    },
    features: answers.map(({ features }) => features),
    scores: answers.map(({ scores }) => scores),
    centres: answers.map(({ centres }) => centres),
  };
}

/** A pointer, two sides and a format. */
const frameHeadBytes = 16;

/** Of the empty function in prove.c. */
const emptyInstructions = 2;

function rangeOf(values: readonly number[]): Range {
  return {
    mean: Math.round(values.reduce((sum, value) => sum + value, 0) / values.length),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
