import { z } from 'zod';

/** Forms that several resources share: names, times, identifiers, labels. */

/** 26 characters of Crockford's base 32: time first, so that ids sort by their age. */
export const id = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'is not an id');
/** Milliseconds since 1970. */
export const moment = z.number().int();
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** One line of text without control characters. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not hold control characters');
export const label = line(100);
export const email = z
  .email()
  .max(254)
  .transform((text) => text.toLowerCase());
export const password = z.string().min(10, 'must have 10 characters or more').max(1000);
export const role = z.enum(['device', 'viewer', 'editor', 'owner']);
export const part = z.enum(['train', 'validation', 'test']);
export const done = z.object({ done: z.literal(true) });
export const inProject = z.object({ project: id });
/** A filter by words in a name: what is in it is found literally, not as a pattern. */
export const search = z.string().max(200).optional();
/** A query's true or false. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
