import type { Readable } from 'node:stream';

/** Contents by the SHA-256 of their bytes: what is there never changes, and is kept once. */
export interface BlobStore {
  /** Afterwards the bytes are on disk; gives their hash. */
  put(bytes: Uint8Array): Promise<string>;
  /** The same for what does not fit in memory. Throws a Failure past `most` bytes. */
  putStream(stream: Readable, most: number): Promise<{ content: string; bytes: number }>;
  /** Throws a Failure where it is not there. */
  get(content: string): Promise<Uint8Array>;
  /** All of it, or its bytes from `from` up to, not with, `to`. */
  stream(content: string, part?: ByteRange): Promise<Readable>;
  /** Whether the bytes that are kept under this name are those; null: there are none. */
  isSound(content: string): Promise<boolean | null>;
}

/** Bytes of a content, from `from` up to, not with, `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** A store that also keeps what changes: the state of a training that may have to be resumed. */
export interface ScratchStore {
  save(name: string, bytes: Uint8Array): Promise<void>;
  load(name: string): Promise<Uint8Array | null>;
  remove(name: string): Promise<void>;
}
