import { assert } from '../../base/assert.ts';

/** A float32 as the shortest decimal that every compiler reads back as the same bits. */
export function floatLiteral(value: number): string {
  assert(Number.isFinite(value), `${value} has no literal in C`);
  assert(Object.is(Math.fround(value), value), `${value} is a float32`);
  if (Object.is(value, -0)) return '-0.0f';
  for (let digits = 1; digits <= 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (readsBack(text, value)) return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
  }
  throw new Error(`This should never happen: nine digits do not name ${value}`);
}

/** A decimal near the middle of two floats may round differently in one step and in two: refused. */
function readsBack(text: string, value: number): boolean {
  const read = Number(text);
  return [1 - 2 ** -40, 1, 1 + 2 ** -40].every((factor) => Math.fround(read * factor) === value);
}

/** An int32; the smallest has no literal of its own. */
export function intLiteral(value: number): string {
  assert(Number.isInteger(value) && Math.abs(value) <= 2 ** 31, `${value} is an int32`);
  return value === -(2 ** 31) ? '(-2147483647 - 1)' : String(value);
}

/**
 * Any text as a C string in UTF-8. Quotes, backslashes, control and other bytes are escaped; so are
 * question marks, since two of them begin a trigraph.
 */
export function stringLiteral(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return `"${Array.from(bytes, escaped).join('')}"`;
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte);
  if ('"\\?'.includes(character)) return `\\${character}`;
  // Three octal digits always: the next character cannot become part of the number.
  return byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, '0')}` : character;
}

/** Any text inside a comment: nothing in it ends or opens a comment, and no trigraph remains. */
export function commentText(text: string): string {
  return text
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replaceAll('??', '? ?')
    .replaceAll('\\\n', '\\ \n')
    .replace(/\\$/, '\\ ');
}
