import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** The SHA-256 of some bytes, as 64 hexadecimal digits: the name of a content. */
export function contentHash(...parts: readonly (Uint8Array | string)[]): string {
  const hash = sha256.create();
  const encoder = new TextEncoder();
  for (const part of parts) hash.update(typeof part === 'string' ? encoder.encode(part) : part);
  return bytesToHex(hash.digest());
}
