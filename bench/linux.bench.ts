/** MLPerf Tiny's networks on 64-bit Linux, portable C and vectors: npm run bench -- linux [core …] */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileNetwork } from '../src/compile/compile.ts';
import type { KernelTable } from '../src/compile/emit/kernel.ts';
import { portableKernels } from '../src/compile/emit/portable.ts';
import type { Optimise } from '../src/compile/options.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { outputBytes, readOutputs, writeCases } from '../src/toolchain/network-under-proof.ts';
import { runProgram } from '../src/toolchain/run-program.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { inWorkshop } from '../src/toolchain/workshop.ts';
import { golden } from '../test/goldens.ts';
import type { Measurement } from './measurement.ts';

const networks = ['kws_ref_model', 'vww_96_int8', 'pretrainedResnet_quant', 'ad01_int8'] as const;

/** How a program is built, and run so that its instructions are counted. */
interface Machine {
  readonly core: 'x86-64' | 'aarch64';
  readonly name: string;
  readonly compiler: readonly string[];
  /** What runs it as fast as it goes; null: only an emulator does. */
  readonly timed: boolean;
}

const machines: readonly Machine[] = [
  { core: 'x86-64', name: 'x86-64', compiler: ['gcc'], timed: true },
  { core: 'x86-64', name: 'x86-64-v3', compiler: ['gcc', '-march=x86-64-v3'], timed: true },
  {
    core: 'x86-64',
    name: 'x86-64-v3, clang',
    compiler: ['clang', '-march=x86-64-v3'],
    timed: true,
  },
  { core: 'aarch64', name: 'aarch64', compiler: ['aarch64-linux-gnu-gcc'], timed: false },
];

const builds: readonly (readonly [
  kernels: 'portable' | 'vector',
  level: '-O2' | '-O3',
  optimise: Optimise,
])[] = [
  ['portable', '-O2', 'speed'],
  ['portable', '-O3', 'speed'],
  ['vector', '-O2', 'speed'],
  ['vector', '-O3', 'speed'],
  ['vector', '-O2', 'balanced'],
];

export async function measure(wanted: readonly string[]): Promise<Measurement> {
  const rows: Record<string, string | number | boolean>[] = [];
  for (const machine of machines) {
    if (wanted.length > 0 && !wanted.includes(machine.core)) continue;
    for (const network of networks) {
      let before = 0;
      for (const [kernels, level, optimise] of builds) {
        const table = kernels === 'portable' ? portableKernels : kernelsFor(machine.core, optimise);
        const own = await measureOne(machine, network, table, level, optimise);
        if (kernels === 'portable' && level === '-O2') before = own.instructions;
        rows.push({
          machine: machine.name,
          network,
          kernels,
          flags: level,
          optimise,
          insn: Math.round(own.instructions),
          ratio: (own.instructions / before).toFixed(3),
          µs: own.microseconds === null ? '-' : own.microseconds.toFixed(0),
          arena: own.arena,
          constants: own.constants,
          'same answers': own.same,
        });
      }
    }
  }
  return {
    title: 'MLPerf Tiny on 64-bit cores under Linux: portable C and the port of vectors',
    rows,
    notes: [
      'Instructions of one run on the first input: of x86-64 by Valgrind, of aarch64 by a plugin of QEMU.',
      'Ratio: to portable C at -O2. Microseconds: the fastest of 200 runs on this machine.',
      'Same answers: all outputs of all inputs equal those of TensorFlow Lite bit for bit.',
    ],
  };
}

