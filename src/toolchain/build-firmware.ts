import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import { type CoreId, cores } from '../compile/estimate/core.ts';
import { requireTool, type Tools } from './find-tools.ts';
import { type FlashParts, flashParts, flashSections } from './link-map.ts';
import { emulatedCores, linkerScript, machineFor } from './machines.ts';
import { runProgram } from './run-program.ts';

/** How Thimble's C is compiled for a device, but for the flags of its core. */
export const deviceFlags = [
  '-std=c99',
  '-ffp-contract=off',
  '-fno-math-errno',
  '-ffunction-sections',
  '-fdata-sections',
] as const;

/** Where and how firmware is built; one of these serves several programs. */
export interface FirmwareBuild {
  /** Holds the sources and gets what is made of them. */
  readonly folder: string;
  readonly core: CoreId;
  readonly tools: Tools;
  readonly optimise: Optimise;
  readonly signal?: AbortSignal | undefined;
}

export type Optimise = '-O2' | '-Os';

export interface Firmware {
  readonly elf: string;
  /** Vectors, code, constants, and what .data starts with. */
  readonly flashBytes: number;
  /** The same bytes by whose they are. */
  readonly flashParts: FlashParts;
  /** .data and .bss; the stack is not in it. */
  readonly staticBytes: number;
}

export function compilerFlags({ core, optimise }: Pick<FirmwareBuild, 'core' | 'optimise'>) {
  const { gccFlags } = cores[core];
  if (gccFlags && emulatedCores.includes(core)) return [...gccFlags, optimise, ...deviceFlags];
  throw new Failure('tool-missing', `The compiler for ${core} is not one that this machine runs.`);
}

/**
 * Compiles .c and .S files of the folder, two at a time, into object files beside them: their names.
 * A Failure has the compiler's first complaints.
 */
export async function compileObjects(
  build: FirmwareBuild,
  sources: readonly string[],
): Promise<string[]> {
  const flags = [...compilerFlags(build), ...machineFor(build.core).toolchain.compilerFlags];
  await twoAtATime(sources, async (source) => {
    await runCompiler(build, [...flags, '-c', source, '-o', objectOf(source)]);
  });
  return sources.map(objectOf);
}

/**
 * Links objects to a program for the core's emulated machine. `library` names those objects whose
 * share of the flash is told apart. A Failure says what does not fit, or what is undefined.
 */
export async function linkFirmware(
  build: FirmwareBuild,
  name: string,
  own: readonly string[],
  library: readonly string[],
): Promise<Firmware> {
  const { folder, core, tools } = build;
  const { toolchain } = machineFor(core);
  const [elf, map, script] = [`${name}.elf`, `${name}.map`, `${name}.ld`];
  await writeFile(join(folder, script), linkerScript(machineFor(core)));
  await runCompiler(build, [
    ...compilerFlags(build),
    ...[...toolchain.linkerFlags, '-Wl,--gc-sections', '-T', script, `-Wl,-Map=${map}`],
    ...[...own, ...library, ...toolchain.libraries, '-o', elf],
  ]);
  const sizes = await sectionSizes(build, requireTool(tools, toolchain.size).path, elf);
  const total = (names: readonly string[]) =>
    names.reduce((sum, section) => sum + (sizes.get(section) ?? 0), 0);
  const flashBytes = total(flashSections);
  const parts = flashParts(await readFile(join(folder, map), 'utf8'), new Set(library));
  const { code, constants, cLibrary, startUp } = parts;
  assert(code + constants + cLibrary + startUp === flashBytes, `the map of ${elf} is read whole`);
  return {
    elf: join(folder, elf),
    flashBytes,
    flashParts: parts,
    staticBytes: total(['.data', '.bss']),
  };
}

function objectOf(source: string): string {
  return source.replace(/\.[cS]$/, '.o');
}

/** When one of the work fails, what is under way ends before the failure is thrown. */
async function twoAtATime<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item).catch((error) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  const ends = await Promise.allSettled([worker(), worker()]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Far above what the slowest file takes on a slow machine. */
const compilerLimitMs = 300_000;

async function runCompiler(build: FirmwareBuild, args: readonly string[]): Promise<void> {
  const { folder, core, tools, signal } = build;
  const compiler = requireTool(tools, machineFor(core).toolchain.compiler).path;
  const options = { cwd: folder, signal, silenceMs: compilerLimitMs };
  const { code, text } = await runProgram(compiler, args, options);
  if (code !== 0) throw compilerFailure(core, text);
}

function compilerFailure(core: CoreId, text: string): Failure {
  const over = text.match(/region `(FLASH|RAM)' overflowed by (\d+) bytes/);
  if (over || /RAM is full/.test(text)) {
    const { name, memories } = machineFor(core);
    const region = over?.[1] === 'FLASH' ? 'flash' : 'ram';
    const memory = region === 'flash' ? 'flash' : 'RAM with its stack';
    const excess = over ? `${over[2]} bytes more` : 'more';
    const sentence = `The program takes ${excess} ${memory} than the ${memories[region].bytes} bytes of the emulated ${name} for ${core}; build with --optimise ${region}, or take a smaller network or window.`;
    return new Failure('does-not-fit', sentence);
  }
  return new Failure('tool-failed', `The C does not build for ${core}: ${firstComplaints(text)}`);
}

/** Up to three lines of a compiler's or linker's output that say what is wrong. */
export function firstComplaints(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const wrong = lines.filter((line) =>
    /error: (?!ld returned)|undefined|multiple definition|ld: .*(relax|overlap|will not fit)/i.test(
      line,
    ),
  );
  return (wrong.length > 0 ? wrong : lines).slice(0, 3).join(' | ').trim();
}

/** Of `size -A -d`: one section a line, name then bytes. */
async function sectionSizes(
  { folder, signal }: FirmwareBuild,
  path: string,
  elf: string,
): Promise<ReadonlyMap<string, number>> {
  const options = { cwd: folder, signal, silenceMs: compilerLimitMs };
  const { code, text } = await runProgram(path, ['-A', '-d', elf], options);
  if (code !== 0) throw new Failure('tool-failed', `${path} cannot read ${elf}: ${text.trim()}`);
  const rows = text.matchAll(/^(\.[\w.]+)\s+(\d+)\s+\d+/gm);
  return new Map(Array.from(rows, ([, name, bytes]) => [name!, Number(bytes)]));
}
