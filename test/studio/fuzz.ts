import { z } from 'zod';
import type { Route } from '../../src/api/route.ts';
import { type RouteName, routes } from '../../src/api/routes.ts';
import { Random } from '../../src/base/random.ts';

/** One call of a route with made-up parameters, query and body. */
export interface MadeUp {
  readonly route: RouteName;
  readonly method: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Values that are there: the more of them a call names, the deeper it gets. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Calls of every route: shaped as the contract has it, and then often broken in one place. */
export function* madeUpCalls(seed: number, rounds: number, known: Known): Generator<MadeUp> {
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(routes) as RouteName[]) {
      yield madeUp(name, new Random(seed, name, round), known);
    }
  }
}

function madeUp(name: RouteName, random: Random, known: Known): MadeUp {
  const route: Route = routes[name];
  const params = shaped(route.params, random, known) as Record<string, unknown>;
  const path = route.path.replace(/:(\w+)/g, (_, key: string) =>
    encoded(
      String(known[key] && random.uniform() < 0.8 ? pick(known[key], random) : params?.[key]),
    ),
  );
  const query = broken(shaped(route.query, random, known), random) as Record<string, unknown>;
  const pairs = Object.entries(query ?? {}).map(([key, value]) => [key, String(value)]);
  const address = pairs.length > 0 ? `${path}?${new URLSearchParams(pairs)}` : path;
  return { route: name, method: route.method, address, ...bodyOf(route, random, known) };
}

function bodyOf({ body }: Route, random: Random, known: Known): Pick<MadeUp, 'headers' | 'body'> {
  if (body === undefined) return { headers: {} };
  const noise = Uint8Array.from({ length: random.below(300) }, () => random.below(256));
  if (body === 'bytes') {
    return { headers: { 'content-type': 'application/octet-stream' }, body: noise };
  }
  if (body === 'files') {
    const text = `--x\r\nContent-Disposition: form-data; name="file"; filename="a/b.csv"\r\n\r\ntimestamp,x\n0,1\n20,${'é'.repeat(random.below(9))}\r\n--x--`;
    const cut = random.uniform() < 0.5 ? text : text.slice(0, random.below(text.length));
    return { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: cut };
  }
  const text = JSON.stringify(broken(shaped(body, random, known), random)) ?? 'null';
  const type = random.uniform() < 0.95 ? 'application/json' : 'text/plain';
  const cut = random.uniform() < 0.9 ? text : text.slice(0, random.below(text.length));
  return { headers: { 'content-type': type }, body: cut };
}

/** A value of the form, by its JSON schema. */
function shaped(form: z.ZodType | undefined, random: Random, known: Known): unknown {
  if (!form) return undefined;
  const schema = z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' }) as Schema;
  return valueBy(schema, random, known, '');
}

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

function valueBy(schema: Schema, random: Random, known: Known, key: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(schema.enum, random);
  if (schema.anyOf) return valueBy(pick(schema.anyOf, random), random, known, key);
  if (schema.type === 'object') {
    const required = new Set(schema.required);
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => required.has(name) || random.uniform() < 0.5)
        .map(([name, of]) => [name, valueBy(of, random, known, name)]),
    );
  }
  if (schema.type === 'array') {
    const name = key.replace(/s$/, '');
    return Array.from({ length: random.below(4) }, () =>
      valueBy(schema.items ?? {}, random, known, name),
    );
  }
  if (schema.type === 'boolean') return random.uniform() < 0.5;
  if (schema.type === 'null') return null;
  if (schema.type === 'integer' || schema.type === 'number') {
    const { minimum = -5, maximum = minimum + 100 } = schema;
    const value = minimum + random.uniform() * (maximum - minimum);
    return schema.type === 'integer' ? Math.floor(value) : value;
  }
  const there = known[key];
  if (there && random.uniform() < 0.8) return pick(there, random);
  return pick(texts, random);
}

/** The value, or about half the time the value with one part of it made wrong. */
function broken(value: unknown, random: Random): unknown {
  if (random.uniform() < 0.5) return value;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    if (keys.length > 0 && random.uniform() < 0.8) {
      const key = pick(keys, random);
      const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
      copy[key] = broken(copy[key], random);
      return Array.isArray(value) ? Object.values(copy) : copy;
    }
  }
  return pick(wrong, random);
}

const texts = [
  'gesture',
  'a',
  '',
  '../../etc/passwd',
  "'; drop table samples; --",
  '%',
  '\u0000',
  '\ud800',
  '🧵'.repeat(40),
  'x'.repeat(3000),
  '01'.padEnd(26, '0'),
  'a@b.org',
  '__proto__',
  '1e999',
];
const wrong = [null, [], {}, -1, 1e308, 2 ** 53, '', 'NaN', true, [[[[]]]], ...texts];

function pick<T>(from: readonly T[], random: Random): T {
  return from[random.below(from.length)]!;
}

/** As an address has it; half of a pair of surrogates has no place there. */
function encoded(text: string): string {
  return encodeURIComponent(text.isWellFormed() ? text : '%ED%A0%80');
}
