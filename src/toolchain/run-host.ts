import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../base/failure.ts';
import type { Task } from '../base/task.ts';
import type { NetworkUnderProof } from '../pipeline/network/network-proof.ts';
import type { AnyProofRequest } from '../pipeline/proof.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type Answer, readAnswers, writeWindows } from './answers.ts';
import { firstComplaints } from './build-firmware.ts';
import { requireTool, type Tools } from './find-tools.ts';
import { headerFor, libraryUnderProof } from './library-under-proof.ts';
import { networkHeaderFor, outputBytes, readOutputs, writeCases } from './network-under-proof.ts';
import { runProgram } from './run-program.ts';
import { readFirmware } from './runtime-files.ts';
import { inWorkshop } from './workshop.ts';

/** How a library is built for this machine: always with every warning as an error. */
export interface HostBuild {
  readonly language: 'c99' | 'c++17';
  readonly optimise: '-O0' | '-O1' | '-O2' | '-O3';
  /** With the sanitizers of addresses and undefined behaviour; what they find is a Failure. */
  readonly sanitize: boolean;
}

/**
 * Builds a library for this machine and runs it on every window. A Failure has the first complaints
 * of the compiler or of a sanitizer.
 */
export async function runOnHost(
  request: Omit<AnyProofRequest, 'core'>,
  build: HostBuild,
  tools: Tools,
  task: Task,
): Promise<Answer[]> {
  const firmware = await readFirmware();
  const ours = ['host.c', 'source.h', 'run_at_once.h', 'run_by_stream.h'];
  const files = new Map<string, string | Uint8Array>([
    ...request.files,
    ...ours.map((file) => [file, firmware.get(file)!] as const),
    [libraryUnderProof, headerFor(request)],
    ['windows.bin', writeWindows(request)],
  ]);
  const results = await resultsOnHost(files, build, tools, task);
  return readAnswers(results, request, request.windows.length);
}

/** Builds a network alone for this machine and runs it on every case: the outputs of each. */
export async function runNetworkOnHost(
  request: NetworkUnderProof,
  build: HostBuild,
  tools: Tools,
  task: Task,
): Promise<Tensor[][]> {
  const host = (await readFirmware()).get('host_network.c')!;
  const files = new Map<string, string | Uint8Array>([
    ...request.files,
    ['host_network.c', host],
    [libraryUnderProof, networkHeaderFor(request)],
    ['cases.bin', writeCases(request)],
  ]);
  const results = await resultsOnHost(files, build, tools, task);
  const size = outputBytes(request);
  if (results.length !== size * request.cases.length) {
    const sentence = `The library wrote ${results.length} bytes for ${request.cases.length} cases.`;
    throw new Failure('tool-failed', sentence);
  }
  return request.cases.map((_, i) =>
    readOutputs(request, results.subarray(i * size, (i + 1) * size)),
  );
}

const silenceMs = 300_000;
const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
const hunting = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/** Builds the C of a folder to a program, runs it, and reads the results.bin that it wrote. */
function resultsOnHost(
  files: ReadonlyMap<string, string | Uint8Array>,
  { language, optimise, sanitize }: HostBuild,
  tools: Tools,
  task: Task,
): Promise<Uint8Array> {
  return inWorkshop(files, async (folder) => {
    const isC = language === 'c99';
    const compiler = requireTool(tools, isC ? 'gcc' : 'g++').path;
    const sources = [...files.keys()].filter((file) => file.endsWith('.c'));
    const flags = [...(isC ? [] : ['-x', 'c++']), `-std=${language}`, optimise, ...strict];
    const program = join(folder, 'program');
    const all = [...flags, '-ffp-contract=off', ...(sanitize ? hunting : []), ...sources];
    const options = { cwd: folder, silenceMs, signal: task.signal };
    const built = await runProgram(compiler, [...all, '-lm', '-o', program], options);
    if (built.code !== 0) {
      const sentence = `The library is not clean ${language}: ${firstComplaints(built.text)}`;
      throw new Failure('tool-failed', sentence);
    }
    const { code, text } = await runProgram(program, [], options);
    if (code !== 0) {
      const said = firstComplaints(text) || `exit code ${code}`;
      throw new Failure('tool-failed', `The library failed on this machine: ${said}`);
    }
    return readFile(join(folder, 'results.bin'));
  });
}
