import { commands, control } from './control.ts';

/** What another thread needs to take part in the steps of a compiled trainer. */
export interface ThreadTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Its number, from 1. */
  readonly thread: number;
}

/** Starts a thread that calls `runThread` with the task. */
export type StartThread = (task: ThreadTask) => StartedThread;

export interface StartedThread {
  /** Settled when the thread has its task, where it cannot get it while this one waits for it. */
  readonly ready: Promise<void>;
  /** Ends it for good. */
  end(): void;
}

/** The functions of a compiled module. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory) {
  const { exports } = new WebAssembly.Instance(module, { engine: { memory } });
  return exports as {
    readonly step: (thread: number) => void;
    readonly prepare: (thread: number) => void;
  };
}

/** How often a thread looks for its next step before it sleeps. */
const looks = 2000;

/** Takes its part in every step until it is told to end; for the thread that was started for it. */
export function runThread({ module, memory, thread }: ThreadTask): void {
  const { step } = instantiate(module, memory);
  const words = new Int32Array(memory.buffer);
  const [given, command] = [control.commands / 4, control.command / 4];
  for (let done = 0; ; done++) {
    for (let i = 0; i < looks && Atomics.load(words, given) === done; i++);
    while (Atomics.load(words, given) === done) Atomics.wait(words, given, done);
    if (Atomics.load(words, command) === commands.end) return;
    step(thread);
  }
}
