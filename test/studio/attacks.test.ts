import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import type { z } from 'zod';
import { type Role, type Route, roles } from '../../src/api/route.ts';
import { type RouteName, routes } from '../../src/api/routes.ts';
import {
  formOf,
  ownerAccount,
  ownerWithProject,
  studioUnderTest,
  tone,
  type UnderTest,
} from './studio-under-test.ts';

/** What nobody may do. The routes are the server's own, so that a new one without a rule fails here. */

let studio: UnderTest;
let ann: Awaited<ReturnType<typeof ownerWithProject>>;
let sample: string;
/** Signed in, with a project of their own. */
let bob: { headers(): Record<string, string>; project: string };

before(async () => {
  studio = await studioUnderTest();
  ann = await ownerWithProject(studio);
  const body = new TextEncoder().encode(tone(3, 1));
  const brought = await ann.client.uploadSample({
    params: { project: ann.project },
    query: { name: 'a.csv' },
    body,
  });
  sample = brought.samples[0]!.id;
  const account = { email: 'bob@example.org', name: 'Bob', password: 'another long one' };
  await ann.client.createUser({ body: account });
  const person = studio.stranger();
  person.use(await person.client.signIn({ body: account }));
  const project = await person.client.createProject({ body: { name: 'Of Bob' } });
  bob = { headers: person.headers, project: project.id };
});
after(() => studio[Symbol.asyncDispose]());

const names = Object.keys(routes) as RouteName[];
const someId = '01'.padEnd(26, '0');

/** The address of a route in Ann's project, with an id that is there as far as one is. */
function addressOf({ path }: Route, project = ann.project): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    if (name === 'project') return project;
    return name === 'sample' ? sample : someId;
  });
  return `${studio.serving.address}${filled}`;
}

async function call(
  route: Route,
  headers: Record<string, string>,
  project?: string,
): Promise<Response> {
  const isJson = route.body !== undefined && typeof route.body !== 'string';
  const type: Record<string, string> = route.body
    ? { 'content-type': isJson ? 'application/json' : 'application/octet-stream' }
    : {};
  const init: RequestInit = { method: route.method, headers: { ...type, ...headers } };
  if (route.body) init.body = isJson ? '{}' : 'x';
  return fetch(addressOf(route, project), init);
}

for (const name of names) {
  const route: Route = routes[name];
  if (route.access === 'anyone') continue;

  test(`${name} asks who calls`, async () => {
    assert.equal((await call(route, {})).status, 401, 'nobody');
    assert.equal((await call(route, { authorization: 'Bearer thimble_x' })).status, 401, 'no key');
    assert.equal(
      (await call(route, { authorization: `Bearer thimble_${someId}_${'a'.repeat(43)}` })).status,
      401,
      'a guessed key',
    );
    assert.equal(
      (await call(route, { cookie: 'thimble_session=guess' })).status,
      401,
      'a guessed session',
    );
  });

  if (route.path.includes(':project')) {
    test(`${name} does not tell others that a project exists`, async () => {
      const there = await call(route, bob.headers());
      const nowhere = await call(route, bob.headers(), someId);
      assert.equal(there.status, 404);
      assert.deepEqual(await there.json(), await nowhere.json());
    });

    test(`${name} keeps roles apart`, async () => {
      for (const role of roles.slice(0, Math.max(0, roles.indexOf(route.access as Role)))) {
        const { key } = await ann.client.createKey({
          params: { project: ann.project },
          body: { name, role },
        });
        const { status } = await call(route, { authorization: `Bearer ${key}` });
        assert.equal(status, 403, role);
      }
    });
  }
  if (route.access === 'administrator') {
    test(`${name} is for administrators`, async () => {
      assert.equal((await call(route, bob.headers())).status, 403);
    });
  }
  if (route.method !== 'GET') {
    test(`${name} is refused to a page of another site`, async () => {
      const { cookie } = ann.owner.headers() as { cookie: string };
      assert.equal((await call(route, { cookie })).status, 403, 'the cookie alone');
      const withToken = { ...ann.owner.headers(), origin: 'https://evil.example' };
      assert.equal((await call(route, withToken)).status, 403, 'another origin');
    });
  }
}

