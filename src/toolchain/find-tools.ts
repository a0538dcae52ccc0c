import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The programs that building for a core and running on an emulated one need. */
export const deviceTools = ['arm-none-eabi-gcc', 'qemu-system-arm'] as const;
export type ToolName = (typeof deviceTools)[number] | 'gcc' | 'g++';

export interface Tool {
  readonly path: string;
  /** The first line of what it says of its version. */
  readonly version: string;
}

/** A program of this machine, or null where it is not on the path. */
export async function findTool(name: ToolName): Promise<Tool | null> {
  const ending = process.platform === 'win32' ? '.exe' : '';
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, name + ending);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return { path, version: await versionOf(path) };
  }
  return null;
}

/**
 * Which device tools are missing, as a sentence with the one command that installs them; null where
 * all are there. The C library for the device counts as one: some systems pack it apart.
 */
export async function missingDeviceTools(): Promise<string | null> {
  const missing: string[] = [];
  for (const name of deviceTools) if (!(await findTool(name))) missing.push(name);
  if (!missing.includes('arm-none-eabi-gcc') && !(await hasNewlib())) missing.push('newlib');
  if (missing.length === 0) return null;
  return `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not installed: ${installCommand()}`;
}

async function versionOf(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(path, ['--version']);
  return stdout.split('\n')[0]!.trim();
}

async function hasNewlib(): Promise<boolean> {
  const compiler = await findTool('arm-none-eabi-gcc');
  if (!compiler) return false;
  const { stdout } = await promisify(execFile)(compiler.path, ['-print-file-name=nano.specs']);
  return stdout.trim() !== 'nano.specs'; // the compiler gives back the bare name of what it lacks
}

function installCommand(): string {
  const commands: Partial<Record<NodeJS.Platform, string>> = {
    linux: 'sudo apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm',
    darwin: 'brew install --cask gcc-arm-embedded && brew install qemu',
    win32: 'winget install Arm.GnuArmEmbeddedToolchain SoftwareFreedomConservancy.QEMU',
  };
  return commands[process.platform] ?? 'install the GNU Arm Embedded Toolchain and QEMU';
}
