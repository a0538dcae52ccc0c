import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
/** OWASP's least for scrypt: 2^17 blocks of 8, 128 MB for a moment. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };

/** scrypt with a salt of its own: `scrypt$salt$hash` in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password.normalize('NFKC'), salt, 32, cost);
  return `scrypt$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** Takes as long for people who do not exist (null), so that nobody can find out who does. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, salt, hash] = (stored ?? `scrypt$${'A'.repeat(22)}==$${'A'.repeat(43)}=`).split('$');
  const made = await derive(password.normalize('NFKC'), Buffer.from(salt!, 'base64'), 32, cost);
  return timingSafeEqual(made, Buffer.from(hash!, 'base64')) && stored !== null;
}

/** 256 bits of chance, as text that needs no escaping anywhere. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** How a secret of 256 bits is stored: it needs no salt and no slowness, since nobody can guess it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