test('a session that was ended, has expired, or whose person was disabled, is worth nothing', async () => {
  const account = { email: 'eve@example.org', name: 'Eve', password: 'yet another one' };
  const user = await ann.client.createUser({ body: account });
  const signedIn = async () => {
    const person = studio.stranger();
    person.use(await person.client.signIn({ body: account }));
    return person;
  };
  const first = await signedIn();
  const before = first.headers();
  await first.client.signOut();
  const replayed = await fetch(`${studio.serving.address}/api/session`, { headers: before });
  assert.equal(replayed.status, 401);
  const expired = await signedIn();
  await studio.serving.studio.db
    .updateTable('sessions')
    .set({ expires_at: Date.now() - 1 })
    .where('user_id', '=', user.id)
    .execute();
  const late = await fetch(`${studio.serving.address}/api/session`, { headers: expired.headers() });
  assert.equal(late.status, 401);
  const second = await signedIn();
  await ann.client.changeUser({ params: { user: user.id }, body: { disabled: true } });
  const disabled = await fetch(`${studio.serving.address}/api/session`, {
    headers: second.headers(),
  });
  assert.equal(disabled.status, 401);
});

test('a key stops working when it is revoked, and is nowhere in the database', async () => {
  const params = { project: ann.project };
  const made = await ann.client.createKey({ params, body: { name: 'short', role: 'viewer' } });
  const program = studio.program(made.key);
  assert.equal((await program.listProjects()).items.length, 1);
  const { db } = studio.serving.studio;
  const row = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', made.id)
    .executeTakeFirstOrThrow();
  const secret = made.key.slice(`thimble_${made.id}_`.length);
  assert.equal(secret.length, 43, '256 bits, six in a sign');
  assert.ok(!JSON.stringify(row).includes(secret));
  await ann.client.revokeKey({ params: { ...params, key: made.id } });
  await assert.rejects(program.listProjects(), /revoked/);
});

test('wrong passwords are slow to guess: a few a minute', async () => {
  const person = studio.stranger();
  const tries = [];
  for (let i = 0; i < 12; i++) {
    tries.push(
      await person.client
        .signIn({ body: { email: ownerAccount.email, password: `guess ${i}` } })
        .catch((error) => error.code),
    );
  }
  assert.equal(tries.at(-1), 'too-often');
  assert.ok(tries.includes('not-signed-in'));
});

test('paths that lead out of a folder are refused or harmless', async () => {
  const params = { project: ann.project };
  for (const path of [
    '../../etc/passwd',
    '/etc/passwd',
    'a/../../b.csv',
    'C:\\windows\\x.csv',
    'a\u0000.csv',
  ]) {
    const form = formOf([[path, tone(3, 1)]]);
    const reply = await ann.client.uploadFiles({ params, body: form }).catch((error) => error);
    const names =
      reply instanceof Error ? [] : reply.samples.map(({ name }: { name: string }) => name);
    for (const name of names) assert.ok(!name.includes('..') && !name.startsWith('/'), name);
  }
  for (const path of [
    '/api/docs/..%2f..%2fpackage.json',
    '/..%2f..%2fetc/passwd',
    '/api/docs/static/..%2f..%2f..%2fpackage.json',
  ]) {
    const { status } = await fetch(`${studio.serving.address}${path}`);
    assert.ok(status === 404 || status === 400 || status === 403, `${path}: ${status}`);
  }
});

test('a page or a drawing with a script comes back as a download that cannot act', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => `${i * 20},"<script>alert(1)</script>"`).join(
    '\n',
  );
  const evil = `timestamp,<svg onload=alert(1)>\n${rows.replaceAll('"<script>alert(1)</script>"', '1')}\n`;
  const body = new TextEncoder().encode(evil);
  const params = { project: ann.project };
  const { samples } = await ann.client.uploadSample({
    params,
    query: { name: '<script>.html' },
    body,
  });
  const file = await ann.client.getFile({ params: { ...params, sample: samples[0]!.id } });
  assert.equal(file.headers.get('content-type'), 'application/octet-stream');
  assert.match(file.headers.get('content-disposition')!, /^attachment; filename="_script_.html"/);
  assert.match(file.headers.get('content-security-policy')!, /sandbox/);
  assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
});

test('SQL in a filter is text, and a cursor of somebody’s own making is refused', async () => {
  const params = { project: ann.project };
  for (const evil of [
    "' or 1=1 --",
    '"; drop table samples; --',
    "\\' union select * from users --",
  ]) {
    const { items } = await ann.client.listSamples({
      params,
      query: { label: evil, search: evil, group: evil },
    });
    assert.deepEqual(items, []);
  }
  const cursor = Buffer.from(JSON.stringify([{ $gt: '' }, "'; --"])).toString('base64url');
  await assert.rejects(ann.client.listSamples({ params, query: { cursor } }), /cursor/);
  const other = Buffer.from(
    JSON.stringify(["x' or '1'='1", "y'; drop table samples; --"]),
  ).toString('base64url');
  await ann.client.listSamples({ params, query: { cursor: other } });
  assert.ok((await ann.client.getSample({ params: { ...params, sample } })).id);
});

