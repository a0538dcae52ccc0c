import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CoreId } from '../src/compile/estimate/core.ts';
import type { NetworkUnderProof } from '../src/pipeline/network/network-proof.ts';
import type { Tensor } from '../src/tensor/tensor.ts';
import { compileObjects, linkFirmware } from '../src/toolchain/build-firmware.ts';
import { emulate } from '../src/toolchain/emulate.ts';
import { requireTool, type Tools } from '../src/toolchain/find-tools.ts';
import { machineFor } from '../src/toolchain/machines.ts';
import { outputBytes, readOutputs, writeCases } from '../src/toolchain/network-under-proof.ts';
import { runProgram } from '../src/toolchain/run-program.ts';
import { readFirmware } from '../src/toolchain/runtime-files.ts';
import { inWorkshop } from '../src/toolchain/workshop.ts';

/** Many networks in one program, each on its cases one after another: the outputs of each case. */
type Answers = Tensor[][][];

/** Built with every warning as an error and with both sanitizers. */
export async function answersOnHost(
  networks: readonly NetworkUnderProof[],
  tools: Tools,
): Promise<Answers> {
  const hunting = ['-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  return answersOnLinux(networks, requireTool(tools, 'gcc').path, hunting, []);
}

/** As a library is built for a PC: with vectors, of the kind that its processor has. */
export async function answersOnPc(
  networks: readonly NetworkUnderProof[],
  tools: Tools,
): Promise<Answers> {
  return answersOnLinux(networks, requireTool(tools, 'gcc').path, ['-O2'], []);
}

/** By Debian's cross compiler, with vectors, on an emulated core of 64 bits. */
export async function answersOnAarch64(networks: readonly NetworkUnderProof[]): Promise<Answers> {
  return answersOnLinux(networks, 'aarch64-linux-gnu-gcc', ['-O3', '-static'], ['qemu-aarch64']);
}

async function answersOnLinux(
  networks: readonly NetworkUnderProof[],
  compiler: string,
  own: readonly string[],
  emulator: readonly string[],
): Promise<Answers> {
  return inWorkshop(await filesOf(networks, hostMain), async (folder) => {
    const names = new Set(networks.flatMap(({ files }) => [...files.keys()]));
    const sources = [...names].filter((file) => file.endsWith('.c'));
    const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
    const flags = ['-std=c99', '-ffp-contract=off', ...strict, ...own];
    const options = { cwd: folder, silenceMs: 600_000 };
    await must(compiler, [...flags, 'main.c', ...sources, '-o', 'program'], options);
    const [program, ...args] = [...emulator, join(folder, 'program')];
    await must(program!, args, options);
    return answersIn(networks, await readFile(join(folder, 'results.bin')));
  });
}

/** `compile` makes the objects of the libraries; by GCC unless told. */
export async function answersOnCore(
  networks: readonly NetworkUnderProof[],
  core: CoreId,
  tools: Tools,
  compile: typeof compileObjects = compileObjects,
): Promise<Answers> {
  const files = new Map([
    ...(await readFirmware(machineFor(core).toolchain.headers)),
    ...(await filesOf(networks, deviceMain)),
  ]);
  return inWorkshop(files, async (folder) => {
    const names = new Set(networks.flatMap(({ files }) => [...files.keys()]));
    const sources = [...names].filter((file) => /\.[cS]$/.test(file));
    const build = { folder, core, tools, optimise: '-O2' } as const;
    const own = [...machineFor(core).toolchain.startUp, 'reported_end.c', 'main.c'];
    const program = await compileObjects(build, own);
    const library = await compile(build, sources);
    const { elf } = await linkFirmware(build, 'program', program, library);
    await emulate({ folder, core, elf, tools, silenceMs: 120_000 });
    return answersIn(networks, await readFile(join(folder, 'results.bin')));
  });
}

const m4Flags = ['-mcpu=cortex-m4', '-mthumb', '-mfpu=fpv4-sp-d16', '-mfloat-abi=hard'] as const;

/** The objects of a Cortex-M4's library by clang, whose assembler armclang has, too. */
export async function clangObjects(
  { folder }: { readonly folder: string },
  sources: readonly string[],
): Promise<string[]> {
  const flags = ['--target=arm-none-eabi', '-isystem', '/usr/include/newlib'];
  return strictObjects('clang', flags, folder, sources);
}

/** The same by GCC without the inline assembly that only it reads. */
export async function plainObjects(
  { folder }: { readonly folder: string },
  sources: readonly string[],
): Promise<string[]> {
  const flags = ['-DTHIMBLE_NO_ASSEMBLY', '-Wconversion', '-pedantic'];
  return strictObjects('arm-none-eabi-gcc', flags, folder, sources);
}

async function strictObjects(
  compiler: string,
  flags: readonly string[],
  folder: string,
  sources: readonly string[],
): Promise<string[]> {
  const how = ['-std=c99', '-O2', '-ffp-contract=off', '-ffunction-sections', '-fdata-sections'];
  const strict = [...how, '-Wall', '-Wextra', '-Werror'];
  const options = { cwd: folder, silenceMs: 600_000 };
  await must(compiler, [...flags, ...m4Flags, ...strict, '-c', ...sources], options);
  return sources.map((source) => source.replace(/\.[cS]$/, '.o'));
}

async function must(
  program: string,
  args: readonly string[],
  options: { cwd: string; silenceMs: number },
): Promise<void> {
  const { code, text } = await runProgram(program, args, options);
  if (code !== 0) throw new Error(text.slice(0, 2000));
}

async function filesOf(
  networks: readonly NetworkUnderProof[],
  main: string,
): Promise<Map<string, string | Uint8Array>> {
  const cases = networks.map(writeCases);
  const all = new Uint8Array(cases.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of cases) {
    all.set(part, at);
    at += part.length;
  }
  const headers = networks.map(({ name }) => `#include "thimble_${name}.h"`).join('\n');
  const runs = networks.map(runFunction).join('\n');
  const calls = networks.map((_, k) => `if (run_${k}() != 0) { return ${(k % 90) + 1}; }`);
  const text = main.replace('RUNS', `${headers}\n${runs}`).replace('CALLS', calls.join('\n    '));
  const files = networks.flatMap((network) => [...network.files]);
  return new Map<string, string | Uint8Array>([...files, ['main.c', text], ['cases.bin', all]]);
}

function runFunction(
  { name, inputs, outputs, stateBytes, cases, ...request }: NetworkUnderProof,
  k: number,
): string {
  const own = `thimble_${name}`;
  const keeps = stateBytes > 0;
  const end = (word: string, count: number, i: number) =>
    `${own}_${word}${count > 1 ? `_${i + 1}` : ''}(&arena)`;
  const bytes = (of: NetworkUnderProof['inputs'][number]) =>
    outputBytes({ ...request, name, inputs, stateBytes, cases, outputs: [of] });
  const reads = inputs.map((of, i) => `READ(${end('input', inputs.length, i)}, ${bytes(of)});`);
  const writes = outputs.map(
    (of, i) => `WRITE(${end('output', outputs.length, i)}, ${bytes(of)});`,
  );
  return `static int run_${k}(void)
{
    static ${own}_arena arena;
    ${keeps ? `static ${own}_state state;\n    ${own}_state_clear(&state);` : ''}
    for (int i = 0; i < ${cases.length}; i++) {
        ${reads.join(' ')}
        if (${own}_run(${keeps ? '&state, ' : ''}&arena) != 0) { return 1; }
        ${writes.join(' ')}
    }
    return 0;
}`;
}

function answersIn(networks: readonly NetworkUnderProof[], bytes: Uint8Array): Answers {
  let at = 0;
  return networks.map((network) =>
    network.cases.map(() => {
      const size = outputBytes(network);
      const outputs = readOutputs(network, bytes.subarray(at, at + size));
      at += size;
      return outputs;
    }),
  );
}

const hostMain = `#include <stdio.h>
static FILE *in;
static FILE *out;
#define READ(place, bytes) if (fread(place, bytes, 1, in) != 1) { return 1; }
#define WRITE(place, bytes) if (fwrite(place, bytes, 1, out) != 1) { return 1; }
RUNS
int main(void)
{
    in = fopen("cases.bin", "rb");
    out = fopen("results.bin", "wb");
    if (in == NULL || out == NULL) { return 99; }
    CALLS
    return fclose(in) | fclose(out);
}
`;

const deviceMain = `#include "firmware.h"
#include "semihosting.h"
static intptr_t in;
static intptr_t out;
#define READ(place, bytes) if (!semihosting_read(in, place, bytes)) { return 1; }
#define WRITE(place, bytes) if (!semihosting_write(out, place, bytes)) { return 1; }
RUNS
int main(void)
{
    in = semihosting_open("cases.bin", MODE_READ_BINARY);
    out = semihosting_open("results.bin", MODE_WRITE_BINARY);
    if (in < 0 || out < 0) { return 99; }
    CALLS
    semihosting_close(out);
    return 0;
}
`;
