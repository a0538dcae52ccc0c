import type { Task } from '../base/task.ts';

/** Where progress is drawn; the terminal in earnest, a list of lines in a test. */
interface Screen {
  write(text: string): unknown;
  /** Whether a line can be drawn over. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const barWidth = 24;
const redrawMs = 80;
const showAfterMs = 700;

/**
 * Tells a person how far long work is: one bar for each stage with time left, on anything that takes
 * longer than a moment. Where lines cannot be drawn over, one line when a stage ends.
 */
export function terminalTask(
  screen: Screen,
  signal: AbortSignal,
  now: () => number,
): Task & { clear(): void } {
  let stage = '';
  let startedAt = 0;
  let drawnAt = 0;
  let drawn = false;
  const clear = () => {
    if (drawn) screen.write('\r\x1b[2K');
    drawn = false;
  };
  const draw = (done: number, total: number, time: number) => {
    const line = bar(stage, done, total, time - startedAt);
    screen.write(`\r\x1b[2K${line.slice(0, (screen.columns ?? 80) - 1)}`);
    drawn = true;
    drawnAt = time;
  };
  return {
    signal,
    clear,
    progress(name, done, total) {
      const time = now();
      if (name !== stage) {
        clear();
        [stage, startedAt, drawnAt] = [name, time, time];
      }
      const elapsed = time - startedAt;
      const ended = done >= total;
      if (screen.isTTY) {
        if (ended) clear();
        else if (elapsed > showAfterMs && time - drawnAt > redrawMs) draw(done, total, time);
      } else if (ended && elapsed > showAfterMs) {
        screen.write(`${name}: ${(elapsed / 1000).toFixed(1)} s\n`);
      }
    },
  };
}

/** "training      ████████░░░░░░░░  52 %  about 14 s left" */
export function bar(stage: string, done: number, total: number, elapsedMs: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const full = Math.round(share * barWidth);
  const left = share > 0.02 ? `  ${remaining((elapsedMs / share) * (1 - share))} left` : '';
  const percent = `${Math.floor(100 * share)}`.padStart(3);
  return `${stage.padEnd(22)} ${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${percent} %${left}`;
}

function remaining(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `about ${seconds} s`;
  return `about ${Math.round(seconds / 60)} min`;
}
