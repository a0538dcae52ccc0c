import { existsSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/**
 * Lets WebAssembly that this process compiles from now on run on vectors of 256 bits, and tells whether
 * it will. The instruction set ends at 128 bits; V8 can join two vectors that lie side by side where
 * the processor has AVX2, which about doubles what a product of matrices takes in. Every number is
 * made by the same operations in the same order, so that the bytes of a training do not change.
 *
 * V8 counts this among its experiments and leaves it off. It is turned on only for the release line
 * of Node that Thimble brings and whose code is compared with that of 128 bits
 * (wide-vectors.test.ts), and only where AVX2 can be seen. `THIMBLE_VECTORS=128` leaves it off.
 */
export function joinVectors(): boolean {
  joined ??= canJoin();
  return joined;
}

let joined: boolean | undefined;

const trustedRelease = '24.';

function canJoin(): boolean {
  const wanted = process.env.THIMBLE_VECTORS !== '128';
  const trusted = process.arch === 'x64' && process.versions.node.startsWith(trustedRelease);
  if (!wanted || !trusted || !hasAvx2()) return false;
  setFlagsFromString('--experimental-wasm-revectorize');
  return true;
}

/** As Linux tells; other systems have no file that does. */
function hasAvx2(): boolean {
  const file = '/proc/cpuinfo';
  if (!existsSync(file)) return false;
  const flags = /^flags\s*:(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.split(' ') ?? [];
  return ['avx2', 'fma'].every((flag) => flags.includes(flag));
}
