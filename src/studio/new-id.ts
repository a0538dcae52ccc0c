import { randomFillSync } from 'node:crypto';

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const places = 16;

/** Chance for many ids at a time: asking for it costs as much as using it a hundred times. */
const chance = new Uint8Array(places * 256);
let used = chance.length;

/** The newest id: when it was made, and its digits of chance. */
let newestMs = -1;
const newest = new Uint8Array(places);

/**
 * 48 bits of time and 80 of chance in Crockford's base 32: unique, and sorted by age. Ids of one
 * millisecond count on from the first one's chance, so that those of a process keep their order.
 */
export function newId(nowMs = Date.now()): string {
  if (nowMs === newestMs) countOn();
  else drawNew();
  newestMs = nowMs;
  let time = '';
  for (let rest = nowMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) {
    time = digits[rest % 32] + time;
  }
  let id = time;
  for (const digit of newest) id += digits[digit];
  return id;
}

function drawNew(): void {
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  for (let i = 0; i < places; i++) newest[i] = chance[used++]! & 31;
}

function countOn(): void {
  for (let i = places - 1; i >= 0; i--) {
    newest[i] = (newest[i]! + 1) & 31;
    if (newest[i] !== 0) return;
  }
}
