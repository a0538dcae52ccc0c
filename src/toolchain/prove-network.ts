import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import type { Task } from '../base/task.ts';
import type { NetworkProof, NetworkProofRequest } from '../pipeline/network/network-proof.ts';
import type { Tensor } from '../tensor/tensor.ts';
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
import { libraryUnderProof } from './library-under-proof.ts';
import { instructionsBetween, machineFor } from './machines.ts';
import { networkHeaderFor, outputBytes, readOutputs, writeCases } from './network-under-proof.ts';
import { readFirmware } from './runtime-files.ts';
import { inWorkshop } from './workshop.ts';

export interface ProveNetworkOptions {
  readonly optimise?: Optimise;
  readonly silenceMs?: number;
  /** What makes the objects of the library; GCC unless told. */
  readonly compile?: typeof compileObjects;
}

/**
 * Builds a network for an emulated core, runs it on every case, and measures it as `prove` does a
 * whole impulse. A Failure names what does not build or fit, and the case on which it faults.
 */
export async function proveNetwork(
  request: NetworkProofRequest,
  tools: Tools,
  task: Task,
  options: ProveNetworkOptions = {},
): Promise<NetworkProof> {
  const { core, cases } = request;
  const { optimise = '-O2', silenceMs = 120_000, compile = compileObjects } = options;
  const { marks: layers = 0 } = request;
  assert(cases.length > 0, 'a network is proven on at least one case');
  const { counterAddress, slowCounterAddress, toolchain } = machineFor(core);
  const header = networkHeaderFor(request, layers, {
    COUNTER_ADDRESS: `${counterAddress}u`,
    SLOW_COUNTER_ADDRESS: `${slowCounterAddress}u`,
  });
  const firmware = await readFirmware(toolchain.headers);
  const files = new Map<string, string | Uint8Array>([
    ...firmware,
    ...request.files,
    [libraryUnderProof, header],
    ['cases.bin', writeCases(request)],
  ]);
  return inWorkshop(files, async (folder) => {
    const build = { folder, core, tools, optimise, signal: task.signal };
    const { application, prover } = await buildBoth(build, request, compile, task);
    const run = { folder, core, elf: prover.elf, tools, silenceMs };
    await emulateEach(run, 'Case', cases.length, task);
    const results = await readFile(join(folder, 'results.bin'));
    return proofOf(request, application, compilerOf(build), measuredIn(request, results, layers));
  });
}

async function buildBoth(
  build: FirmwareBuild,
  request: NetworkProofRequest,
  compile: typeof compileObjects,
  task: Task,
): Promise<{ application: Firmware; prover: Firmware }> {
  task.progress('Building for the device', 0, 2);
  const sources = [...request.files.keys()].filter((file) => /\.[cS]$/.test(file));
  const { startUp } = machineFor(build.core).toolchain;
  const programs = [
    'network_application',
    'silent_end',
    'prove_network',
    'reported_end',
    'measure',
  ];
  const own = [...startUp, ...programs.map((name) => `${name}.c`)];
  const objects = await compileObjects(build, own);
  const start = objects.slice(0, startUp.length);
  const [plain, silent, proving, reported, measuring] = objects.slice(startUp.length) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const library = await compile(build, sources);
  task.progress('Building for the device', 1, 2);
  const proverObjects = [...start, proving, reported, measuring];
  const prover = await linkFirmware(build, 'prove', proverObjects, library);
  // a library that makes marks needs who hears them: its sizes are those of the prover
  const alone = request.marks
    ? prover
    : await linkFirmware(build, 'application', [...start, plain, silent], library);
  task.progress('Building for the device', 2, 2);
  return { application: alone, prover };
}

function compilerOf(build: FirmwareBuild): string {
  const { version } = requireTool(build.tools, machineFor(build.core).toolchain.compiler);
  return `${version} ${compilerFlags(build).join(' ')}`;
}

interface Measured {
  readonly outputs: Tensor[][];
  readonly instructions: number[];
  readonly stackBytes: number;
  readonly layerInstructions: number[];
}

/** Of the empty function in measure.c. */
const emptyInstructions = 2;

/** results.bin of prove_network.c. */
function measuredIn(request: NetworkProofRequest, bytes: Uint8Array, layers: number): Measured {
  const machine = machineFor(request.core);
  const own = outputBytes(request);
  const size = own + 12 + 8 * layers;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const expected = 20 + size * request.cases.length;
  if (bytes.length !== expected) {
    const sentence = `The emulated device wrote ${bytes.length} bytes, ${expected} were expected.`;
    throw new Failure('tool-failed', sentence);
  }
  const count = (at: number) =>
    instructionsBetween(view.getUint32(at, true), view.getUint32(at + 4, true), machine);
  const [byNothing, byMark] = [count(0), count(12)];
  const starts = request.cases.map((_, i) => 20 + i * size);
  const last = starts.at(-1)! + own + 12;
  return {
    outputs: starts.map((at) => readOutputs(request, bytes.subarray(at, at + own))),
    instructions: starts.map((at) => count(at + own) - byNothing + emptyInstructions),
    stackBytes: Math.max(...starts.map((at) => view.getUint32(at + own + 8, true))),
    layerInstructions: Array.from({ length: layers }, (_, k) => count(last + 8 * k) - byMark),
  };
}

function proofOf(
  { core }: NetworkProofRequest,
  application: Firmware,
  compiler: string,
  measured: Measured,
): NetworkProof {
  const machine = machineFor(core);
  const { flashBytes, flashParts, staticBytes } = application;
  return {
    machine: machine.caveat ? `${machine.name}: ${machine.caveat}` : machine.name,
    compiler,
    flashBytes,
    flashParts,
    ramBytes: staticBytes + measured.stackBytes,
    ...measured,
  };
}
