import { spawn } from 'node:child_process';
import { Failure } from '../base/failure.ts';

export interface Ended {
  readonly code: number | null;
  /** Standard output and error, as they came. */
  readonly text: string;
}

/** Runs a program to its end; it is killed when it is cancelled or takes too long. */
export function runProgram(
  path: string,
  args: readonly string[],
  options: { cwd: string; signal?: AbortSignal | undefined; limitMs: number },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let late = false;
    const stop = () => child.kill('SIGKILL');
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, options.limitMs);
    options.signal?.addEventListener('abort', stop, { once: true });
    const finish = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stop);
    };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.on('error', (error) => {
      finish();
      reject(new Failure('tool-failed', `${path} cannot be run: ${error.message}.`));
    });
    child.on('close', (code) => {
      finish();
      if (options.signal?.aborted) reject(new Failure('cancelled', 'Stopped, as asked.'));
      else if (late) {
        const seconds = options.limitMs / 1000;
        reject(
          new Failure('tool-failed', `${path} did not end within ${seconds} s and was stopped.`),
        );
      } else resolve({ code, text });
    });
  });
}
