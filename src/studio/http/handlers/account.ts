import { timingSafeEqual } from 'node:crypto';
import type { Selectable } from 'kysely';
import { Failure } from '../../../base/failure.ts';
import { writeAudit } from '../../audit.ts';
import { hashPassword, hashSecret, isPassword, newSecret } from '../../auth/passwords.ts';
import { pageOf } from '../../db/page.ts';
import type { Schema } from '../../db/schema.ts';
import { newId } from '../../new-id.ts';
import type { Studio } from '../../studio.ts';
import { callerIn, found, type Situation, type Some } from '../handler.ts';
import { clearSession, sessionCookie, setSession } from '../session-cookie.ts';

const sessionMs = 14 * 24 * 3600 * 1000;

/** People and their sessions. */
export const accountHandlers: Some<
  | 'getSetup'
  | 'setUp'
  | 'signIn'
  | 'getSession'
  | 'signOut'
  | 'changePassword'
  | 'listUsers'
  | 'createUser'
  | 'changeUser'
> = {
  getSetup: async (_, { studio }) => ({ needed: !(await hasUsers(studio)) }),

  async setUp({ body }, at) {
    const { studio } = at;
    const right = Buffer.from(studio.setupToken);
    const given = Buffer.from(body.token);
    const same = given.length === right.length && timingSafeEqual(given, right);
    if (!same || (await hasUsers(studio))) {
      throw new Failure(
        'not-allowed',
        'That link is not valid, or the owner has been made: sign in, or start the server again for a new link.',
      );
    }
    const user = await addUser(studio, { ...body, administrator: true }, body.email);
    return startSession(at, user);
  },

  async signIn({ body }, at) {
    const { db } = at.studio;
    const user = await db
      .selectFrom('users')
      .selectAll()
      .where('email', '=', body.email)
      .executeTakeFirst();
    const right = await isPassword(body.password, user?.password ?? null);
    if (!user || !right || user.disabled === 1) {
      throw new Failure(
        'not-signed-in',
        'Email or password is wrong, or the account was disabled.',
      );
    }
    return startSession(at, user);
  },

  async getSession(_, at) {
    const caller = callerIn(at);
    if (caller.kind !== 'person') throw new Failure('not-found', 'A key has no session.');
    const user = await at.studio.db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', caller.id)
      .executeTakeFirstOrThrow();
    return { user: userOf(user), csrf: caller.csrf!, expiresAt: caller.expiresAt! };
  },

  async signOut(_, { studio, raw, reply }) {
    const token = raw.cookies[sessionCookie];
    if (token)
      await studio.db.deleteFrom('sessions').where('token_hash', '=', hashSecret(token)).execute();
    clearSession(reply);
    return { done: true };
  },

  async changePassword({ body }, at) {
    const caller = callerIn(at);
    if (caller.kind !== 'person') throw new Failure('not-allowed', 'A key has no password.');
    const { db } = at.studio;
    const user = await db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', caller.id)
      .executeTakeFirstOrThrow();
    if (!(await isPassword(body.old, user.password))) {
      throw new Failure('not-allowed', 'The old password is wrong.');
    }
    const password = await hashPassword(body.new);
    const own = hashSecret(at.raw.cookies[sessionCookie] ?? '');
    await at.studio.writer.write(async (transaction) => {
      await transaction.updateTable('users').set({ password }).where('id', '=', user.id).execute();
      await transaction
        .deleteFrom('sessions')
        .where('user_id', '=', user.id)
        .where('token_hash', '!=', own)
        .execute();
      await writeAudit(transaction, {
        project: null,
        who: caller.name,
        action: 'user.password',
        subject: user.id,
      });
    });
    return { done: true };
  },

  async listUsers({ query }, { studio }) {
    const column = query.sort === 'email' ? 'email' : 'created_at';
    const { rows, next } = await pageOf(
      studio.db.selectFrom('users').selectAll(),
      column,
      'id',
      query,
    );
    return { items: rows.map(userOf), next };
  },

  createUser: async ({ body }, at) => userOf(await addUser(at.studio, body, callerIn(at).name)),

  async changeUser({ params, body }, at) {
    const password = body.password === undefined ? undefined : await hashPassword(body.password);
    const caller = callerIn(at);
    if (params.user === caller.id && (body.disabled || body.administrator === false)) {
      throw new Failure(
        'conflict',
        'Nobody can disable or demote themselves: ask another administrator.',
      );
    }
    return at.studio.writer.write(async (transaction) => {
      const user = found(
        await transaction
          .updateTable('users')
          .set({
            id: params.user,
            ...(body.name !== undefined && { name: body.name }),
            ...(body.disabled !== undefined && { disabled: body.disabled ? 1 : 0 }),
            ...(body.administrator !== undefined && { administrator: body.administrator ? 1 : 0 }),
            ...(password !== undefined && { password }),
          })
          .where('id', '=', params.user)
          .returningAll()
          .executeTakeFirst(),
        'person',
      );
      if (body.disabled || password)
        await transaction.deleteFrom('sessions').where('user_id', '=', user.id).execute();
      const fields = Object.keys(body);
      await writeAudit(transaction, {
        project: null,
        who: caller.name,
        action: 'user.change',
        subject: user.id,
        details: { fields },
      });
      return userOf(user);
    });
  },
};

type UserRow = Selectable<Schema['users']>;

function userOf({ id, email, name, administrator, disabled, created_at }: UserRow) {
  return {
    id,
    email,
    name,
    administrator: administrator === 1,
    disabled: disabled === 1,
    createdAt: created_at,
  };
}

async function hasUsers({ db }: Studio): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly administrator: boolean;
}

async function addUser({ writer, db }: Studio, made: NewUser, who: string): Promise<UserRow> {
  const there = await db
    .selectFrom('users')
    .select('id')
    .where('email', '=', made.email)
    .executeTakeFirst();
  if (there) throw new Failure('conflict', `There is an account for ${made.email} already.`);
  const row = {
    id: newId(),
    email: made.email,
    name: made.name,
    password: await hashPassword(made.password),
    administrator: made.administrator ? 1 : 0,
    disabled: 0,
    created_at: Date.now(),
  };
  await writer.write(async (transaction) => {
    await transaction.insertInto('users').values(row).execute();
    await writeAudit(transaction, { project: null, who, action: 'user.create', subject: row.id });
  });
  return row;
}

async function startSession({ studio, raw, reply }: Situation, user: UserRow) {
  const token = newSecret();
  const now = Date.now();
  const session = {
    token_hash: hashSecret(token),
    user_id: user.id,
    csrf: newSecret(),
    created_at: now,
    expires_at: now + sessionMs,
  };
  await studio.writer.write(async (transaction) => {
    await transaction.deleteFrom('sessions').where('expires_at', '<', now).execute();
    await transaction.insertInto('sessions').values(session).execute();
  });
  setSession(raw, reply, token, session.expires_at);
  return { user: userOf(user), csrf: session.csrf, expiresAt: session.expires_at };
}
