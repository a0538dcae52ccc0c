import { randomBytes } from 'node:crypto';

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 48 bits of time and 80 of chance in Crockford's base 32: unique, and sorted by age. */
export function newId(nowMs = Date.now()): string {
  let time = '';
  for (let rest = nowMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) {
    time = digits[rest % 32] + time;
  }
  return time + Array.from(randomBytes(16), (byte) => digits[byte & 31]).join('');
}
