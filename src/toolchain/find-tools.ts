import { constants, existsSync } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { runProgram } from './run-program.ts';

/** What builds for a core and runs on an emulated one. Newlib is the C library for the device. */
export const deviceTools = [
  'arm-none-eabi-gcc',
  'arm-none-eabi-size',
  'arm-none-eabi-addr2line',
  'newlib',
  'qemu-system-arm',
] as const;

/** The same for RISC-V; firmware brings what it needs of a C library. */
export const riscvTools = [
  'riscv64-unknown-elf-gcc',
  'riscv64-unknown-elf-size',
  'riscv64-unknown-elf-addr2line',
  'qemu-system-riscv32',
] as const;

const allTools = [...deviceTools, ...riscvTools, 'gcc', 'g++'] as const;
export type ToolName = (typeof allTools)[number];

export interface Tool {
  readonly path: string;
  /** The first line of what it says of its version. */
  readonly version: string;
}

export type Tools = ReadonlyMap<ToolName, Tool>;

/** The compilers and emulators of this machine: those on the path that really run. */
export async function findTools(folders: readonly string[] = pathFolders()): Promise<Tools> {
  const found = new Map<ToolName, Tool>();
  for (const name of allTools) {
    const tool = name === 'newlib' ? await findNewlib(found) : await findTool(name, folders);
    if (tool) found.set(name, tool);
  }
  return found;
}

/** A tool that must be here; the Failure has the one command that installs it. */
export function requireTool(tools: Tools, name: ToolName): Tool {
  const tool = tools.get(name);
  if (tool) return tool;
  throw new Failure('tool-missing', missingTools(tools, [name]) ?? name);
}

/** Which of the named tools are missing, and the one command that installs them; null: none. */
export function missingTools(
  tools: Tools,
  names: readonly ToolName[],
  installer: Installer = installerHere(),
): string | null {
  const missing = names.filter((name) => !tools.has(name));
  if (missing.length === 0) return null;
  const packages = [...new Set(missing.map((name) => installer.packages[packageOf[name]]))];
  const listed = missing.join(', ').replace(/, ([^,]*)$/, ' and $1');
  const are = missing.length > 1 ? 'are' : 'is';
  return `${listed} ${are} not installed: ${installer.command} ${packages.join(' ')}`;
}

async function findTool(name: string, folders: readonly string[]): Promise<Tool | null> {
  const ending = process.platform === 'win32' ? '.exe' : '';
  for (const folder of folders) {
    const path = join(folder, name + ending);
    if (!(await isProgram(path))) continue;
    const version = await answerOf(path, ['--version']);
    if (version !== null) return { path, version };
  }
  return null;
}

/** Some systems pack the C library apart from the compiler, and its headers apart from its code. */
async function findNewlib(found: Tools): Promise<Tool | null> {
  const compiler = found.get('arm-none-eabi-gcc');
  if (!compiler) return null;
  const nano = ['-mcpu=cortex-m4', '-mthumb', '--specs=nano.specs'];
  const headers = await answerOf(compiler.path, [...nano, '-E', '-'], '#include <string.h>\n');
  const path = await answerOf(compiler.path, [...nano, '-print-file-name=libc_nano.a']);
  const isThere = path !== null && path !== 'libc_nano.a'; // the bare name comes back of what it lacks
  return headers !== null && isThere ? { path, version: 'newlib-nano' } : null;
}

/** The first line that a program says, or null where it fails. */
async function answerOf(
  path: string,
  args: readonly string[],
  input?: string,
): Promise<string | null> {
  const options = { cwd: tmpdir(), silenceMs: 20_000, ...(input !== undefined && { input }) };
  const language = input === undefined ? [] : ['-x', 'c'];
  const ended = await runProgram(path, [...language, ...args], options).catch(() => null);
  return ended?.code === 0 ? ended.text.split('\n')[0]!.trim() : null;
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK)
    .then(() => stat(path))
    .then(
      (found) => found.isFile(),
      () => false,
    );
}

function pathFolders(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter(Boolean);
}

type Package = 'compiler' | 'newlib' | 'emulator' | 'riscvCompiler' | 'riscvEmulator' | 'host';

const packageOf: { readonly [K in ToolName]: Package } = {
  'arm-none-eabi-gcc': 'compiler',
  'arm-none-eabi-size': 'compiler',
  'arm-none-eabi-addr2line': 'compiler',
  newlib: 'newlib',
  'qemu-system-arm': 'emulator',
  'riscv64-unknown-elf-gcc': 'riscvCompiler',
  'riscv64-unknown-elf-size': 'riscvCompiler',
  'riscv64-unknown-elf-addr2line': 'riscvCompiler',
  'qemu-system-riscv32': 'riscvEmulator',
  gcc: 'host',
  'g++': 'host',
};

/** How programs are installed on a kind of system. */
export interface Installer {
  readonly command: string;
  readonly packages: { readonly [K in Package]: string };
}

export const installers: {
  readonly [K in 'debian' | 'fedora' | 'arch' | 'macos' | 'windows']: Installer;
} = {
  debian: {
    command: 'sudo apt-get install',
    packages: {
      compiler: 'gcc-arm-none-eabi',
      newlib: 'libnewlib-arm-none-eabi',
      emulator: 'qemu-system-arm',
      riscvCompiler: 'gcc-riscv64-unknown-elf',
      riscvEmulator: 'qemu-system-misc',
      host: 'gcc g++',
    },
  },
  fedora: {
    command: 'sudo dnf install',
    packages: {
      compiler: 'arm-none-eabi-gcc-cs',
      newlib: 'arm-none-eabi-newlib',
      emulator: 'qemu-system-arm',
      riscvCompiler: 'riscv64-elf-gcc',
      riscvEmulator: 'qemu-system-riscv',
      host: 'gcc gcc-c++',
    },
  },
  arch: {
    command: 'sudo pacman -S',
    packages: {
      compiler: 'arm-none-eabi-gcc',
      newlib: 'arm-none-eabi-newlib',
      emulator: 'qemu-system-arm',
      riscvCompiler: 'riscv64-elf-gcc',
      riscvEmulator: 'qemu-system-riscv',
      host: 'gcc',
    },
  },
  macos: {
    command: 'brew install',
    packages: {
      compiler: 'gcc-arm-embedded',
      newlib: 'gcc-arm-embedded',
      emulator: 'qemu',
      riscvCompiler: 'riscv64-elf-gcc',
      riscvEmulator: 'qemu',
      host: 'gcc',
    },
  },
  windows: {
    command: 'winget install',
    packages: {
      compiler: 'Arm.GnuArmEmbeddedToolchain',
      newlib: 'Arm.GnuArmEmbeddedToolchain',
      emulator: 'SoftwareFreedomConservancy.QEMU',
      riscvCompiler: 'xpack-dev-tools.riscv-none-elf-gcc',
      riscvEmulator: 'SoftwareFreedomConservancy.QEMU',
      host: 'BrechtSanders.WinLibs.POSIX.UCRT',
    },
  },
};

/** By the system, and on Linux by the package manager that is there. */
function installerHere(): Installer {
  if (process.platform === 'darwin') return installers.macos;
  if (process.platform === 'win32') return installers.windows;
  const has = (program: string) =>
    pathFolders().some((folder) => existsSync(join(folder, program)));
  if (!has('apt-get') && has('dnf')) return installers.fedora;
  if (!has('apt-get') && has('pacman')) return installers.arch;
  return installers.debian;
}
