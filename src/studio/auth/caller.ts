import { type Access, type Role, roles } from '../../api/route.ts';
import { Failure } from '../../base/failure.ts';
import type { Database } from '../db/open.ts';
import { hashSecret } from './passwords.ts';

/** Who calls: a person by a session, or a program by a key; and what they are called in the audit log. */
export interface Caller {
  readonly kind: 'person' | 'key';
  /** Of the user or of the key. */
  readonly id: string;
  readonly name: string;
  readonly administrator: boolean;
  /** A key belongs to one project and has one role in it. */
  readonly key?: { readonly project: string; readonly role: Role };
  /** Of a session: every change must repeat it in a header. */
  readonly csrf?: string;
  readonly expiresAt?: number;
}

const keyForm = /^Bearer thimble_([0-9A-Z]{26})_([\w-]{43})$/;

/** The caller of a request by its headers; null where it carries no sign of one. Throws for a false one. */
export async function callerOf(
  db: Database,
  headers: { readonly authorization?: string | undefined; readonly token?: string | undefined },
  nowMs: number,
): Promise<Caller | null> {
  if (headers.authorization !== undefined) return byKey(db, headers.authorization, nowMs);
  if (headers.token !== undefined) return bySession(db, headers.token, nowMs);
  return null;
}

/** When a key was last used is kept to the minute, so that not every call writes. */
const seenEveryMs = 60_000;

async function byKey(db: Database, authorization: string, nowMs: number): Promise<Caller> {
  const [, id = '', secret = ''] = keyForm.exec(authorization) ?? [];
  const key = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', id)
    .where('secret_hash', '=', hashSecret(secret))
    .executeTakeFirst();
  if (!key)
    throw new Failure('not-signed-in', 'That key is not known or was revoked: make another.');
  if (nowMs - (key.last_used_at ?? 0) >= seenEveryMs) {
    await db.updateTable('api_keys').set({ last_used_at: nowMs }).where('id', '=', id).execute();
  }
  return {
    kind: 'key',
    id,
    name: `key ${key.name}`,
    administrator: false,
    key: { project: key.project_id, role: key.role as Role },
  };
}

async function bySession(db: Database, token: string, nowMs: number): Promise<Caller | null> {
  const found = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([
      'users.id',
      'users.email',
      'users.administrator',
      'sessions.csrf',
      'sessions.expires_at',
    ])
    .where('sessions.token_hash', '=', hashSecret(token))
    .where('sessions.expires_at', '>', nowMs)
    .where('users.disabled', '=', 0)
    .executeTakeFirst();
  if (!found) return null;
  return {
    kind: 'person',
    id: found.id,
    name: found.email,
    administrator: found.administrator === 1,
    csrf: found.csrf,
    expiresAt: found.expires_at,
  };
}

/** What a caller may do in a project; null: nothing, and they shall not learn that it exists. */
export async function roleIn(db: Database, caller: Caller, project: string): Promise<Role | null> {
  if (caller.key) return caller.key.project === project ? caller.key.role : null;
  const member = await db
    .selectFrom('projects')
    .leftJoin('members', (join) =>
      join.onRef('members.project_id', '=', 'projects.id').on('members.user_id', '=', caller.id),
    )
    .select(['members.role'])
    .where('projects.id', '=', project)
    .executeTakeFirst();
  if (!member) return null;
  return (caller.administrator ? 'owner' : member.role) as Role | null;
}

/** Throws the Failure that a caller without the right gets; a project that is not theirs is "not found". */
export function requireAccess(access: Access, caller: Caller | null, role: Role | null): void {
  if (access === 'anyone') return;
  if (!caller) throw new Failure('not-signed-in', 'Sign in first, or send a key.');
  if (access === 'signed-in') return;
  if (access === 'administrator') {
    if (!caller.administrator)
      throw new Failure('not-allowed', 'Only an administrator may do that.');
    return;
  }
  if (role === null) throw new Failure('not-found', 'There is no such project.');
  if (roles.indexOf(role) < roles.indexOf(access)) {
    throw new Failure('not-allowed', `Your role here is ${role}; this takes ${access}.`);
  }
}
