import { randomFillSync } from 'node:crypto';

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Chance for many ids at a time: asking for it costs as much as using it a hundred times. */
const chance = new Uint8Array(16 * 256);
let used = chance.length;

/** 48 bits of time and 80 of chance in Crockford's base 32: unique, and sorted by age. */
export function newId(nowMs = Date.now()): string {
  let time = '';
  for (let rest = nowMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) {
    time = digits[rest % 32] + time;
  }
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  let id = time;
  for (const end = used + 16; used < end; used++) id += digits[chance[used]! & 31];
  return id;
}
