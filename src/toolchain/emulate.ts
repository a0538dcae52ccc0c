import { Failure } from '../base/failure.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import type { CoreId } from '../compile/estimate/core.ts';
import { describeFault, faultIn, hex } from './fault.ts';
import { requireTool, type Tools } from './find-tools.ts';
import { machineFor } from './machines.ts';
import { runProgram } from './run-program.ts';

/** One run of a program on an emulated core. */
export interface EmulatorRun {
  /** Where the program's files are read and written. */
  readonly folder: string;
  readonly core: CoreId;
  readonly elf: string;
  readonly tools: Tools;
  /** A program that prints nothing for so long hangs. */
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Hears what the program prints while it runs. */
  readonly onText?: (part: string) => void;
}

/**
 * Runs a program on an emulated core to its end and returns what it printed. Each instruction takes
 * the same share of the emulated time, so that every run is the same run. A Failure names the fault
 * with the function that it is in, what the program said, or that it hung.
 */
export async function emulate(run: EmulatorRun): Promise<string> {
  const { folder, core, elf, tools, silenceMs, signal, onText } = run;
  const machine = machineFor(core);
  const { code, text } = await runProgram(
    requireTool(tools, machine.toolchain.emulator).path,
    [
      ['-M', machine.name, ...machine.toolchain.emulatorFlags],
      ['-display', 'none', '-monitor', 'none', '-serial', 'none'],
      ['-semihosting-config', 'enable=on,target=native'],
      ['-icount', `shift=${machine.clockShift},align=off,sleep=off`],
      ['-kernel', elf],
    ].flat(),
    { cwd: folder, silenceMs, signal, onText },
  ).catch((error) => {
    const hung = error instanceof Failure && error.code === 'tool-failed';
    throw hung ? new Failure('tool-failed', `On the emulated ${core}: ${error.message}`) : error;
  });
  if (code === 0) return text;
  throw new Failure(
    'tool-failed',
    `The program ended on the emulated ${core}: ${await why(run, code, text)}.`,
  );
}

/** What a program prints after each piece of its work; no tool says it by chance. */
const doneMark = '\x06';

/**
 * Runs a program that works through so many pieces and tells of each when it is done. A Failure
 * begins with the piece, such as "Window 3 of 20".
 */
export async function emulateEach(
  run: Omit<EmulatorRun, 'onText' | 'signal'>,
  piece: string,
  count: number,
  task: Task,
): Promise<void> {
  let done = 0;
  const told = () => task.progress('Running on the emulated core', done, count);
  const onText = (part: string) => {
    done += part.split(doneMark).length - 1;
    told();
  };
  told();
  await emulate({ ...run, signal: task.signal, onText }).catch((error) => {
    if (!(error instanceof Failure) || error.code !== 'tool-failed') throw error;
    throw new Failure('tool-failed', `${piece} ${done} of ${count}: ${error.message}`);
  });
  stopIfCancelled(task);
}

async function why(run: EmulatorRun, code: number | null, text: string): Promise<string> {
  const fault = faultIn(text);
  if (fault) {
    const place = (await functionAt(run, fault.pc)) ?? (await functionAt(run, fault.lr));
    return `${describeFault(fault)}${place ? ` in ${place}` : ''}, pc ${hex(fault.pc)}`;
  }
  const lines = text.split('\n');
  const own = lines.find((line) => line.startsWith('error: '))?.slice('error: '.length);
  const emulators = lines.find((line) => /lockup|qemu/i.test(line) && !/warning:/.test(line));
  return own ?? emulators?.trim() ?? `exit code ${code}`;
}

/** The function that an address lies in, by the program's symbols. */
async function functionAt({ core, folder, elf, tools }: EmulatorRun, address: number) {
  const { path } = requireTool(tools, machineFor(core).toolchain.addr2line);
  const options = { cwd: folder, silenceMs: 20_000 };
  const { text } = await runProgram(path, ['-f', '-e', elf, hex(address & ~1)], options);
  const name = text.split('\n')[0]!.trim();
  return name === '' || name.startsWith('?') ? null : name;
}
