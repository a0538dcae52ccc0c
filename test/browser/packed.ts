/** Values with typed arrays in them as text, for the way from one program to another. */

export function packed(value: unknown): string {
  return JSON.stringify(value, (_key, part) => {
    if (part instanceof Float32Array) return { f32: base64(new Uint8Array(part.slice().buffer)) };
    if (part instanceof Int32Array) return { i32: base64(new Uint8Array(part.slice().buffer)) };
    return part;
  });
}

export function unpacked(text: string): unknown {
  return JSON.parse(text, (_key, part) => {
    if (typeof part?.f32 === 'string') return new Float32Array(bytes(part.f32).buffer);
    if (typeof part?.i32 === 'string') return new Int32Array(bytes(part.i32).buffer);
    return part;
  });
}

function base64(values: Uint8Array): string {
  let text = '';
  for (const value of values) text += String.fromCharCode(value);
  return btoa(text);
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
