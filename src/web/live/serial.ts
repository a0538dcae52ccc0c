import { Failure } from '../../base/failure.ts';
import type { Source } from './microphone.ts';
import { LineSplitter, readingOf, type SerialReading } from './serial-lines.ts';

/** As far as it is used of the Web Serial API, which TypeScript does not know. */
interface SerialPort {
  readonly readable: ReadableStream<Uint8Array>;
  open(options: { readonly baudRate: number }): Promise<void>;
  close(): Promise<void>;
}
interface Serial {
  requestPort(): Promise<SerialPort>;
}

/** Whether this browser can speak to boards at all. */
export const knowsSerial = (): boolean => 'serial' in navigator;

/**
 * Lets the person choose a board and reads what it prints: `take` gets readings, `other` the lines that
 * are none. `lost` is called when the board is gone.
 */
export async function readBoard(
  baudRate: number,
  take: (reading: SerialReading) => void,
  other: (line: string) => void,
  lost: (sentence: string) => void,
): Promise<Source> {
  const port = await choose();
  await port.open({ baudRate }).catch((error: Error) => {
    throw new Failure(
      'conflict',
      `The board cannot be opened (${error.message}): close the serial monitor of other programs and try again.`,
    );
  });
  const reader = port.readable.getReader();
  const decoder = new TextDecoder();
  const splitter = new LineSplitter();
  let stopped = false;
  const read = async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      for (const line of splitter.push(decoder.decode(value, { stream: true }))) {
        const reading = readingOf(line);
        if (reading) take(reading);
        else if (line.trim()) other(line);
      }
    }
  };
  const ended = read().catch(() => {
    if (!stopped) lost('The board is gone: plug it in and connect again.');
  });
  return {
    async stop() {
      stopped = true;
      await reader.cancel().catch(() => {});
      await ended;
      reader.releaseLock();
      await port.close().catch(() => {});
    },
  };
}

async function choose(): Promise<SerialPort> {
  const { serial } = navigator as unknown as { readonly serial?: Serial };
  if (!serial) {
    throw new Failure(
      'unreachable',
      'This browser cannot speak to boards: use Chromium, Chrome or Edge on a computer, or `thimble upload` with what the board wrote.',
    );
  }
  return serial.requestPort().catch(() => {
    throw new Failure('cancelled', 'No board was chosen.');
  });
}
