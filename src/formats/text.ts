import { Failure } from '../base/failure.ts';

/**
 * Bytes to text: UTF-8 (with or without a byte order mark), UTF-16 with one, else Windows-1252,
 * which older loggers write for µ and °. Throws a Failure where the bytes are no text at all.
 */
export function decodeText(name: string, bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const at = bytes.findIndex(isControl);
  if (at >= 0) {
    const what = `byte ${at} is 0x${bytes[at]!.toString(16).padStart(2, '0')}`;
    throw new Failure(
      'bad-file',
      `${name} is neither text nor a format known here (${what}): save it as CSV, WAV, JSON or CBOR.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Whether bytes can be text: they hold no control characters but those that space lines. */
export function isText(bytes: Uint8Array): boolean {
  return bytes.findIndex(isControl) < 0;
}

/** Control characters other than tab, line feed, vertical tab, form feed and carriage return. */
function isControl(byte: number): boolean {
  return byte < 9 || (byte > 13 && byte < 32) || byte === 127;
}