async function measureOne(
  machine: Machine,
  name: string,
  kernels: KernelTable,
  level: string,
  optimise: Optimise,
) {
  const { graph, cases } = golden(name, 'double');
  const { type, shape } = graph.values[graph.inputs[0]!]!;
  const compiled = compileNetwork({ ...graph, name: 'network' }, await readRuntime(), {
    optimise,
    header: { toolVersion: '0.0.0', seed: 1 },
    kernels,
  });
  const request = { ...compiled, cases: cases.map(({ input }) => [tensor(type, shape, input)]) };
  const sizes = [writeCases(request).length / cases.length, outputBytes(request)] as const;
  const files = new Map<string, string | Uint8Array>([
    ...compiled.files,
    ['main.c', program(...sizes)],
    ['cases.bin', writeCases(request)],
  ]);
  return inWorkshop(files, async (folder) => {
    const must = async (command: readonly string[]) => {
      const [tool, ...args] = command;
      const { code, text } = await runProgram(tool!, args, { cwd: folder, silenceMs: 600_000 });
      if (code !== 0) throw new Error(`${command.join(' ')}: ${text.slice(0, 2000)}`);
    };
    const sources = ['main.c', ...[...compiled.files.keys()].filter((f) => f.endsWith('.c'))];
    const flags = [level, '-std=gnu99', '-ffp-contract=off', '-fno-math-errno', '-static'];
    await must([...machine.compiler, ...flags, ...sources, '-lm', '-o', 'program']);
    const own = join(folder, 'program');
    await must(machine.core === 'aarch64' ? ['qemu-aarch64', own] : [own]);
    const results = await readFile(join(folder, 'results.bin'));
    const same = cases.every(({ output }, i) => {
      const bytes = results.subarray(i * sizes[1], (i + 1) * sizes[1]);
      const [made] = readOutputs(request, bytes);
      return output.every((value, k) => made!.data[k] === value);
    });
    const count = await counter(machine, folder, must);
    const instructions = ((await count('5')) - (await count('1'))) / 4;
    let microseconds: number | null = null;
    if (machine.timed) {
      await must([own, '200']);
      microseconds = Number(await readFile(join(folder, 'fastest.txt'), 'utf8'));
    }
    const { arenaBytes: arena, constantBytes: constants } = compiled;
    return { instructions, microseconds, arena, constants, same };
  });
}

/** What counts the instructions of the program with so many runs. */
async function counter(
  { core }: Machine,
  folder: string,
  must: (command: readonly string[]) => Promise<void>,
): Promise<(runs: string) => Promise<number>> {
  if (core === 'x86-64') {
    const out = join(folder, 'callgrind.txt');
    return async (runs) => {
      const tool = ['--tool=callgrind', `--callgrind-out-file=${out}`];
      await must(['valgrind', ...tool, join(folder, 'program'), runs]);
      return Number(/^(?:summary|totals): (\d+)$/m.exec(await readFile(out, 'utf8'))![1]);
    };
  }
  const source = join(import.meta.dirname, 'linux-instructions.c');
  await must(['gcc', '-shared', '-fPIC', '-O2', source, '-o', 'counter.so']);
  return async (runs) => {
    const plugin = ['-plugin', join(folder, 'counter.so')];
    await must(['qemu-aarch64', ...plugin, join(folder, 'program'), runs]);
    return Number(await readFile(join(folder, 'instructions.txt'), 'utf8'));
  };
}

/** Without an argument every case once; with one the first case so often, and the time of the fastest. */
const program = (inputs: number, outputs: number) => `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "thimble_network.h"
static thimble_network_arena arena;
static char input[${inputs}];
static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return 1e6 * (double)at.tv_sec + 1e-3 * (double)at.tv_nsec;
}
int main(int argc, char **argv)
{
    FILE *in = fopen("cases.bin", "rb");
    const int runs = argc > 1 ? atoi(argv[1]) : 0;
    if (runs > 0) {
        double fastest = 1e12;
        if (fread(input, ${inputs}, 1, in) != 1) { return 2; }
        for (int i = 0; i < runs; i++) {
            memcpy(thimble_network_input(&arena), input, ${inputs});
            const double start = now();
            if (thimble_network_run(&arena) != 0) { return 3; }
            const double took = now() - start;
            fastest = took < fastest ? took : fastest;
        }
        FILE *out = fopen("fastest.txt", "w");
        fprintf(out, "%.3f\\n", fastest);
        return fclose(out);
    }
    FILE *out = fopen("results.bin", "wb");
    while (fread(input, ${inputs}, 1, in) == 1) {
        memcpy(thimble_network_input(&arena), input, ${inputs});
        if (thimble_network_run(&arena) != 0) { return 3; }
        fwrite(thimble_network_output(&arena), ${outputs}, 1, out);
    }
    return fclose(out);
}
`;
