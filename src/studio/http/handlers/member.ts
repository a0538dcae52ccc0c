import type { Kysely } from 'kysely';
import type { Role } from '../../../api/route.ts';
import { Failure } from '../../../base/failure.ts';
import { writeAudit } from '../../audit.ts';
import { hashSecret, newSecret } from '../../auth/passwords.ts';
import type { Schema } from '../../db/schema.ts';
import { newId } from '../../new-id.ts';
import { callerIn, found, type Some } from '../handler.ts';

/** Who works on a project, and the keys of its programs. */
export const memberHandlers: Some<
  'listMembers' | 'setMember' | 'removeMember' | 'listKeys' | 'createKey' | 'revokeKey'
> = {
  async listMembers({ params }, { studio }) {
    const rows = await studio.db
      .selectFrom('members')
      .innerJoin('users', 'users.id', 'members.user_id')
      .select(['users.id as user', 'users.email', 'users.name', 'members.role'])
      .where('members.project_id', '=', params.project)
      .orderBy('users.email')
      .execute();
    return { items: rows.map((row) => ({ ...row, role: row.role as Role })) };
  },

  async setMember({ params, body }, at) {
    const { studio } = at;
    const user = await studio.db
      .selectFrom('users')
      .selectAll()
      .where('email', '=', body.email)
      .executeTakeFirst();
    if (!user)
      throw new Failure(
        'not-found',
        `There is no account for ${body.email}: an administrator can make one.`,
      );
    await studio.writer.write(async (transaction) => {
      const row = { project_id: params.project, user_id: user.id, role: body.role };
      await transaction
        .insertInto('members')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['project_id', 'user_id']).doUpdateSet({ role: body.role }),
        )
        .execute();
      await requireOwner(transaction, params.project);
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'member.set',
        subject: user.id,
        details: { role: body.role },
      });
    });
    return { user: user.id, email: user.email, name: user.name, role: body.role };
  },

  async removeMember({ params }, at) {
    await at.studio.writer.write(async (transaction) => {
      found(
        await transaction
          .deleteFrom('members')
          .where('project_id', '=', params.project)
          .where('user_id', '=', params.user)
          .returning('user_id')
          .executeTakeFirst(),
        'member',
      );
      await requireOwner(transaction, params.project);
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'member.remove',
        subject: params.user,
      });
    });
    return { done: true };
  },

  async listKeys({ params }, { studio }) {
    const rows = await studio.db
      .selectFrom('api_keys')
      .selectAll()
      .where('project_id', '=', params.project)
      .orderBy('id')
      .execute();
    return { items: rows.map(keyOf) };
  },

  async createKey({ params, body }, at) {
    const id = newId();
    const secret = newSecret();
    const row = {
      id,
      project_id: params.project,
      name: body.name,
      role: body.role,
      prefix: `thimble_${id.slice(0, 14)}`,
      secret_hash: hashSecret(secret),
      created_at: Date.now(),
      last_used_at: null,
    };
    await at.studio.writer.write(async (transaction) => {
      await transaction.insertInto('api_keys').values(row).execute();
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'key.create',
        subject: id,
        details: { name: body.name, role: body.role },
      });
    });
    return { ...keyOf(row), key: `thimble_${id}_${secret}` };
  },

  async revokeKey({ params }, at) {
    await at.studio.writer.write(async (transaction) => {
      found(
        await transaction
          .deleteFrom('api_keys')
          .where('project_id', '=', params.project)
          .where('id', '=', params.key)
          .returning('id')
          .executeTakeFirst(),
        'key',
      );
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'key.revoke',
        subject: params.key,
      });
    });
    return { done: true };
  },
};

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly prefix: string;
  readonly created_at: number;
  readonly last_used_at: number | null;
}

function keyOf({ id, name, role, prefix, created_at, last_used_at }: KeyRow) {
  return { id, name, role: role as Role, prefix, createdAt: created_at, lastUsedAt: last_used_at };
}

/** A project without an owner could be looked after by nobody. */
async function requireOwner(transaction: Kysely<Schema>, project: string): Promise<void> {
  const owner = await transaction
    .selectFrom('members')
    .select('user_id')
    .where('project_id', '=', project)
    .where('role', '=', 'owner')
    .executeTakeFirst();
  if (!owner)
    throw new Failure('conflict', 'A project needs an owner: make somebody else one first.');
}
