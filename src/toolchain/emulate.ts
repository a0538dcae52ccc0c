import { Failure } from '../base/failure.ts';
import type { CoreId } from '../compile/estimate/core.ts';
import { findTool } from './find-tools.ts';
import { instructionClockShift, machineFor } from './machines.ts';
import { runProgram } from './run-program.ts';

/** Runs a program on an emulated core to its end; its files are read and written in `folder`. */
export async function emulate(
  folder: string,
  core: CoreId,
  elf: string,
  limitMs: number,
  signal?: AbortSignal,
): Promise<string> {
  const emulator = await findTool('qemu-system-arm');
  if (!emulator) throw new Failure('tool-missing', 'qemu-system-arm is not installed.');
  const machine = machineFor(core);
  const { code, text } = await runProgram(
    emulator.path,
    [
      ['-M', machine.name],
      ['-nographic', '-monitor', 'none', '-serial', 'none'],
      ['-semihosting-config', 'enable=on,target=native'],
      ['-icount', `shift=${instructionClockShift},align=off,sleep=off`],
      ['-kernel', elf],
    ].flat(),
    { cwd: folder, signal, limitMs },
  );
  if (code === 0) return text;
  const said = text.split('\n').find((line) => /fault|error|lockup/i.test(line)) ?? text.trim();
  throw new Failure(
    'tool-failed',
    `The program failed on the emulated ${core}: ${said || `exit code ${code}`}.`,
  );
}