test('SQL in any text of any query finds nothing and breaks nothing', async () => {
  const evil = "' or '1'='1";
  for (const name of names) {
    const route: Route = routes[name];
    if (route.method !== 'GET' || name === 'watchJob') continue;
    for (const [key, form] of Object.entries(route.query?.shape ?? {})) {
      if (!(form as z.ZodType).safeParse(evil).success || key === 'cursor') continue;
      const address = `${addressOf(route)}?${new URLSearchParams({ [key]: evil })}`;
      const response = await fetch(address, { headers: ann.owner.headers() });
      if (response.status === 404) continue;
      assert.equal(response.status, 200, `${name} by ${key}`);
      const { items } = (await response.json()) as { items: unknown[] };
      assert.deepEqual(items, [], `${name} by ${key}`);
    }
  }
});

test('a call that does not arrive in time is ended, and others are answered meanwhile', async () => {
  await using patient = await studioUnderTest({ arriveMs: 500 });
  const { hostname, port } = new URL(patient.serving.address);
  const slow = connect(Number(port), hostname);
  slow.on('error', () => {});
  const ended = once(slow, 'close');
  slow.write('POST /api/session HTTP/1.1\r\nhost: ');
  const drip = setInterval(() => slow.write('a'), 100);
  const { status } = await fetch(`${patient.serving.address}/health`);
  assert.equal(status, 200);
  slow.resume();
  await ended;
  clearInterval(drip);
});

test('a line break in a name splits no header', async () => {
  const params = { project: ann.project };
  const body = new TextEncoder().encode(tone(3, 2));
  await assert.rejects(
    ann.client.uploadSample({ params, query: { name: 'a\r\nset-cookie: x=1' }, body }),
    /control characters/,
  );
  const { samples } = await ann.client.uploadSample({
    params,
    query: { name: 'ü "quoted" \u2028.csv' },
    body,
  });
  const file = await ann.client.getFile({ params: { ...params, sample: samples[0]!.id } });
  assert.equal(file.status, 200);
});

test('a body that is larger than allowed is refused, by its length and by its bytes', async () => {
  await using small = await studioUnderTest({ recordingMost: 4_000_000 });
  const { client, project } = await ownerWithProject(small);
  const query = { name: 'large.csv' };
  const large = new Uint8Array(5_000_000);
  await assert.rejects(
    client.uploadSample({ params: { project }, query, body: large }),
    /larger than/,
  );
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65536)),
  });
  await assert.rejects(client.uploadSample({ params: { project }, query, body: endless }));
  const field = `timestamp,x\n0,"${'1'.repeat(3_000_000)}"\n20,1\n`;
  await assert.rejects(
    client.uploadSample({ params: { project }, query, body: new TextEncoder().encode(field) }),
  );
  const { items } = await client.listSamples({ params: { project } });
  assert.deepEqual(items, [], 'nothing of it was kept');
  await assert.rejects(
    client.createProject({ body: { name: 'x', description: 'y'.repeat(2 ** 21) } }),
    /large/i,
  );
});

test('another name for this server, as a rebound page sends it, is refused', async () => {
  const { hostname, port } = new URL(studio.serving.address);
  const said = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write('GET /api/setup HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n'),
    );
    let text = '';
    socket.on('data', (chunk) => (text += chunk));
    socket.on('close', () => resolve(text));
  });
  assert.match(said, /^HTTP\/1.1 403/);
});

test('no route answers with 500, whatever its body, query and parameters are', async () => {
  const broken: unknown[] = [
    null,
    [],
    'x',
    1,
    { name: 1 },
    { name: '' },
    { samples: 'x' },
    { settings: { windowMs: -1 } },
    { __proto__: { a: 1 } },
    { body: { deep: { deeper: [[[[]]]] } } },
    { seed: 1e99, board: '../x', target: '' },
  ];
  for (const name of names) {
    const route: Route = routes[name];
    const headers = { ...ann.owner.headers() };
    for (const body of broken) {
      const init: RequestInit = {
        method: route.method,
        headers: { ...headers, 'content-type': 'application/json' },
      };
      if (route.method !== 'GET') init.body = JSON.stringify(body);
      // ending the session or the events of a job is what these are for
      if (
        name === 'signOut' ||
        name === 'watchJob' ||
        name === 'signIn' ||
        name === 'setUp' ||
        name === 'changePassword'
      )
        continue;
      const { status } = await fetch(
        `${addressOf(route)}?limit=x&cursor=%00&from=-1&name=%00`,
        init,
      );
      assert.notEqual(status, 500, `${name} with ${JSON.stringify(body)}`);
    }
    const odd = addressOf(route).replace(someId, '%00').replace(sample, "'--");
    const { status } = await fetch(odd, { headers });
    assert.notEqual(status, 500, odd);
  }
});
