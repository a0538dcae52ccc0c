/** Numbers as the binary format of WebAssembly writes them (core specification, chapter 5.2). */

/** LEB128: seven bits to a byte, lowest first. */
export function encodeUnsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest ? low | 0x80 : low);
  } while (rest);
  return bytes;
}

export function encodeSigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const ends = (rest === 0 && !(low & 0x40)) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(ends ? low : low | 0x80);
    if (ends) return bytes;
  }
}

export function encodeF32(value: number): number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

export function encodeF64(value: number): number[] {
  return [...new Uint8Array(Float64Array.of(value).buffer)];
}

export function encodeName(name: string): number[] {
  const bytes = new TextEncoder().encode(name);
  return [...encodeUnsigned(bytes.length), ...bytes];
}
