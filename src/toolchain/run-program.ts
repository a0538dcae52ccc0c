import { spawn } from 'node:child_process';
import { Failure } from '../base/failure.ts';

export interface Ended {
  /** null where a signal ended it. */
  readonly code: number | null;
  /** Standard output and error, as they came; of very much, the last part. */
  readonly text: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Killed when it has said nothing for so long. */
  readonly silenceMs: number;
  /** Killed, with all that it started, when this is aborted. */
  readonly signal?: AbortSignal | undefined;
  readonly input?: string;
  readonly onText?: ((part: string) => void) | undefined;
}

/**
 * Runs a program to its end. Throws a Failure where it cannot be started, falls silent for too long,
 * or is cancelled; no process of it is left in any case. What its exit code means is the caller's.
 */
export function runProgram(
  path: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Ended> {
  const { cwd, silenceMs, signal, input, onText } = options;
  if (signal?.aborted) return Promise.reject(stopped());
  return new Promise((resolve, reject) => {
    // A group of its own: a compiler's driver starts others, which must end with it.
    // Its temporary files go where it works, so that a killed one leaves nothing behind elsewhere.
    const env = { ...process.env, TMPDIR: cwd, TMP: cwd, TEMP: cwd };
    const child = spawn(path, args, { cwd, env, detached: hasGroups });
    const stop = () => killGroup(child.pid, () => child.kill('SIGKILL'));
    let text = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, silenceMs);
    const hear = (part: string) => {
      timer.refresh();
      text = (text + part).slice(-textKept);
      onText?.(part);
    };
    const settle = (answer: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      process.off('exit', stop);
      answer();
    };
    signal?.addEventListener('abort', stop, { once: true });
    process.once('exit', stop);
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
    child.on('error', (error) =>
      settle(() => reject(new Failure('tool-failed', `${path} cannot be run: ${error.message}.`))),
    );
    child.on('close', (code) =>
      settle(() => {
        if (signal?.aborted) reject(stopped());
        else if (late) reject(hung(path, silenceMs));
        else resolve({ code, text });
      }),
    );
  });
}

/** Enough for every message that anyone reads; a program that runs wild may print without end. */
const textKept = 1 << 20;
const hasGroups = process.platform !== 'win32';

function killGroup(pid: number | undefined, killAlone: () => void): void {
  try {
    if (hasGroups && pid !== undefined) process.kill(-pid, 'SIGKILL');
    else killAlone();
  } catch {
    killAlone(); // the group is gone already
  }
}

function stopped(): Failure {
  return new Failure('cancelled', 'Stopped, as asked.');
}

function hung(path: string, silenceMs: number): Failure {
  const seconds = silenceMs / 1000;
  return new Failure('tool-failed', `${path} hung: nothing for ${seconds} s, so it was stopped.`);
}
